package io.github.procesy.sync;

import java.io.Serializable;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

import io.github.procesy.waiting.SyncState;

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
        long bounded = Math.max(nanos, 0);
        long start = System.nanoTime();
        lock.awaitSignal(list, true, bounded);
        long left = bounded - (System.nanoTime() - start);
        return left <= nanos ? left : Long.MIN_VALUE; // never more than there was at first
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return lock.awaitSignal(list, true, Math.max(unit.toNanos(time), 0));
    }

    @Override
    @SuppressWarnings("JavaUtilDate") // the interface has it
    public boolean awaitUntil(Date deadline) throws InterruptedException {
        long now = System.currentTimeMillis();
        long millis = Math.max(deadline.getTime(), now) - now;
        return lock.awaitSignal(list, true, TimeUnit.MILLISECONDS.toNanos(millis));
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
