package io.github.procesy.cli.map;

/**
 * How many items are handed over at once. Tiny items go in batches that take about a millisecond;
 * as soon as one takes long, items go one by one, so that none waits behind it.
 */
final class BatchSize {
    private static final int MAX_ITEMS = 256;
    private static final long TARGET_NANOS = 1_000_000;
    /** Far above what a busy machine adds to a tiny item. */
    private static final long LONG_NANOS = 20_000_000;

    private int size = 1;

    int get() {
        return size;
    }

    /**
     * Learns from a batch.
     *
     * @param items how many there were
     * @param totalNanos how long they took together
     * @param slowestNanos how long the slowest took
     */
    void learn(int items, long totalNanos, long slowestNanos) {
        long fitting = TARGET_NANOS * items / Math.max(1, totalNanos);
        size = slowestNanos >= LONG_NANOS
                ? 1
                : (int) Math.clamp(Math.min(fitting, 2L * size), 1L, MAX_ITEMS);
    }
}
