package io.github.procesy.sync;

import java.io.Serializable;
import java.util.concurrent.TimeUnit;

import io.github.procesy.memory.SharedMemory;
import io.github.procesy.tree.SharedWords;
import io.github.procesy.tree.Stacks;
import io.github.procesy.tree.WaitKind;
import io.github.procesy.waiting.SyncLayout;
import io.github.procesy.waiting.SyncState;
import io.github.procesy.waiting.SyncState.Wait;

/**
 * A latch for the threads of several processes, with the behaviour of
 * {@link java.util.concurrent.CountDownLatch}.
 *
 * <p><b>Parties that die.</b> A count is nobody's, and one that never comes keeps the latch shut. A process that is to
 * count down can say so beforehand: {@link #register}. If it dies, those of its counts that are still to come
 * count as done, and the latch opens without them.
 *
 * <p>An interrupt is honoured within 50 milliseconds.
 */
// The count is what nobody has registered plus what living processes still owe: a death needs no store.
public final class SharedCountDownLatch implements Serializable, AutoCloseable {
    private static final long serialVersionUID = 1L;

    private final transient SyncState state;

    private SharedCountDownLatch(SyncState state) {
        this.state = state;
    }

    static SharedCountDownLatch open(SharedMemory memory) {
        return new SharedCountDownLatch(new SyncState(memory));
    }

    /**
     * Makes a latch.
     *
     * @param count how often it is to be counted down until it opens
     * @return the latch
     * @throws IllegalArgumentException if the count is negative
     * @throws io.github.procesy.memory.SharedMemoryException if there is no room for it
     */
    public static SharedCountDownLatch create(int count) {
        return create(count, Stacks.placeOfCaller());
    }

    /**
     * Makes a latch.
     *
     * @param count how often it is to be counted down until it opens
     * @param name its name, for messages and {@code procesy dump}; its first 64 bytes count
     * @return the latch
     * @throws IllegalArgumentException if the count is negative
     * @throws io.github.procesy.memory.SharedMemoryException if there is no room for it
     */
    public static SharedCountDownLatch create(int count, String name) {
        if (count < 0) {
            throw new IllegalArgumentException("The count of a latch is zero or more; this one was "
                    + count + ".");
        }
        SyncState state = SyncState.create(SyncLayout.BYTES_WITH_MEMBERS, name);
        SharedWords.setLongRelease(state.memory(), SyncLayout.FIRST, count);
        return new SharedCountDownLatch(state);
    }

    private long unregistered() {
        return SharedWords.getLongVolatile(state.memory(), SyncLayout.FIRST);
    }

    private void setUnregistered(long count) {
        SharedWords.setLongVolatile(state.memory(), SyncLayout.FIRST, count);
    }

    /**
     * Says that this process will count down so often: if it dies before, what is missing counts as done. Its
     * calls of {@link #countDown} count for that first.
     *
     * @param counts how often
     * @throws IllegalArgumentException if it is negative, or more than the count that is left to others
     */
    public void register(int counts) {
        state.lockGuard();
        try {
            long left = unregistered();
            if (counts < 0 || counts > left) {
                throw new IllegalArgumentException("A process can register for 0 to " + left
                        + " counts of this latch; it was to be " + counts + ".");
            }
            // Killed in between, this process owes nothing, and all is left as it was.
            state.members().setHeldHere(state.members().heldHere() + counts);
            setUnregistered(left - counts);
        } finally {
            state.unlockGuard();
        }
    }

    /** Counts down by one; the last count opens the latch. */
    public void countDown() {
        state.lockGuard();
        try {
            int owed = state.members().heldHere();
            if (owed > 0) {
                state.members().setHeldHere(owed - 1);
            } else if (unregistered() > 0) {
                setUnregistered(unregistered() - 1);
            }
            if (getCount() == 0) {
                state.ringAll(SyncState.MAIN);
            }
        } finally {
            state.unlockGuard();
        }
    }

    /**
     * The count.
     *
     * @return how often it is to be counted down until the latch opens
     */
    public long getCount() {
        return unregistered() + state.members().heldByAll();
    }

    /**
     * Waits until the latch is open.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    public void await() throws InterruptedException {
        await(SyncState.FOR_EVER);
    }

    /**
     * Waits until the latch is open, for a time.
     *
     * @param timeout how long to wait at most
     * @param unit the unit of that
     * @return true if the latch is open; false if the time is over
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean await(long timeout, TimeUnit unit) throws InterruptedException {
        return await(unit.toNanos(timeout));
    }

    private boolean await(long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return getCount() == 0 || (nanos > 0 && state.await(
                Wait.of(WaitKind.LATCH, true, nanos), () -> getCount() == 0,
                (record, first) -> getCount() == 0));
    }

    /** Gives the memory of the latch back, in this process; it must not be used here afterwards. */
    @Override
    public void close() {
        state.close(() -> false);
    }

    /** The name of the latch, and its count. */
    @Override
    public String toString() {
        return state.describe("SharedCountDownLatch", () -> "[Count = " + getCount() + "]");
    }

    private Object writeReplace() {
        return new SyncTicket(SyncTicket.LATCH, state.shared(), 0);
    }
}
