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
 * the mark stands for. Giving the lock back takes the mark away in the same store.
 */
public final class OwnerLock {
    private static final long MARK = 1L << 63;
    private static final int SPINS = 100;
    private static final long PAUSE_MIN_NANOS = 5_000;
    private static final long PAUSE_MAX_NANOS = 500_000;
    private static final long LOOK_NANOS = 2_000_000;

    private final MemorySegment memory;
    private final long at;
    private final Tree tree;
    private final ProcessTable processes;
    private final long self;
    private final TakenOver takenOver;

    /** Puts right what a dead holder has left. */
    @FunctionalInterface
    public interface TakenOver {
        /**
         * The lock was taken over by the current thread. If its process is killed here, the next runs this again.
         *
         * @param marked whether the dead had marked the lock
         */
        void repair(boolean marked);
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

    /** Takes the lock. An interrupt is kept for later. */
    public void lock() {
        if (!SharedWords.compareAndSetLong(memory, at, 0, self)) {
            lockSlowly();
        }
    }

    private void lockSlowly() {
        for (int i = 0; i < SPINS; i++) {
            Thread.onSpinWait();
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
                pause = Math.min(2 * pause, PAUSE_MAX_NANOS);
                if (System.nanoTime() - look > 0) {
                    tree.findAlive(SharedWords.getLongVolatile(memory, at) & ~MARK);
                    look = System.nanoTime() + LOOK_NANOS;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Takes the lock if nobody has it, or a dead process. */
    private boolean tryLock() {
        long word = SharedWords.getLongVolatile(memory, at);
        if (word == 0) {
            return SharedWords.compareAndSetLong(memory, at, 0, self);
        }
        long mark = word & MARK;
        if (processes.isAlive(word & ~MARK)
                || !SharedWords.compareAndSetLong(memory, at, word, self | mark)) {
            return false;
        }
        takenOver.repair(mark != 0);
        SharedWords.setLongRelease(memory, at, self);
        return true;
    }

    /** Marks the lock, which the current thread has. */
    public void mark() {
        SharedWords.setLongRelease(memory, at, self | MARK);
    }

    /** Gives the lock back. */
    public void unlock() {
        SharedWords.setLongRelease(memory, at, 0);
    }
}
