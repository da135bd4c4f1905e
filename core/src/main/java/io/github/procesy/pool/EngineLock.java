package io.github.procesy.pool;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The lock that guards who has what in a pool, and what is to be done as soon as it was given back: to complete futures, for
 * instance, which runs code of the user. If the thread has the lock of the {@link Pump} too, that is done when this one is given back.
 */
final class EngineLock {
    private static final System.Logger LOG = System.getLogger(EngineLock.class.getName());

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Pump pump;
    private final Runnable whenSettled;
    /** Guarded by the lock. */
    private final Deque<Runnable> afterwards = new ArrayDeque<>();
    private final AtomicInteger unsettled = new AtomicInteger();
    /** Futures that other threads are about to complete. */
    private final Set<CompletableFuture<?>> owed = ConcurrentHashMap.newKeySet();

    /**
     * A lock.
     *
     * @param pump defers what is to be done by a thread that reads what workers say
     * @param whenSettled is done whenever the last was settled, by a thread that may have the lock or not
     */
    EngineLock(Pump pump, Runnable whenSettled) {
        this.pump = pump;
        this.whenSettled = whenSettled;
    }

    void lock() {
        lock.lock();
    }

    /** Gives the lock back, and does what is to be done then. */
    void unlock() {
        boolean last = lock.getHoldCount() == 1;
        List<Runnable> actions = last && !afterwards.isEmpty()
                ? new ArrayList<>(afterwards)
                : List.of();
        if (last) {
            afterwards.clear();
        }
        lock.unlock();
        if (!actions.isEmpty() && !pump.defer(() -> run(actions))) {
            run(actions);
        }
    }

    /** One that fails, for lack of memory for instance, does not take the others along. */
    private void run(List<Runnable> actions) {
        for (Runnable action : actions) {
            try {
                action.run();
            } catch (RuntimeException | Error e) {
                LOG.log(Level.ERROR, "A pool met with a fault of its own.", e);
            }
        }
        settled(actions.size());
    }

    /** Does something with the lock. */
    void run(Runnable action) {
        lock();
        try {
            action.run();
        } finally {
            unlock();
        }
    }

    boolean isHeldByCurrentThread() {
        return lock.isHeldByCurrentThread();
    }

    // ---- what is done without it

    /** Has something done without locks, soon; it is not settled before that. With the lock. */
    void later(Runnable action) {
        afterwards.add(action);
        unsettled.incrementAndGet();
    }

    /** Something is to be done elsewhere; who has done it says {@link #settled}. */
    void owes() {
        unsettled.incrementAndGet();
    }

    /** Another thread is to complete a future. Settled is that as soon as it is done, even if what depends on it waits for just that. */
    void owes(CompletableFuture<?> future) {
        owed.add(future);
    }

    /** One of them is done. */
    @SuppressWarnings("UndefinedEquals") // futures have that of Object
    void completed(CompletableFuture<?> future) {
        owed.remove(future);
        if (isSettled()) {
            whenSettled.run();
        }
    }

    /** So many things are done that were not settled. */
    void settled(int count) {
        if (unsettled.addAndGet(-count) == 0) {
            whenSettled.run();
        }
    }

    /** Whether all is. */
    boolean isSettled() {
        return unsettled.get() == 0 && owed.stream().allMatch(CompletableFuture::isDone);
    }

    // ---- waiting

    /** Waits for a change, as {@link Condition#await} does. With the lock. */
    @SuppressWarnings("WaitNotInLoop") // the caller has the loop
    void await() throws InterruptedException {
        changed.await();
    }

    /** The same, for a time; what is left of that. */
    @SuppressWarnings("WaitNotInLoop") // the caller has the loop
    long awaitNanos(long nanos) throws InterruptedException {
        return changed.awaitNanos(nanos);
    }

    /** Wakes all who wait. With the lock. */
    void signalAll() {
        changed.signalAll();
    }
}
