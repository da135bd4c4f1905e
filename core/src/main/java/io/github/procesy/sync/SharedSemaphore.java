package io.github.procesy.sync;

import java.io.Serializable;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.github.procesy.memory.SharedMemory;
import io.github.procesy.tree.SharedWords;
import io.github.procesy.tree.Stacks;
import io.github.procesy.tree.WaitKind;
import io.github.procesy.tree.WaitTable;
import io.github.procesy.waiting.SyncLayout;
import io.github.procesy.waiting.SyncState;
import io.github.procesy.waiting.SyncState.Attempt;
import io.github.procesy.waiting.SyncState.Wait;
import org.jspecify.annotations.Nullable;

/**
 * A counting semaphore for the threads of several processes, with the behaviour of
 * {@link java.util.concurrent.Semaphore}.
 *
 * <p><b>With owners</b>, see {@link Builder#owners}, the semaphore knows how many permits each process has.
 * Those of a process that dies come back by themselves, and a process cannot release more than it has.
 * Without, a permit is nobody's, as in {@code java.util.concurrent}: any process may release it, and it
 * is gone if who acquired it dies.
 *
 * <p>An interrupt is honoured within 50 milliseconds.
 */
// With owners: the store that commits is that of what this process holds. How many permits are free is never
// stored, but the total less what all living processes hold.
public final class SharedSemaphore implements Serializable, AutoCloseable {
    private static final long serialVersionUID = 1L;
    private static final int FAIR = 1;
    private static final int OWNERS = 2;

    private final transient SyncState state;
    private final transient boolean fair;
    private final transient boolean owners;

    private SharedSemaphore(SyncState state) {
        this.state = state;
        int flags = SharedWords.getIntAcquire(state.memory(), SyncLayout.FLAGS);
        fair = (flags & FAIR) != 0;
        owners = (flags & OWNERS) != 0;
    }

    static SharedSemaphore open(SharedMemory memory) {
        return new SharedSemaphore(new SyncState(memory));
    }

    /**
     * Makes a semaphore without owners that is not fair.
     *
     * @param permits how many permits there are at first; may be negative, as in
     *        {@code java.util.concurrent}
     * @return the semaphore
     * @throws io.github.procesy.memory.SharedMemoryException if there is no room for it
     */
    public static SharedSemaphore create(int permits) {
        return builder(permits).create();
    }

    /**
     * Makes a semaphore without owners.
     *
     * @param permits how many permits there are at first
     * @param fair whether those who wait get permits in the order in which they came
     * @return the semaphore
     * @throws io.github.procesy.memory.SharedMemoryException if there is no room for it
     */
    public static SharedSemaphore create(int permits, boolean fair) {
        return builder(permits).fair(fair).create();
    }

    /**
     * A builder of semaphores.
     *
     * @param permits how many permits there are at first
     * @return a new builder
     */
    public static Builder builder(int permits) {
        return new Builder(permits);
    }

    /** Makes semaphores. Not safe for use by several threads. */
    public static final class Builder {
        private final int permits;
        private String name = "";
        private boolean fair;
        private boolean owners;

        private Builder(int permits) {
            this.permits = permits;
        }

        /**
         * Names the semaphore, for messages and {@code procesy dump}. The default is the place in the
         * program that makes it.
         *
         * @param semaphoreName the name; its first 64 bytes count
         * @return this builder
         */
        public Builder name(String semaphoreName) {
            name = Objects.requireNonNull(semaphoreName, "name");
            return this;
        }

        /**
         * Says whether those who wait get permits in the order in which they came. The default is false.
         *
         * @param isFair true for a fair semaphore
         * @return this builder
         */
        public Builder fair(boolean isFair) {
            fair = isFair;
            return this;
        }

        /**
         * Says whether permits belong to the process that acquired them, so that they come back when it
         * dies. The default is false.
         *
         * @param hasOwners true for a semaphore with owners
         * @return this builder
         */
        public Builder owners(boolean hasOwners) {
            owners = hasOwners;
            return this;
        }

        /**
         * Makes a semaphore.
         *
         * @return the semaphore
         * @throws io.github.procesy.memory.SharedMemoryException if there is no room for it
         */
        public SharedSemaphore create() {
            SyncState state = SyncState.create(
                    owners ? SyncLayout.BYTES_WITH_MEMBERS : SyncLayout.BYTES,
                    name.isEmpty() ? Stacks.placeOfCaller() : name);
            SharedWords.setLongRelease(state.memory(), SyncLayout.FIRST, permits);
            SharedWords.setIntRelease(state.memory(), SyncLayout.FLAGS,
                    (fair ? FAIR : 0) | (owners ? OWNERS : 0));
            return new SharedSemaphore(state);
        }
    }

