package io.github.procesy.bench.measure;

/**
 * How much is measured.
 *
 * @param rounds how often each contender has its turn
 * @param divisor warm-ups and repetitions are divided by it
 */
public record Effort(int rounds, int divisor) {
    /** As good as a run of half an hour gets. */
    public static final Effort USUAL = new Effort(5, 1);
    /** To see that all works. */
    public static final Effort QUICK = new Effort(2, 4);

    /**
     * The share of a count that is left.
     *
     * @param count one or more, or none at all
     * @return at least one, or none at all
     */
    int of(int count) {
        return Math.ceilDiv(count, divisor);
    }
}
