package io.github.procesy.sync;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

import io.github.procesy.memory.SharedMemory;
import io.github.procesy.tree.Stacks;
import io.github.procesy.waiting.SyncState;

/**
 * A reentrant lock for the threads of several processes, with the behaviour of
 * {@link java.util.concurrent.locks.ReentrantLock}. A lambda that captures it, or a message that has it in
 * it, refers to the same lock in the other process.
 *
 * <h2>When the holder dies</h2>
 *
 * A process may be killed at any instruction while one of its threads holds the lock. The lock is then free,
 * and the next to acquire gets it as usual: a kill of one process stops no other. What the lock protects may
 * be half changed. So the death is logged as a warning, and the lock <i>remembers</i> it: {@link #ownerDeath()} says who
 * died and when, to every holder from then on, until one has put things right and says so by
 * {@link #clearOwnerDeath()}:
 *
 * {@snippet :
 * lock.lock();
 * try {
 *     if (lock.ownerDeath().isPresent()) {
 *         restore();
 *         lock.clearOwnerDeath();
 *     }
 *     ...
 * } finally {
 *     lock.unlock();
 * }
 * }
 *
 * It is no exception, because {@code lock()} could throw one only with the lock, which nobody would then give
 * back, or without it, and then a kill of one process would stop all others.
 *
 * <p>A thread that waits for the lock, or for one of its conditions, and dies, leaves no trace; a signal that it had
 * been given and not used goes to the next.
 *
 * <h2>Memory consistency</h2>
 *
 * As {@link Lock} has it, across processes, for shared memory: what a holder did before it unlocked, or
 * died, <i>happens-before</i> what the next holder does.
 *
 * <p>An interrupt is honoured within 50 milliseconds. The lock takes little memory and is given back like
 * {@link SharedMemory} when nobody refers to it any more; {@link #close} does so at once.
 */
public final class SharedLock implements Lock, Serializable, AutoCloseable {
    private static final long serialVersionUID = 1L;

    private final transient LockCore core;

    private SharedLock(LockCore core) {
        this.core = core;
    }

    static SharedLock open(SharedMemory memory) {
        return new SharedLock(new LockCore(new SyncState(memory)));
    }

    /**
     * Makes a lock that is not fair.
     *
     * @return the lock, held by nobody
     * @throws io.github.procesy.memory.SharedMemoryException if there is no room for it
     */
    public static SharedLock create() {
        return builder().create();
    }

    /**
     * Makes a lock.
     *
     * @param fair whether those who wait get it in the order in which they came
     * @return the lock, held by nobody
     * @throws io.github.procesy.memory.SharedMemoryException if there is no room for it
     */
    public static SharedLock create(boolean fair) {
        return builder().fair(fair).create();
    }

    /**
     * A builder of locks.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Makes locks. Not safe for use by several threads. */
    public static final class Builder {
        private String name = "";
        private boolean fair;
        private boolean detectsDeadlock;

        private Builder() {}

        /**
         * Names the lock, for messages and {@code procesy dump}. The default is the place in the program
         * that makes it.
         *
         * @param lockName the name; its first 64 bytes count
         * @return this builder
         */
        public Builder name(String lockName) {
            name = Objects.requireNonNull(lockName, "name");
            return this;
        }

        /**
         * Says whether those who wait get the lock in the order in which they came. The default is false.
         *
         * @param isFair true for a fair lock
         * @return this builder
         */
        public Builder fair(boolean isFair) {
            fair = isFair;
            return this;
        }

        /**
         * Says whether a thread that waits for the lock in a {@link Deadlock} is told so by a
         * {@link DeadlockException}: one thread of the circle, the last that came. The default is
         * false: the circle is reported, and stays.
         *
         * @param detects true for an exception
         * @return this builder
         */
        public Builder detectDeadlock(boolean detects) {
            detectsDeadlock = detects;
            return this;
        }

        /**
         * Makes a lock.
         *
         * @return the lock, held by nobody
         * @throws io.github.procesy.memory.SharedMemoryException if there is no room for it
         */
        public SharedLock create() {
            String shown = name.isEmpty() ? Stacks.placeOfCaller() : name;
            return new SharedLock(LockCore.create(shown, fair, detectsDeadlock));
        }
    }

    @Override
    public void lock() {
        core.lock();
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        core.lockInterruptibly();
    }

    /** Acquires the lock if it is free at this time, also before those who wait for a fair one. */
    @Override
    public boolean tryLock() {
        return core.tryBarging();
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return core.tryLock(unit.toNanos(time));
    }

