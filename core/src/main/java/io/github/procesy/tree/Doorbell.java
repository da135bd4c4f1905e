package io.github.procesy.tree;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

import io.github.procesy.os.Futex;

/**
 * Wakes the threads of this process that cannot wait for a word of shared memory themselves: virtual threads,
 * which would block their carrier, and all threads where there is no futex. They park; one thread of this process waits for
 * them all, at the doorbell of the process, and looks whose bell was rung. Where there is no futex it looks again and
 * again, less and less often. It ends soon after nobody sleeps any more.
 */
final class Doorbell {
    private static final long IDLE_NANOS = 100_000_000;
    private static final long WAIT_NANOS = 50_000_000;
    private static final long POLL_MIN_NANOS = 20_000;
    private static final long POLL_MAX_NANOS = 1_000_000;

    private final WaitTable waits;
    private final MemorySegment word;
    private final Map<Integer, Sleeper> sleepers = new ConcurrentHashMap<>();
    private boolean running;
    private volatile long poll = POLL_MIN_NANOS;

    /** Who sleeps, and the state of its bell when it fell asleep. */
    private record Sleeper(Thread thread, int seen) {
    }

    Doorbell(WaitTable waits, MemorySegment word) {
        this.waits = waits;
        this.word = word;
    }

    /** Parks the current thread until its bell is rung, for a time, or until it is interrupted. */
    void sleep(int record, int seen, long nanos) {
        sleepers.put(record, new Sleeper(Thread.currentThread(), seen));
        ensureRunning();
        try {
            long deadline = System.nanoTime() + nanos;
            long left = nanos;
            while (left > 0 && waits.bell(record) == seen
                    && !Thread.currentThread().isInterrupted()) {
                LockSupport.parkNanos(this, left);
                left = deadline - System.nanoTime();
            }
        } finally {
            sleepers.remove(record);
        }
    }

    private synchronized void ensureRunning() {
        if (!running) {
            running = true;
            Thread thread = new Thread(null, this::run, "procesy-doorbell", 0, false);
            thread.setDaemon(true);
            thread.start();
        } else {
            poll = POLL_MIN_NANOS;
        }
    }

    private void run() {
        long idleSince = System.nanoTime();
        while (true) {
            int rings = SharedWords.getIntVolatile(word, 0);
            boolean woke = wakeTheRung();
            if (!sleepers.isEmpty()) {
                idleSince = System.nanoTime();
            } else if (System.nanoTime() - idleSince > IDLE_NANOS && mayEnd()) {
                return;
            }
            Futex futex = Futex.get();
            if (futex != null) {
                futex.await(word, rings, WAIT_NANOS);
            } else {
                poll = woke ? POLL_MIN_NANOS : Math.min(2 * poll, POLL_MAX_NANOS);
                LockSupport.parkNanos(poll);
            }
        }
    }

    private boolean wakeTheRung() {
        boolean woke = false;
        for (Map.Entry<Integer, Sleeper> entry : sleepers.entrySet()) {
            Sleeper sleeper = entry.getValue();
            if (waits.bell(entry.getKey()) != sleeper.seen) {
                LockSupport.unpark(sleeper.thread);
                woke = true;
            }
        }
        return woke;
    }

    private synchronized boolean mayEnd() {
        running = !sleepers.isEmpty();
        return !running;
    }

    /** Wakes a thread of this process, if it sleeps. */
    void wake(int record) {
        Sleeper sleeper = sleepers.get(record);
        if (sleeper != null) {
            LockSupport.unpark(sleeper.thread);
        }
    }

    /** Rings the doorbell of a process. */
    static void ring(MemorySegment memory, long at) {
        SharedWords.getAndAddInt(memory, at, 1);
        Futex futex = Futex.get();
        if (futex != null) {
            futex.wake(memory.asSlice(at, Integer.BYTES), 1);
        }
    }
}
