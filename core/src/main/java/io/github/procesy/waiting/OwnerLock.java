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
 */
public final class OwnerLock {
    private static final int SPINS = 100;
    private static final long PAUSE_MIN_NANOS = 5_000;
    private static final long PAUSE_MAX_NANOS = 500_000;
    private static final long LOOK_NANOS = 2_000_000;

    private final MemorySegment memory;
    private final long at;
    private final Tree tree;
    private final ProcessTable processes;
    private final long self;
    private final Runnable takenOver;

    /**
     * Of a word.
     *
     * @param memory has the word
     * @param at where it is
     * @param tree the tree of this process
     * @param takenOver repairs what the lock protects, after its holder has died; may be killed and run again
     */
    public OwnerLock(MemorySegment memory, long at, Tree tree, Runnable takenOver) {
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
                    tree.findAlive(SharedWords.getLongVolatile(memory, at));
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
        long holder = SharedWords.getLongVolatile(memory, at);
        if (holder == 0) {
            return SharedWords.compareAndSetLong(memory, at, 0, self);
        }
        if (processes.isAlive(holder)
                || !SharedWords.compareAndSetLong(memory, at, holder, self)) {
            return false;
        }
        takenOver.run();
        return true;
    }

    /** Gives the lock back. What comes after it may be done before that, see {@link #unlockFully}. */
    public void unlock() {
        SharedWords.setLongRelease(memory, at, 0);
    }

    /** Gives the lock back: whatever the current thread reads after it is read after that. */
    public void unlockFully() {
        SharedWords.setLongVolatile(memory, at, 0);
    }
}
