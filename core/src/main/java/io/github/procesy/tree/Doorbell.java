package io.github.procesy.tree;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

import io.github.procesy.os.Futex;

/**
 * Wakes the threads of this process that do not wait for a word of shared memory themselves: virtual threads,
 * which would block their carrier, those that wait long, and all threads where there is no futex. They park, as threads do
 * that wait in {@code java.util.concurrent}: an interrupt wakes them, and their state can be seen. One thread of this
 * process waits for them all, at the doorbell of the process, and looks whose bell was rung and whose time is over. Where
 * there is no futex it looks again and again, less and less often. It ends soon after nobody sleeps any more.
 */
final class Doorbell {
    private static final long IDLE_NANOS = 100_000_000;
    private static final long WAIT_MIN_NANOS = 100_000;
    private static final long WAIT_NANOS = 50_000_000;
    private static final long POLL_MIN_NANOS = 20_000;
    private static final long POLL_MAX_NANOS = 1_000_000;

    private final WaitTable waits;
    private final MemorySegment word;
    private final Map<Integer, Sleeper> sleepers = new ConcurrentHashMap<>();
    private boolean running;
    private volatile long poll = POLL_MIN_NANOS;

    /** Who sleeps, the state of its bell when it fell asleep, and until when. */
    private record Sleeper(Thread thread, int seen, long until) {
        boolean isOver() {
            return System.nanoTime() - until >= 0;
        }
    }

    Doorbell(WaitTable waits, MemorySegment word) {
        this.waits = waits;
        this.word = word;
    }

    /**
     * Parks the current thread until its bell is rung, for a time, or until it is interrupted.
     *
     * @param nanos how long at most
     * @param timed whether the thread is to be seen in the state {@code TIMED_WAITING}
     */
    void sleep(int record, int seen, long nanos, boolean timed) {
        Sleeper sleeper = new Sleeper(Thread.currentThread(), seen, System.nanoTime() + nanos);
        sleepers.put(record, sleeper);
        ensureRunning();
        try {
            while (waits.bell(record) == seen && !sleeper.isOver()
                    && !Thread.currentThread().isInterrupted()) {
                if (timed) {
                    LockSupport.parkNanos(this, sleeper.until - System.nanoTime());
                } else {
                    LockSupport.park(this);
                }
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
                futex.await(word, rings, untilNext());
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
            boolean rung = waits.bell(entry.getKey()) != sleeper.seen;
            if (rung || sleeper.isOver()) {
                LockSupport.unpark(sleeper.thread);
                woke |= rung;
            }
        }
        return woke;
    }

    /** How long until the time of a sleeper is over. */
    private long untilNext() {
        long now = System.nanoTime();
        long next = WAIT_NANOS;
        for (Sleeper sleeper : sleepers.values()) {
            next = Math.min(next, sleeper.until - now);
        }
        return Math.max(next, WAIT_MIN_NANOS);
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
