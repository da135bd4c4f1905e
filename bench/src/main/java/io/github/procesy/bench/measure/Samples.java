package io.github.procesy.bench.measure;

import java.util.Arrays;
import java.util.Collection;
import java.util.OptionalDouble;

/** What one contender measured for one row: at least one sample. */
public final class Samples {
    /** With fewer the 99th percentile is the maximum under another name. */
    private static final int ENOUGH_FOR_P99 = 100;
    private static final int ENOUGH_FOR_P999 = 1000;

    /** 99.9 percent of 1000 are 999, and a little more where doubles are rounded. */
    private static final double ROUNDING = 1e-6;

    private final double[] sorted;

    private Samples(double[] sorted) {
        this.sorted = sorted;
    }

    /**
     * Samples in any order.
     *
     * @param values at least one
     * @return the samples
     * @throws IllegalArgumentException if there are none
     */
    public static Samples of(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("A figure needs at least one sample; there are 0.");
        }
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return new Samples(sorted);
    }

    /**
     * How many there are.
     *
     * @return one or more
     */
    public int count() {
        return sorted.length;
    }

    /**
     * The smallest sample that so many percent do not exceed: the nearest rank.
     *
     * @param percent above 0, at most 100
     * @return a sample
     */
    public double percentile(double percent) {
        int rank = (int) Math.ceil(percent / 100 * sorted.length - ROUNDING);
        return sorted[Math.max(rank, 1) - 1];
    }

    /**
     * The 99th percentile, if there are enough samples for one.
     *
     * @return a sample, or empty
     */
    public OptionalDouble p99() {
        return sorted.length < ENOUGH_FOR_P99
                ? OptionalDouble.empty()
                : OptionalDouble.of(percentile(99));
    }

    /**
     * The sample that one of a thousand exceeds, if there are enough samples for one.
     *
     * @return a sample, or empty
     */
    public OptionalDouble p999() {
        return sorted.length < ENOUGH_FOR_P999
                ? OptionalDouble.empty()
                : OptionalDouble.of(percentile(99.9));
    }

    /**
     * The smallest.
     *
     * @return a sample
     */
    public double min() {
        return sorted[0];
    }

    /**
     * The largest.
     *
     * @return a sample
     */
    public double max() {
        return sorted[sorted.length - 1];
    }
}
