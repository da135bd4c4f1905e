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
 *
 * <p>As long as anybody sleeps it also sees to it that once in a second one process of the tree looks whether all others still
 * live: those who sleep need not do that each for itself.
 */
final class Doorbell {
    private static final long IDLE_NANOS = 100_000_000;
    private static final long WAIT_MIN_NANOS = 100_000;
    private static final long WAIT_NANOS = 1_000_000_000;
    private static final long POLL_MIN_NANOS = 20_000;
    private static final long POLL_MAX_NANOS = 1_000_000;
    /** For so long nobody was rung: whoever is next may come later by a hundredth of that. */
    private static final int QUIET_PART = 100;
    private static final long POLL_QUIET_NANOS = 20_000_000;

    private final WaitTable waits;
    private final MemorySegment word;
    private final Map<Integer, Sleeper> sleepers = new ConcurrentHashMap<>();
    private boolean running;
    /** When the thread looks again; nobody needs to wake it who wants to be woken later. */
    private volatile long looksAt;
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
     * @param nanos how long at most; a time of milliseconds may become up to a second where it is not timed
     * @param timed whether the thread is to be seen in the state {@code TIMED_WAITING}
     */
    void sleep(int record, int seen, long nanos, boolean timed) {
        Sleeper sleeper = new Sleeper(Thread.currentThread(), seen, System.nanoTime() + nanos);
        sleepers.put(record, sleeper);
        ensureRunning();
        if (nanos > WaitTable.AT_BELL_NANOS && looksAt - sleeper.until > WAIT_MIN_NANOS) {
            ring(word, 0);
        }
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
        long now = System.nanoTime();
        long idleSince = now;
        long rungAt = now;
        while (true) {
            int rings = SharedWords.getIntVolatile(word, 0);
            if (wakeTheRung()) {
                rungAt = System.nanoTime();
                poll = POLL_MIN_NANOS;
            }
            waits.lookAround();
            now = System.nanoTime();
            if (!sleepers.isEmpty()) {
                idleSince = now;
            } else if (now - idleSince > IDLE_NANOS && mayEnd()) {
                return;
            }
            Futex futex = Futex.get();
            if (futex != null) {
                futex.await(word, rings, plan(now));
            } else {
                LockSupport.parkNanos(poll);
                poll = Math.min(2 * poll, Math.clamp((now - rungAt) / QUIET_PART, POLL_MAX_NANOS,
                        POLL_QUIET_NANOS));
            }
        }
    }

    /** How long to wait at most; says so before it looks who sleeps. */
    private long plan(long now) {
        looksAt = now + WAIT_NANOS;
        long nanos = Math.max(untilNext(now), WAIT_MIN_NANOS);
        looksAt = now + nanos;
        return nanos;
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
    private long untilNext(long now) {
        long next = sleepers.isEmpty() ? IDLE_NANOS : WAIT_NANOS;
        for (Sleeper sleeper : sleepers.values()) {
            next = Math.min(next, sleeper.until - now);
        }
        return next;
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