    /**
     * Acquires the lock if it becomes free in time.
     *
     * @param time how long to wait at most
     * @return true if the lock was acquired
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean tryLock(Duration time) throws InterruptedException {
        return tryLock(TimeUnit.NANOSECONDS.convert(time), TimeUnit.NANOSECONDS);
    }

    @Override
    public void unlock() {
        core.unlock();
    }

    /**
     * Makes a condition of this lock. It travels like the lock; waiters in all processes that have it wait for
     * the same signals. A lock has at most 128 conditions.
     *
     * @return the condition, with the behaviour of those of
     *         {@link java.util.concurrent.locks.ReentrantLock}
     * @throws IllegalStateException if the lock has 128 conditions
     */
    @Override
    public Condition newCondition() {
        return new SharedCondition(this, core.newCondition());
    }

    /**
     * The death of a process that held this lock, until {@link #clearOwnerDeath} is called; of several the
     * last.
     *
     * @return who died and when, or empty
     */
    public Optional<OwnerDeath> ownerDeath() {
        return core.ownerDeath();
    }

    /**
     * Says that what the lock protects is in order again after the death of a holder.
     *
     * @throws IllegalMonitorStateException if the current thread does not hold the lock
     */
    public void clearOwnerDeath() {
        core.clearOwnerDeath();
    }

    /**
     * How often the current thread holds the lock.
     *
     * @return 0 if it does not
     */
    public int getHoldCount() {
        return core.holdCount();
    }

    /**
     * Whether the current thread holds the lock.
     *
     * @return true if it does
     */
    public boolean isHeldByCurrentThread() {
        return core.isHeldByCurrentThread();
    }

    /**
     * Whether a thread of any living process holds the lock.
     *
     * @return true if one does
     */
    public boolean isLocked() {
        return core.isLocked();
    }

    /**
     * Whether those who wait get the lock in order.
     *
     * @return true for a fair lock
     */
    public boolean isFair() {
        return core.isFair();
    }

    /**
     * Whether threads, of any process, wait for the lock.
     *
     * @return true if there are any at this time
     */
    public boolean hasQueuedThreads() {
        return getQueueLength() > 0;
    }

    /**
     * Whether a thread of this process waits for the lock.
     *
     * @param thread the thread
     * @return true if it does at this time
     */
    public boolean hasQueuedThread(Thread thread) {
        return core.state().isListed(SyncState.MAIN, thread.threadId());
    }

    /**
     * How many threads, of all processes, wait for the lock; exact at the time of the call.
     *
     * @return their number
     */
    public int getQueueLength() {
        return core.state().count(SyncState.MAIN);
    }

    /**
     * Whether threads wait for a condition of this lock.
     *
     * @param condition the condition
     * @return true if there are any
     * @throws IllegalMonitorStateException if the current thread does not hold the lock
     * @throws IllegalArgumentException if the condition is not one of this lock
     */
    public boolean hasWaiters(Condition condition) {
        return getWaitQueueLength(condition) > 0;
    }

    /**
     * How many threads, of all processes, wait for a condition of this lock.
     *
     * @param condition the condition
     * @return their number
     * @throws IllegalMonitorStateException if the current thread does not hold the lock
     * @throws IllegalArgumentException if the condition is not one of this lock
     */
    public int getWaitQueueLength(Condition condition) {
        Objects.requireNonNull(condition, "condition");
        if (!(condition instanceof SharedCondition own) || !own.isOf(this)) {
            throw new IllegalArgumentException("not owner");
        }
        return core.waiters(own.list());
    }

    boolean isSame(SharedLock other) {
        return core.state().id() == other.core.state().id();
    }

    boolean awaitSignal(int list, boolean interruptible, long nanos) throws InterruptedException {
        return core.awaitSignal(list, interruptible, nanos);
    }

    void signal(int list) {
        core.signal(list);
    }

    void signalAll(int list) {
        core.signalAll(list);
    }

    /**
     * Gives the memory of the lock back, in this process; it must not be used here afterwards. Other
     * processes that have it keep it.
     *
     * @throws IllegalStateException if the current thread holds the lock
     */
    @Override
    public void close() {
        core.state().close(core::isHeldByCurrentThread);
    }

    /** The name of the lock, and who holds it. */
    @Override
    public String toString() {
        return core.state().describe("SharedLock", core::describeOwner);
    }

    private Object writeReplace() {
        return new SyncTicket(SyncTicket.LOCK, core.state().shared(), 0);
    }
}
