package io.github.procesy.sync;

import java.io.Serializable;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;

import io.github.procesy.memory.SharedMemory;
import io.github.procesy.tree.Stacks;
import io.github.procesy.waiting.SyncLayout;
import io.github.procesy.waiting.SyncState;

/**
 * A reentrant read-write lock for the threads of several processes, with the behaviour of
 * {@link java.util.concurrent.locks.ReentrantReadWriteLock}: many read, or one writes; the writer may also
 * read, and so step down to reading; a reader cannot become the writer. Those who wait get it in the order in which they came, readers
 * that stand one behind the other together; a reader that comes waits behind a writer that waits.
 *
 * <p>When a process dies that reads, its reading is over. When it dies while it writes, the lock is free, and it
 * remembers the death as {@link SharedLock} does: see {@link #ownerDeath()}.
 *
 * <p>An interrupt is honoured within 50 milliseconds. The two locks travel as well; the write lock has no
 * conditions.
 */
public final class SharedReadWriteLock implements ReadWriteLock, Serializable, AutoCloseable {
    private static final long serialVersionUID = 1L;

    private final transient ReadWriteCore core;
    private final transient ReadLock readLock = new ReadLock(this);
    private final transient WriteLock writeLock = new WriteLock(this);

    private SharedReadWriteLock(ReadWriteCore core) {
        this.core = core;
    }

    static SharedReadWriteLock open(SharedMemory memory) {
        return new SharedReadWriteLock(new ReadWriteCore(new SyncState(memory)));
    }

    /**
     * Makes a lock.
     *
     * @return the lock, held by nobody
     * @throws io.github.procesy.memory.SharedMemoryException if there is no room for it
     */
    public static SharedReadWriteLock create() {
        return create(Stacks.placeOfCaller());
    }

    /**
     * Makes a lock.
     *
     * @param name its name, for messages and {@code procesy dump}; its first 64 bytes count
     * @return the lock, held by nobody
     * @throws io.github.procesy.memory.SharedMemoryException if there is no room for it
     */
    public static SharedReadWriteLock create(String name) {
        return new SharedReadWriteLock(
                new ReadWriteCore(SyncState.create(SyncLayout.BYTES_WITH_MEMBERS, name)));
    }

    @Override
    public Lock readLock() {
        return readLock;
    }

    @Override
    public Lock writeLock() {
        return writeLock;
    }

    /**
     * The death of a process that was writing, until {@link #clearOwnerDeath} is called; of several the last.
     *
     * @return who died and when, or empty
     */
    public Optional<OwnerDeath> ownerDeath() {
        return core.deaths().get();
    }

    /**
     * Says that what the lock protects is in order again after the death of a writer.
     *
     * @throws IllegalMonitorStateException if the current thread does not hold the write lock
     */
    public void clearOwnerDeath() {
        if (!core.isWritten()) {
            throw new IllegalMonitorStateException(
                    "Only the thread that holds the write lock can say that all is well again.");
        }
        core.deaths().clear();
    }

    /**
     * How many times readers, of all living processes, hold the lock.
     *
     * @return their number
     */
    public int getReadLockCount() {
        return core.readers();
    }

    /**
     * How often the current thread holds the read lock.
     *
     * @return 0 if it does not
     */
    public int getReadHoldCount() {
        return core.readHolds();
    }

    /**
     * Whether a thread of any living process writes.
     *
     * @return true if one does
     */
    public boolean isWriteLocked() {
        return core.isWriteLocked();
    }

    /**
     * Whether the current thread holds the write lock.
     *
     * @return true if it does
     */
    public boolean isWriteLockedByCurrentThread() {
        return core.isWritten();
    }

    /**
     * How often the current thread holds the write lock.
     *
     * @return 0 if it does not
     */
    public int getWriteHoldCount() {
        return core.writeHolds();
    }

    /**
     * How many threads, of all processes, wait to read or to write; exact at the time of the call.
     *
     * @return their number
     */
    public int getQueueLength() {
        return core.state().count(SyncState.MAIN);
    }

    /**
     * Whether a thread of this process waits to read or to write.
     *
     * @param thread the thread
     * @return true if it does at this time
     */
    public boolean hasQueuedThread(Thread thread) {
        return core.state().isListed(SyncState.MAIN, thread.threadId());
    }

    /**
     * Whether threads, of any process, wait to read or to write.
     *
     * @return true if there are any at this time
     */
    public boolean hasQueuedThreads() {
        return getQueueLength() > 0;
    }

    /**
     * Gives the memory of the lock back, in this process; it must not be used here afterwards.
     *
     * @throws IllegalStateException if the current thread holds one of the locks
     */
    @Override
    public void close() {
        core.state().close(() -> core.isWritten() || core.readHolds() > 0);
    }

    /** The name of the lock, and who holds it. */
    @Override
    public String toString() {
        return core.state()
                .describe("SharedReadWriteLock", () -> "[Write locks = "
                        + (isWriteLocked() ? 1 : 0) + ", Read locks = " + getReadLockCount() + "]");
    }

    private Object writeReplace() {
        return new SyncTicket(SyncTicket.READ_WRITE_LOCK, core.state().shared(), 0);
    }

    /** The lock of readers. */
    private static final class ReadLock implements Lock, Serializable {
        private static final long serialVersionUID = 1L;

        private final SharedReadWriteLock whole;

        ReadLock(SharedReadWriteLock whole) {
            this.whole = whole;
        }

        @Override
        public void lock() {
            whole.core.read(false);
        }

        @Override
        public void lockInterruptibly() throws InterruptedException {
            whole.core.readInterruptibly(SyncState.FOR_EVER);
        }

        @Override
        public boolean tryLock() {
            return whole.core.tryRead(true);
        }

        @Override
        public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
            return whole.core.readInterruptibly(unit.toNanos(time));
        }

        @Override
        public void unlock() {
            whole.core.endRead();
        }

        @Override
        public Condition newCondition() {
            throw new UnsupportedOperationException("A read lock has no conditions.");
        }

        @Override
        public String toString() {
            return whole.core.state()
                    .describe("Read lock of SharedReadWriteLock",
                            () -> "[Read locks = " + whole.getReadLockCount() + "]");
        }

        private Object writeReplace() {
            return new SyncTicket(SyncTicket.READ_LOCK, whole, 0);
        }
    }

    /** The lock of the writer. */
    private static final class WriteLock implements Lock, Serializable {
        private static final long serialVersionUID = 1L;

        private final SharedReadWriteLock whole;

        WriteLock(SharedReadWriteLock whole) {
            this.whole = whole;
        }

        @Override
        public void lock() {
            whole.core.write();
        }

        @Override
        public void lockInterruptibly() throws InterruptedException {
            whole.core.writeInterruptibly(SyncState.FOR_EVER);
        }

        @Override
        public boolean tryLock() {
            return whole.core.tryWrite(true);
        }

        @Override
        public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
            return whole.core.writeInterruptibly(unit.toNanos(time));
        }

        @Override
        public void unlock() {
            whole.core.endWrite();
        }

        @Override
        public Condition newCondition() {
            throw new UnsupportedOperationException("The write lock of a SharedReadWriteLock has no"
                    + " conditions; a SharedLock has.");
        }

        @Override
        public String toString() {
            return whole.core.state()
                    .describe("Write lock of SharedReadWriteLock",
                            whole.core::describeWriter);
        }

        private Object writeReplace() {
            return new SyncTicket(SyncTicket.WRITE_LOCK, whole, 0);
        }
    }
}