    private long count() {
        return SharedWords.getLongVolatile(state.memory(), SyncLayout.FIRST);
    }

    private boolean replaceCount(long expected, long count) {
        return SharedWords.compareAndSetLong(state.memory(), SyncLayout.FIRST, expected, count);
    }

    private long free() {
        return owners ? count() - state.members().heldByAll() : count();
    }

    /** Takes permits that are free; with owners the guard is held. */
    private boolean take(int permits) {
        if (owners) {
            if (free() < permits) {
                return false;
            }
            state.members().setHeldHere(state.members().heldHere() + permits);
            return true;
        }
        for (long count = count(); count >= permits; count = count()) {
            if (replaceCount(count, count - permits)) {
                return true;
            }
        }
        return false;
    }

    /** Takes permits without waiting, whoever waits. */
    private boolean tryTake(int permits) {
        if (!owners) {
            return take(permits);
        }
        state.lockGuard();
        try {
            return take(permits);
        } finally {
            state.unlockGuard();
        }
    }

    private boolean tryQuickly(int permits) {
        return (!fair || isFirst()) && tryTake(permits);
    }

    /** Whether nobody waits. */
    private boolean isFirst() {
        if (!state.hasList(SyncState.MAIN)) {
            return true;
        }
        state.lockGuard();
        try {
            return state.first(SyncState.MAIN) == WaitTable.NONE;
        } finally {
            state.unlockGuard();
        }
    }

    private boolean await(int permits, boolean interruptible, long nanos)
            throws InterruptedException {
        Attempt attempt = (record, first) -> {
            if (!first || !take(permits)) {
                return false;
            }
            ringNext(record);
            return true;
        };
        return state.await(Wait.of(WaitKind.SEMAPHORE, interruptible, nanos),
                () -> tryQuickly(permits), attempt);
    }

    /** What is left may be enough for the one behind. */
    private void ringNext(int record) {
        int next = state.waits().next(record);
        if (next != WaitTable.NONE && free() > 0) {
            state.ring(next);
        }
    }

    private static void requireNotNegative(int permits) {
        if (permits < 0) {
            throw new IllegalArgumentException(
                    "The number of permits is zero or more; this one was "
                            + permits + ".");
        }
    }

    /**
     * Acquires a permit, waiting for it if need be.
     *
     * @throws InterruptedException if the thread is interrupted; it has not acquired anything
     */
    public void acquire() throws InterruptedException {
        acquire(1);
    }

    /**
     * Acquires permits, all at once, waiting for them if need be.
     *
     * @param permits their number
     * @throws InterruptedException if the thread is interrupted; it has not acquired anything
     * @throws IllegalArgumentException if the number is negative
     */
    public void acquire(int permits) throws InterruptedException {
        requireNotNegative(permits);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (!tryQuickly(permits)) {
            await(permits, true, SyncState.FOR_EVER);
        }
    }

    /** Acquires a permit, waiting for it if need be; an interrupt does not end the wait. */
    public void acquireUninterruptibly() {
        acquireUninterruptibly(1);
    }

    /**
     * Acquires permits, all at once, waiting for them if need be; an interrupt does not end the wait.
     *
     * @param permits their number
     * @throws IllegalArgumentException if the number is negative
     */
    public void acquireUninterruptibly(int permits) {
        requireNotNegative(permits);
        if (!tryQuickly(permits)) {
            try {
                await(permits, false, SyncState.FOR_EVER);
            } catch (InterruptedException e) {
                throw new AssertionError("not interruptible", e);
            }
        }
    }

    /**
     * Acquires a permit if one is free, also before those who wait at a fair semaphore.
     *
     * @return true if it was acquired
     */
    public boolean tryAcquire() {
        return tryAcquire(1);
    }

    /**
     * Acquires permits if they are free, also before those who wait at a fair semaphore.
     *
     * @param permits their number
     * @return true if they were acquired
     * @throws IllegalArgumentException if the number is negative
     */
    public boolean tryAcquire(int permits) {
        requireNotNegative(permits);
        return tryTake(permits);
    }

    /**
     * Acquires a permit if one becomes free in time.
     *
     * @param timeout how long to wait at most
     * @param unit the unit of that
     * @return true if it was acquired
     * @throws InterruptedException if the thread is interrupted; it has not acquired anything
     */
    public boolean tryAcquire(long timeout, TimeUnit unit) throws InterruptedException {
        return tryAcquire(1, timeout, unit);
    }

