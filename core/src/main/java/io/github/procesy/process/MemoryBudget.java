package io.github.procesy.process;

import java.util.OptionalLong;

import io.github.procesy.os.Memory;

/**
 * Shares memory among the heaps of a tree of processes. The root has what the machine or container
 * grants. A child gets half of its parent's budget divided by the cores, or by the number of its
 * siblings if they are more, and a quarter at the most, as its heap; and as much again to share
 * among its own children, so that all default heaps of a tree that keeps all cores busy fit the machine, as long as none would
 * have to be smaller than {@value #MIN_HEAP_MIB} MiB.
 */
final class MemoryBudget {
    /** System property by which a parent tells a child its budget in bytes. */
    static final String PROPERTY = "procesy.memory.budget";

    private static final int MAX_SHARE = 4;
    /** A JVM with less is of little use, however deep in the tree it is. */
    private static final int MIN_HEAP_MIB = 64;
    private static final long MIN_HEAP_BYTES = (long) MIN_HEAP_MIB << 20;
    /** Where nothing is known of the memory, the JVM shall find out. */
    private static final double UNKNOWN_PERCENT = 25.0;

    /** Looked up once: a start has no time to read it from the files of the kernel again. */
    private static final OptionalLong OWN = own();

    private MemoryBudget() {}

    /** The budget of a child, or -1 if nothing is known of the memory. */
    static long ofChild(Limits limits) {
        if (OWN.isEmpty()) {
            return -1;
        }
        int siblings = Math.max(Runtime.getRuntime().availableProcessors(),
                limits.siblings().orElse(1));
        return Math.max(MIN_HEAP_BYTES, OWN.getAsLong() / Math.max(MAX_SHARE, 2L * siblings));
    }

    private static OptionalLong own() {
        long told = Long.getLong(PROPERTY, -1);
        return told > 0 ? OptionalLong.of(told) : Memory.total();
    }

    /** The JVM option that bounds the heap of a child. */
    static String heapOption(Limits limits) {
        if (limits.heap().isPresent()) {
            return "-Xmx" + limits.heap().getAsLong();
        }
        long share = ofChild(limits);
        if (limits.memory().isPresent()) {
            long half = limits.memory().getAsLong() / 2;
            share = share < 0 ? half : Math.min(share, half);
        }
        return share < 0 ? "-XX:MaxRAMPercentage=" + UNKNOWN_PERCENT : "-Xmx" + share;
    }
}
