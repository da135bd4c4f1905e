package io.github.procesy.sync;

import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.github.procesy.memory.SharedMemory;
import io.github.procesy.tree.SharedWords;
import io.github.procesy.tree.Stacks;
import io.github.procesy.tree.WaitKind;
import io.github.procesy.waiting.SyncLayout;
import io.github.procesy.waiting.SyncState;
import io.github.procesy.waiting.SyncState.Wait;

/**
 * A flag that the threads of several processes set, clear and wait for, like Python's {@code Event}.
 * Setting it is one store: a process that is killed has set it or has not, and who waits notices that by itself
 * within a second if the process died before it could wake others.
 *
 * <p>An interrupt is honoured within 50 milliseconds.
 */
public final class SharedEvent implements Serializable, AutoCloseable {
    private static final long serialVersionUID = 1L;

    private final transient SyncState state;

    private SharedEvent(SyncState state) {
        this.state = state;
    }

    static SharedEvent open(SharedMemory memory) {
        return new SharedEvent(new SyncState(memory));
    }

    /**
     * Makes an event that is not set.
     *
     * @return the event
     * @throws io.github.procesy.memory.SharedMemoryException if there is no room for it
     */
    public static SharedEvent create() {
        return create(Stacks.placeOfCaller());
    }

    /**
     * Makes an event that is not set.
     *
     * @param name its name, for messages and {@code procesy dump}; its first 64 bytes count
     * @return the event
     * @throws io.github.procesy.memory.SharedMemoryException if there is no room for it
     */
    public static SharedEvent create(String name) {
        return new SharedEvent(SyncState.create(SyncLayout.BYTES, name));
    }

    /**
     * Whether the event is set.
     *
     * @return true after {@link #set}, until {@link #clear}
     */
    public boolean isSet() {
        return SharedWords.getLongVolatile(state.memory(), SyncLayout.FIRST) != 0;
    }

    /** Sets the event: all that wait go on, and nobody waits until it is cleared. */
    public void set() {
        if (state.hasList(SyncState.MAIN)) {
            state.lockGuard();
            try {
                // With the guard, so that nobody who sees this, clears the event and waits once more
                // is in the list before it is read: he would be let go twice by one set.
                store(1);
                // Those who wait now go on even if the event is cleared before they look.
                for (int record : state.all(SyncState.MAIN)) {
                    state.waits().setArgument(record, 1);
                }
                state.ringAll(SyncState.MAIN);
            } finally {
                state.unlockGuard();
            }
            return;
        }
        store(1);
        if (state.hasList(SyncState.MAIN)) {
            // They began to wait meanwhile, before the store or after it, and are to look.
            state.lockGuard();
            try {
                state.ringAll(SyncState.MAIN);
            } finally {
                state.unlockGuard();
            }
        }
    }

    private void store(long set) {
        SharedWords.setLongVolatile(state.memory(), SyncLayout.FIRST, set);
    }

    /** Clears the event: from here on threads wait. */
    public void clear() {
        store(0);
    }

    /**
     * Waits until the event is set.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    public void await() throws InterruptedException {
        await(SyncState.FOR_EVER);
    }

    /**
     * Waits until the event is set, for a time.
     *
     * @param timeout how long to wait at most
     * @param unit the unit of that
     * @return true if the event is set; false if the time is over
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean await(long timeout, TimeUnit unit) throws InterruptedException {
        return await(unit.toNanos(timeout));
    }

    /**
     * Waits until the event is set, for a time.
     *
     * @param timeout how long to wait at most
     * @return true if the event is set; false if the time is over
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean await(Duration timeout) throws InterruptedException {
        return await(TimeUnit.NANOSECONDS.convert(timeout));
    }

    private boolean await(long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return isSet() || (nanos > 0 && state.await(Wait.of(WaitKind.EVENT, true, nanos),
                this::isSet, (record, first) -> isSet() || state.waits().argument(record) != 0));
    }

    /** Gives the memory of the event back, in this process; it must not be used here afterwards. */
    @Override
    public void close() {
        state.close(() -> false);
    }

    /** The name of the event, and whether it is set. */
    @Override
    public String toString() {
        return state.describe("SharedEvent", () -> isSet() ? "[set]" : "[not set]");
    }

    private Object writeReplace() {
        return new SyncTicket(SyncTicket.EVENT, state.shared(), 0);
    }
}
