package io.github.procesy.sync;

import java.io.Serializable;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/** A condition of a {@link SharedLock}. */
final class SharedCondition implements Condition, Serializable {
    private static final long serialVersionUID = 1L;

    private final SharedLock lock;
    private final int list;

    SharedCondition(SharedLock lock, int list) {
        this.lock = lock;
        this.list = list;
    }

    boolean isOf(SharedLock other) {
        return lock.isSame(other);
    }

    int list() {
        return list;
    }

    @Override
    public void await() throws InterruptedException {
        lock.awaitSignal(list, true, SyncState.FOR_EVER);
    }

    @Override
    public void awaitUninterruptibly() {
        try {
            lock.awaitSignal(list, false, SyncState.FOR_EVER);
        } catch (InterruptedException e) {
            throw new AssertionError("not interruptible", e);
        }
    }

    @Override
    public long awaitNanos(long nanos) throws InterruptedException {
        long bounded = Math.min(nanos, Long.MAX_VALUE >> 1);
        long deadline = System.nanoTime() + bounded;
        lock.awaitSignal(list, true, bounded);
        return deadline - System.nanoTime();
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return lock.awaitSignal(list, true, Math.min(unit.toNanos(time), Long.MAX_VALUE >> 1));
    }

    @Override
    @SuppressWarnings("JavaUtilDate") // the interface has it
    public boolean awaitUntil(Date deadline) throws InterruptedException {
        long millis = deadline.getTime() - System.currentTimeMillis();
        return lock.awaitSignal(list, true, Math.min(TimeUnit.MILLISECONDS.toNanos(millis),
                Long.MAX_VALUE >> 1));
    }

    @Override
    public void signal() {
        lock.signal(list);
    }

    @Override
    public void signalAll() {
        lock.signalAll(list);
    }

    private Object writeReplace() {
        return SyncTicket.ofCondition(lock, list);
    }
}
