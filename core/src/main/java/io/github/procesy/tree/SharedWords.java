package io.github.procesy.tree;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * Words of shared memory, with the memory order of each access in its name. All are aligned to their
 * size; the offsets are in bytes.
 */
public final class SharedWords {
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    private SharedWords() {}

    /** Reads an int; later accesses stay behind it. */
    public static int getIntAcquire(MemorySegment memory, long at) {
        return (int) INT.getAcquire(memory, at);
    }

    /** Writes an int; earlier accesses stay before it. */
    public static void setIntRelease(MemorySegment memory, long at, int value) {
        INT.setRelease(memory, at, value);
    }

    /** Reads an int, in one order with all volatile accesses. */
    public static int getIntVolatile(MemorySegment memory, long at) {
        return (int) INT.getVolatile(memory, at);
    }

    /** Writes an int, in one order with all volatile accesses. */
    public static void setIntVolatile(MemorySegment memory, long at, int value) {
        INT.setVolatile(memory, at, value);
    }

    /** Adds to an int, in one order with all volatile accesses; returns what was there. */
    public static int getAndAddInt(MemorySegment memory, long at, int delta) {
        return (int) INT.getAndAdd(memory, at, delta);
    }

    /** Replaces an int that is as expected, in one order with all volatile accesses. */
    public static boolean compareAndSetInt(MemorySegment memory, long at, int expected, int value) {
        return INT.compareAndSet(memory, at, expected, value);
    }

    /** Reads a long without any order. */
    public static long getLongOpaque(MemorySegment memory, long at) {
        return (long) LONG.getOpaque(memory, at);
    }

    /** Writes a long without any order. */
    public static void setLongOpaque(MemorySegment memory, long at, long value) {
        LONG.setOpaque(memory, at, value);
    }

    /** Reads a long; later accesses stay behind it. */
    public static long getLongAcquire(MemorySegment memory, long at) {
        return (long) LONG.getAcquire(memory, at);
    }

    /** Writes a long; earlier accesses stay before it. */
    public static void setLongRelease(MemorySegment memory, long at, long value) {
        LONG.setRelease(memory, at, value);
    }

    /** Reads a long, in one order with all volatile accesses. */
    public static long getLongVolatile(MemorySegment memory, long at) {
        return (long) LONG.getVolatile(memory, at);
    }

    /** Writes a long, in one order with all volatile accesses. */
    public static void setLongVolatile(MemorySegment memory, long at, long value) {
        LONG.setVolatile(memory, at, value);
    }

    /** Replaces a long that is as expected, in one order with all volatile accesses. */
    public static boolean compareAndSetLong(MemorySegment memory, long at, long expected,
            long value) {
        return LONG.compareAndSet(memory, at, expected, value);
    }

    /** Adds to a long, in one order with all volatile accesses; returns what was there. */
    public static long getAndAddLong(MemorySegment memory, long at, long delta) {
        return (long) LONG.getAndAdd(memory, at, delta);
    }
}