    /**
     * Acquires permits if they become free in time.
     *
     * @param permits their number
     * @param timeout how long to wait at most
     * @param unit the unit of that
     * @return true if they were acquired
     * @throws InterruptedException if the thread is interrupted; it has not acquired anything
     * @throws IllegalArgumentException if the number is negative
     */
    public boolean tryAcquire(int permits, long timeout, TimeUnit unit)
            throws InterruptedException {
        requireNotNegative(permits);
        long nanos = unit.toNanos(timeout);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return tryQuickly(permits) || (nanos > 0 && await(permits, true, nanos));
    }

    /**
     * Releases a permit.
     *
     * @throws IllegalMonitorStateException if the semaphore has owners and this process holds none
     */
    public void release() {
        release(1);
    }

    /**
     * Releases permits.
     *
     * @param permits their number
     * @throws IllegalArgumentException if the number is negative
     * @throws IllegalMonitorStateException if the semaphore has owners and this process holds less
     */
    public void release(int permits) {
        requireNotNegative(permits);
        if (owners) {
            releaseOwn(permits);
        } else {
            long count = count();
            while (count + permits > Integer.MAX_VALUE || !replaceCount(count, count + permits)) {
                if (count + permits > Integer.MAX_VALUE) {
                    throw new Error("Maximum permit count exceeded");
                }
                count = count();
            }
            if (state.hasList(SyncState.MAIN)) {
                ringFirst();
            }
        }
    }

    private void releaseOwn(int permits) {
        state.lockGuard();
        try {
            int held = state.members().heldHere();
            if (held < permits) {
                throw new IllegalMonitorStateException("This process holds " + held
                        + " permits of the semaphore '" + state.name()
                        + "', which has owners; it cannot"
                        + " release " + permits + ".");
            }
            state.members().setHeldHere(held - permits);
            state.ringFirst(SyncState.MAIN);
        } finally {
            state.unlockGuard();
        }
    }

    private void ringFirst() {
        state.lockGuard();
        try {
            state.ringFirst(SyncState.MAIN);
        } finally {
            state.unlockGuard();
        }
    }

    /**
     * How many permits are free.
     *
     * @return their number
     */
    public int availablePermits() {
        return (int) free();
    }

    /**
     * Acquires all permits that are free.
     *
     * @return how many were acquired; negative if there were less than none, which then are none
     */
    public int drainPermits() {
        if (owners) {
            state.lockGuard();
            try {
                int free = (int) free();
                if (free < 0) {
                    addToCount(-(long) free);
                } else {
                    state.members().setHeldHere(state.members().heldHere() + free);
                }
                return free;
            } finally {
                state.unlockGuard();
            }
        }
        long count = count();
        while (!replaceCount(count, 0)) {
            count = count();
        }
        return (int) count;
    }

    /**
     * Takes permits out of circulation for good, without waiting: there may be less than none then.
     *
     * @param reduction their number
     * @throws IllegalArgumentException if the number is negative
     */
    public void reducePermits(int reduction) {
        requireNotNegative(reduction);
        if (owners) {
            state.lockGuard();
            try {
                requireNoUnderflow(free() - reduction);
                addToCount(-reduction);
            } finally {
                state.unlockGuard();
            }
        } else {
            addToCount(-reduction);
        }
    }

    private static void requireNoUnderflow(long free) {
        if (free < Integer.MIN_VALUE) {
            throw new Error("Permit count underflow");
        }
    }

    private void addToCount(long permits) {
        long count;
        do {
            count = count();
            requireNoUnderflow(count + permits);
        } while (!replaceCount(count, count + permits));
    }

    /**
     * Whether those who wait get permits in order.
     *
     * @return true for a fair semaphore
     */
    public boolean isFair() {
        return fair;
    }

    /**
     * Whether permits of a process that dies come back.
     *
     * @return true for a semaphore with owners
     */
    public boolean hasOwners() {
        return owners;
    }

    /**
     * Whether threads, of any process, wait for permits.
     *
     * @return true if there are any at this time
     */
    public boolean hasQueuedThreads() {
        return getQueueLength() > 0;
    }

    /**
     * How many threads, of all processes, wait for permits; exact at the time of the call.
     *
     * @return their number
     */
    public int getQueueLength() {
        return state.count(SyncState.MAIN);
    }

    /** Gives the memory of the semaphore back, in this process; it must not be used here afterwards. */
    @Override
    public void close() {
        state.close(() -> false);
    }

    /** The name of the semaphore, and how many permits are free. */
    @Override
    public String toString() {
        return state.describe("SharedSemaphore",
                () -> "[Permits = " + availablePermits() + "]");
    }

    private @Nullable Object writeReplace() {
        return new SyncTicket(SyncTicket.SEMAPHORE, state.shared(), 0);
    }
}
