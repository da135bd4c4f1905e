package io.github.procesy.process;

import java.util.OptionalLong;

import io.github.procesy.os.Memory;

/**
 * Shares memory among the heaps of a tree of processes. The root has what the machine or container
 * grants. A child gets half of its parent's budget divided by the cores, and a quarter at the most,
 * as its heap; and as much again to share among its own children, so that all default heaps of a
 * tree that keeps all cores busy fit the machine.
 */
final class MemoryBudget {
    /** System property by which a parent tells a child its budget in bytes. */
    static final String PROPERTY = "procesy.memory.budget";

    private static final int MAX_SHARE = 4;
    /** A JVM with less is of little use, however deep in the tree it is. */
    private static final long MIN_HEAP_BYTES = 64L << 20;
    /** Where nothing is known of the memory, the JVM shall find out. */
    private static final double UNKNOWN_PERCENT = 25.0;

    /** Looked up once: a start has no time to read it from the files of the kernel again. */
    private static final long OF_CHILD = computeOfChild();

    private MemoryBudget() {}

    /** The budget of a child, or -1 if nothing is known of the memory. */
    static long ofChild() {
        return OF_CHILD;
    }

    private static long computeOfChild() {
        OptionalLong own = own();
        if (own.isEmpty()) {
            return -1;
        }
        int share = Math.max(MAX_SHARE, 2 * Runtime.getRuntime().availableProcessors());
        return Math.max(MIN_HEAP_BYTES, own.getAsLong() / share);
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
        long share = ofChild();
        if (limits.memory().isPresent()) {
            long half = limits.memory().getAsLong() / 2;
            share = share < 0 ? half : Math.min(share, half);
        }
        return share < 0 ? "-XX:MaxRAMPercentage=" + UNKNOWN_PERCENT : "-Xmx" + share;
    }
}
