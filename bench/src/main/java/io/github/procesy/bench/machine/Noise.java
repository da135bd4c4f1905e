package io.github.procesy.bench.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How quiet the machine was while a row was measured.
 *
 * @param spread how far the times of a fixed amount of arithmetic lay apart: the 90th percentile
 *        divided by the 10th
 * @param others the share of all cores that other programs used
 * @param stolen the share of all cores that the host of this virtual machine gave to others
 */
public record Noise(double spread, double others, double stolen) {
    /** Above one of these a machine is too noisy to judge. */
    public static final double MAX_SPREAD = 1.25;
    /** The share of all cores that others may use. */
    public static final double MAX_OTHERS = 0.10;
    /** The share of all cores that the host may take away. */
    public static final double MAX_STOLEN = 0.05;

    /**
     * Whether the machine was too noisy to judge.
     *
     * @return true if a limit was passed
     */
    public boolean isTooMuch() {
        return !reasons().isEmpty();
    }

    /**
     * Why the machine was too noisy.
     *
     * @return a text for each limit that was passed
     */
    public List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        if (spread > MAX_SPREAD) {
            reasons.add(
                    String.format(Locale.ROOT, "spread of a fixed calculation %.2f (limit %.2f)",
                            spread, MAX_SPREAD));
        }
        if (others > MAX_OTHERS) {
            reasons.add(percent("other programs", others, MAX_OTHERS));
        }
        if (stolen > MAX_STOLEN) {
            reasons.add(percent("taken by the host", stolen, MAX_STOLEN));
        }
        return reasons;
    }

    private static String percent(String who, double share, double limit) {
        return String.format(Locale.ROOT, "%s %.0f %% (limit %.0f %%)", who, 100 * share,
                100 * limit);
    }
}
