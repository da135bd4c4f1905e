package io.github.procesy.ring;

import java.util.List;

import io.github.procesy.waiting.SyncState;
import io.github.procesy.waiting.Unmapping;

/** All locks that lie in memory with a ring, in the order in which they are taken. */
public final class RingLocks implements Unmapping.Locks {
    private final SyncState state;
    private final Ring ring;
    private List<Integer> waiters = List.of();

    /**
     * The locks.
     *
     * @param state has those who wait
     * @param ring lies in the same memory
     */
    public RingLocks(SyncState state, Ring ring) {
        this.state = state;
        this.ring = ring;
    }

    @Override
    public void lock() {
        state.lockGuard();
        ring.beginPut();
        ring.beginTake();
        waiters = state.waitersHere();
    }

    @Override
    public void ringWaiters() {
        state.ring(waiters);
    }

    @Override
    public void unlock() {
        ring.endTake();
        ring.endPut();
        state.unlockGuard();
    }
}
