package io.github.procesy.sync;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

import io.github.procesy.SerializableRunnable;

/**
 * What {@code java.util.concurrent} and this package both have, by one interface for each kind. A test that
 * runs with both is itself shown to be right by the first.
 */
final class Twins {
    private Twins() {}

    /** Closes what can be closed. */
    interface Closing extends AutoCloseable {
        @Override
        void close();
    }

    interface TestedLock extends Lock, Closing {
        int getHoldCount();

        boolean isHeldByCurrentThread();

        boolean isLocked();

        boolean isFair();

        boolean hasQueuedThreads();

        boolean hasQueuedThread(Thread thread);

        int getQueueLength();

        boolean hasWaiters(Condition condition);

        int getWaitQueueLength(Condition condition);
    }

    interface TestedReadWriteLock extends Closing {
        Lock readLock();

        Lock writeLock();

        int getReadLockCount();

        int getReadHoldCount();

        boolean isWriteLocked();

        boolean isWriteLockedByCurrentThread();

        int getWriteHoldCount();

        boolean hasQueuedThread(Thread thread);

        int getQueueLength();

        boolean hasQueuedThreads();
    }

    interface TestedSemaphore extends Closing {
        void acquire() throws InterruptedException;

        void acquire(int permits) throws InterruptedException;

        void acquireUninterruptibly();

        void acquireUninterruptibly(int permits);

        boolean tryAcquire();

        boolean tryAcquire(int permits);

        boolean tryAcquire(long timeout, TimeUnit unit) throws InterruptedException;

        boolean tryAcquire(int permits, long timeout, TimeUnit unit) throws InterruptedException;

        void release();

        void release(int permits);

        int availablePermits();

        int drainPermits();

        void reducePermits(int reduction);

        boolean isFair();

        boolean hasQueuedThreads();

        int getQueueLength();
    }

    interface TestedLatch extends Closing {
        void countDown();

        long getCount();

        void await() throws InterruptedException;

        boolean await(long timeout, TimeUnit unit) throws InterruptedException;
    }

    interface TestedBarrier extends Closing {
        int await() throws InterruptedException, java.util.concurrent.BrokenBarrierException;

        int await(long timeout, TimeUnit unit)
                throws InterruptedException, java.util.concurrent.BrokenBarrierException,
                java.util.concurrent.TimeoutException;

        void reset();

        boolean isBroken();

        int getNumberWaiting();

        int getParties();
    }

    /** Which of the two, and whether it is fair. */
    enum Kind {
        TWIN(false, false), TWIN_FAIR(false, true), SHARED(true, false), SHARED_FAIR(true, true);

        private final boolean shared;
        private final boolean fair;

        Kind(boolean shared, boolean fair) {
            this.shared = shared;
            this.fair = fair;
        }

        boolean isFair() {
            return fair;
        }

        TestedLock lock() {
            return of(TestedLock.class,
                    shared ? () -> SharedLock.create(fair) : () -> new ReentrantLock(fair));
        }

        TestedSemaphore semaphore(int permits) {
            return of(TestedSemaphore.class, shared
                    ? () -> SharedSemaphore.create(permits, fair)
                    : () -> new OpenSemaphore(permits, fair));
        }
    }

    /** Which of the two. */
    enum Plain {
        TWIN, SHARED;

        TestedReadWriteLock readWriteLock() {
            return of(TestedReadWriteLock.class, this == SHARED
                    ? SharedReadWriteLock::create
                    : () -> new ReentrantReadWriteLock(true));
        }

        TestedLatch latch(int count) {
            return of(TestedLatch.class, this == SHARED
                    ? () -> SharedCountDownLatch.create(count)
                    : () -> new CountDownLatch(count));
        }

        TestedBarrier barrier(int parties) {
            return of(TestedBarrier.class, this == SHARED
                    ? () -> SharedCyclicBarrier.create(parties)
                    : () -> new CyclicBarrier(parties));
        }

        /** With an action; what it captures is of this process. */
        TestedBarrier barrier(int parties, Runnable action) {
            SerializableRunnable shared = action::run;
            return of(TestedBarrier.class, this == SHARED
                    ? () -> SharedCyclicBarrier.create(parties, shared)
                    : () -> new CyclicBarrier(parties, action));
        }
    }

    private static final class OpenSemaphore extends Semaphore {
        private static final long serialVersionUID = 1L;

        OpenSemaphore(int permits, boolean fair) {
            super(permits, fair);
        }

        @Override
        public void reducePermits(int reduction) {
            super.reducePermits(reduction);
        }
    }

    private static <T> T of(Class<T> type, Supplier<Object> maker) {
        Object target = maker.get();
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
                (proxy, method, arguments) -> call(target, method, arguments)));
    }

    private static Object call(Object target, Method method, Object[] arguments)
            throws Throwable {
        if (method.getName().equals("close") && !(target instanceof AutoCloseable)) {
            return null;
        }
        try {
            return target.getClass()
                    .getMethod(method.getName(), method.getParameterTypes())
                    .invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
