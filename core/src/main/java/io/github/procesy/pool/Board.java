package io.github.procesy.pool;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;

import io.github.procesy.tree.SharedWords;

/**
 * What a worker shows the pool while it works, in shared memory: how far it is in its present hand-over, and what it has
 * done so far. The worker alone writes, but for the claim.
 *
 * <p>The claim is one word: the number of the hand-over, how many items of it are the worker's, and how many of these it has
 * begun. The worker begins an item by a compare-and-set that adds one to the last; the pool takes items back, those at the end
 * that are not begun, by a compare-and-set that lowers the second. So each item has one owner at any time, and what a worker that
 * died had begun can be read in the word.
 */
final class Board {
    /** So many bits of a word count items. */
    static final int COUNT_BITS = 20;
    /** How many items a hand-over may have. */
    static final int MAX_ITEMS = (1 << COUNT_BITS) - 1;
    private static final int SERIAL_SHIFT = 2 * COUNT_BITS;

    private static final StructLayout LAYOUT = MemoryLayout.structLayout(
            ValueLayout.JAVA_LONG.withName("claim"), ValueLayout.JAVA_LONG.withName("began"),
            ValueLayout.JAVA_LONG.withName("tasks"), ValueLayout.JAVA_LONG.withName("waiting"),
            ValueLayout.JAVA_LONG.withName("decoding"), ValueLayout.JAVA_LONG.withName("running"),
            ValueLayout.JAVA_LONG.withName("encoding"), ValueLayout.JAVA_LONG.withName("bytesIn"),
            ValueLayout.JAVA_LONG.withName("bytesOut"), ValueLayout.JAVA_LONG.withName("waits"),
            MemoryLayout.paddingLayout(48));
    private static final long FOREVER_NANOS = TimeUnit.DAYS.toNanos(10_000);
    private static final long CLAIM = offset("claim");
    private static final long BEGAN = offset("began");
    private static final long WAITS = offset("waits");

    /** Counters, each written by the worker alone. */
    enum Counter {
        /** Items that were begun. */
        TASKS("tasks"),
        /** Nanoseconds without anything to do. */
        WAITING("waiting"),
        /** Nanoseconds in which tasks were rebuilt. */
        DECODING("decoding"),
        /** Nanoseconds in the code of the user. */
        RUNNING("running"),
        /** Nanoseconds in which results were written. */
        ENCODING("encoding"),
        /** Bytes of tasks. */
        BYTES_IN("bytesIn"),
        /** Bytes of results. */
        BYTES_OUT("bytesOut");

        private final long offset;

        Counter(String field) {
            offset = Board.offset(field);
        }
    }

    private final MemorySegment memory;
    private final long base;

    /**
     * The board of a worker.
     *
     * @param memory has those of all workers
     * @param place which one
     */
    Board(MemorySegment memory, int place) {
        this.memory = memory;
        base = place * LAYOUT.byteSize();
    }

    /** How many bytes so many boards take. */
    static long bytes(int places) {
        return places * LAYOUT.byteSize();
    }

    private static long offset(String field) {
        return LAYOUT.byteOffset(PathElement.groupElement(field));
    }

    /** Another worker gets it. */
    void clear() {
        memory.asSlice(base, LAYOUT.byteSize()).fill((byte) 0);
    }

    // ---- the worker

    /**
     * Begins a hand-over.
     *
     * @param serial its number; what of it does not fit is cut off
     * @param items how many items it has
     */
    void begin(long serial, int items) {
        SharedWords.setLongRelease(memory, base + CLAIM, claim(serial, items, 0));
    }

    /**
     * Claims the next item.
     *
     * @return which one; -1 if no item is left
     */
    int claimNext() {
        while (true) {
            long claim = SharedWords.getLongAcquire(memory, base + CLAIM);
            int next = next(claim);
            if (next == limit(claim)) {
                return -1;
            }
            if (SharedWords.compareAndSetLong(memory, base + CLAIM, claim, claim + 1)) {
                return next;
            }
        }
    }

    /** Shows when the present item was begun, by {@link System#nanoTime}, which is the same in all processes of a machine. */
    void began(long nanoTime) {
        SharedWords.setLongRelease(memory, base + BEGAN, nanoTime);
    }

    /**
     * Shows that no deadline goes on: the present item waits for others, or has ended.
     *
     * @return for {@link #clockGoesOn}
     */
    long clockStopped() {
        long far = System.nanoTime() + FOREVER_NANOS;
        began(far);
        return far;
    }

    /** The same as {@link #began(long)}, if the clock is still stopped as it was then. */
    void clockGoesOn(long stopped, long nanoTime) {
        var _ = SharedWords.compareAndSetLong(memory, base + BEGAN, stopped, nanoTime);
    }

    /** Shows whether the worker waits for an order. */
    void waits(boolean now) {
        SharedWords.setLongRelease(memory, base + WAITS, now ? 1 : 0);
    }

    /** Adds to a counter. */
    void add(Counter counter, long delta) {
        set(counter, get(counter) + delta);
    }

    /** Sets a counter. */
    void set(Counter counter, long value) {
        SharedWords.setLongOpaque(memory, base + counter.offset, value);
    }

    // ---- the pool

    /** Whether the worker waits for an order. */
    boolean isWaiting() {
        return SharedWords.getLongAcquire(memory, base + WAITS) != 0;
    }

    /** The value of a counter. */
    long get(Counter counter) {
        return SharedWords.getLongOpaque(memory, base + counter.offset);
    }

    /** The claim as it is now. */
    long claim() {
        return SharedWords.getLongVolatile(memory, base + CLAIM);
    }

    /** When the present item was begun. */
    long began() {
        return SharedWords.getLongVolatile(memory, base + BEGAN);
    }

    /**
     * Takes items back.
     *
     * @param claim the claim as it was seen
     * @param keep how many items the worker keeps, those that it has begun among them
     * @return false if the claim is no longer so
     */
    boolean takeBack(long claim, int keep) {
        return SharedWords.compareAndSetLong(memory, base + CLAIM, claim,
                claim(claim >>> SERIAL_SHIFT, keep, next(claim)));
    }

    private static long claim(long serial, int limit, int next) {
        return serial << SERIAL_SHIFT | (long) limit << COUNT_BITS | next;
    }

    /** Whether a claim is of a hand-over. */
    static boolean isOf(long claim, long serial) {
        return claim >>> SERIAL_SHIFT == (serial << SERIAL_SHIFT) >>> SERIAL_SHIFT;
    }

    /** Whether something of a hand-over was begun. */
    static boolean hasBegun(long claim, long serial) {
        return isOf(claim, serial) && next(claim) > 0;
    }

    /** Whether the last item begun is the same for two claims, whatever was taken back since. */
    static boolean isSameItem(long claim, long other) {
        return isOf(claim, other >>> SERIAL_SHIFT) && next(claim) == next(other);
    }

    /** Whether a claim is of a later hand-over. */
    static boolean isAfter(long claim, long serial) {
        return ((claim >>> SERIAL_SHIFT) - serial) << SERIAL_SHIFT > 0;
    }

    /** How many items of the hand-over are the worker's. */
    static int limit(long claim) {
        return (int) (claim >>> COUNT_BITS) & MAX_ITEMS;
    }

    /** How many of them it has begun. */
    static int next(long claim) {
        return (int) claim & MAX_ITEMS;
    }
}
