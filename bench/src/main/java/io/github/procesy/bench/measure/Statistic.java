package io.github.procesy.bench.measure;

/** Which sample stands for all. */
public enum Statistic {
    /** The median. */
    P50(50),
    /** The 99th percentile. */
    P99(99);

    private final double percent;

    Statistic(double percent) {
        this.percent = percent;
    }

    /**
     * The sample that stands for all.
     *
     * @param samples all
     * @return one of them
     */
    public double of(Samples samples) {
        return samples.percentile(percent);
    }
}
