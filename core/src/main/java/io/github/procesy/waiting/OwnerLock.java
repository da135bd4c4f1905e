package io.github.procesy.waiting;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;

import io.github.procesy.tree.ProcessTable;
import io.github.procesy.tree.SharedWords;
import io.github.procesy.tree.Tree;

/**
 * A lock that a process holds for some hundred nanoseconds while it changes shared memory. Its word is the
 * reference of that process. If the process dies, the next that wants the lock takes it over, and first puts right what
 * the dead may have left half done. No code of the user runs with it, and no thread takes it twice.
 *
 * <p>A holder can {@linkplain #mark mark} the lock, in the same word: if it dies, the next knows that it had begun with what
 * the mark stands for. A mark has room for a small number. Giving the lock back takes the mark away in the same store.
 */
public final class OwnerLock {
    private static final long MARK = 1L << 63;
    /** Above the reference, which has 48 bits. */
    private static final int NOTE_SHIFT = 48;
    private static final int NOTE = 0x7fff;
    private static final long HOLDER = (1L << NOTE_SHIFT) - 1;
    /**
     * Between two tries, twice as long each time: two cores that take a lock in turn wait for its cache line each time, and get on
     * many times slower than one that has it for a while.
     */
    private static final int SPINS_MIN = 8;
    private static final int SPINS_MAX = 256;
    private static final long PAUSE_MIN_NANOS = 20_000;
    private static final long PAUSE_MAX_NANOS = 500_000;
    private static final long LOOK_NANOS = 2_000_000;

    private final MemorySegment memory;
    private final long at;
    private final Tree tree;
    private final ProcessTable processes;
    private final long self;
    private final TakenOver takenOver;

    /** There is no mark. */
    public static final int UNMARKED = -1;

    /** Puts right what a dead holder has left. */
    @FunctionalInterface
    public interface TakenOver {
        /**
         * The lock was taken over by the current thread. If its process is killed here, the next runs this again.
         *
         * @param mark the number that the dead had marked the lock with; {@link #UNMARKED} if it had not
         */
        void repair(int mark);
    }

    /**
     * Of a word.
     *
     * @param memory has the word
     * @param at where it is
     * @param tree the tree of this process
     * @param takenOver repairs what the lock protects, after its holder has died
     */
    public OwnerLock(MemorySegment memory, long at, Tree tree, TakenOver takenOver) {
        this.memory = memory;
        this.at = at;
        this.tree = tree;
        processes = tree.processes();
        self = tree.self();
        this.takenOver = takenOver;
    }

    /**
     * Takes the lock. An interrupt is kept for later.
     *
     * @throws ClosedMeanwhileException if the memory is unmapped while the thread waits
     */
    public void lock() {
        if (!SharedWords.compareAndSetLong(memory, at, 0, self)) {
            lockSlowly();
        }
    }

    private void lockSlowly() {
        for (int spins = SPINS_MIN; spins <= SPINS_MAX; spins *= 2) {
            for (int i = 0; i < spins; i++) {
                Thread.onSpinWait();
            }
            requireOpen();
            if (tryLock()) {
                return;
            }
        }
        boolean interrupted = Thread.interrupted(); // else a park would not pause
        try {
            long pause = PAUSE_MIN_NANOS;
            long look = System.nanoTime() + LOOK_NANOS;
            while (!tryLock()) {
                LockSupport.parkNanos(pause);
                interrupted |= Thread.interrupted();
                requireOpen();
                pause = Math.min(2 * pause, PAUSE_MAX_NANOS);
                if (System.nanoTime() - look > 0) {
                    tree.findAlive(SharedWords.getLongVolatile(memory, at) & HOLDER);
                    look = System.nanoTime() + LOOK_NANOS;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Who interrupts the thread could not be told any more after an access that fails. */
    private void requireOpen() {
        if (!memory.scope().isAlive()) {
            throw new ClosedMeanwhileException("What the current thread waits for");
        }
    }

    /** Takes the lock if nobody has it, or a dead process. */
    private boolean tryLock() {
        long word = SharedWords.getLongVolatile(memory, at);
        if (word == 0) {
            return SharedWords.compareAndSetLong(memory, at, 0, self);
        }
        if (processes.isAlive(word & HOLDER)
                || !SharedWords.compareAndSetLong(memory, at, word, (word & ~HOLDER) | self)) {
            return false;
        }
        takenOver.repair(word < 0 ? (int) (word >>> NOTE_SHIFT) & NOTE : UNMARKED);
        SharedWords.setLongRelease(memory, at, self);
        return true;
    }

    /**
     * Marks the lock, which the current thread has.
     *
     * @param number its lowest 15 bits are kept
     */
    public void mark(int number) {
        SharedWords.setLongRelease(memory, at,
                MARK | (long) (number & NOTE) << NOTE_SHIFT | self);
    }

    /** The part of a number that a mark keeps. */
    public static int note(int number) {
        return number & NOTE;
    }

    /** Gives the lock back. */
    public void unlock() {
        SharedWords.setLongRelease(memory, at, 0);
    }
}
