package io.github.procesy.ring;

import java.lang.foreign.MemorySegment;
import java.util.function.BooleanSupplier;

import io.github.procesy.tree.SharedWords;
import io.github.procesy.tree.WaitKind;
import io.github.procesy.waiting.Quiet;
import io.github.procesy.waiting.Spinning;
import io.github.procesy.waiting.SyncState;
import io.github.procesy.waiting.SyncState.Wait;

/**
 * Those who wait for something of a ring: for a record, or for room.
 *
 * <p>Who finds nothing says so in a word, the <i>want</i>, takes the lock of the other side once, and looks for the last time; who
 * puts or takes looks at the want before it gives its lock back, and rings the first in the list if it was the one to clear
 * it. So nobody needs a fence, and there is one ring for all that happens until the one that was rung looks again.
 * Who was rung rings the next if there is more. A ring that was lost with its process is made up for when its death is noticed:
 * then all bells ring.
 */
public final class Waiters {
    private static final int SLEEPS_TO_PROBE = 4;

    private final SyncState state;
    private final MemorySegment memory;
    private final long want;
    private final WaitKind kind;
    private final int list;
    private final Runnable pass;
    private final Spinning spinning = new Spinning();
    /** Plain: a lost update costs nothing. */
    private int sleeps;

    /**
     * Waiters of a ring.
     *
     * @param state has their list
     * @param want where in its memory the want is, an int
     * @param kind what they wait for
     * @param list the number of their list
     * @param pass waits until all that have the lock of the other side now have given it back
     */
    public Waiters(SyncState state, long want, WaitKind kind, int list, Runnable pass) {
        this.state = state;
        memory = state.memory();
        this.want = want;
        this.kind = kind;
        this.list = list;
        this.pass = pass;
    }

    /** Whether somebody wants what there is now; to be asked with the lock. */
    public boolean want() {
        return SharedWords.getIntAcquire(memory, want) != 0;
    }

    /**
     * Wakes the first, if this is the process that answers for the want, unless {@link Quiet} was asked for; to be called without
     * the lock.
     */
    public boolean ring() {
        if (!Quiet.isOn() && SharedWords.compareAndSetInt(memory, want, 1, 0)) {
            ringFirst();
            return true;
        }
        return false;
    }

    /**
     * Looks for some microseconds for the answer of somebody. If that one slept and was just woken, it is better to sleep at
     * once: then it runs on this core, where another one, if it sleeps too, takes longer to wake up than the answer takes. Now and
     * then it is tried all the same: two that look for each other's answers are faster still.
     *
     * @param ready whether the answer is there
     * @param hasWoken whether the current thread woke the one who answers
     * @return whether it has come
     */
    public boolean spinForAnswer(BooleanSupplier ready, boolean hasWoken) {
        if (hasWoken) {
            sleeps++;
            return sleeps % SLEEPS_TO_PROBE == 0 && spinning.toTheEnd(ready);
        }
        return spinning.until(ready);
    }

    /** One that waited has got something, and there is more: the next goes on too. */
    public void ringNext() {
        if (state.hasList(list)) {
            ringFirst();
        }
    }

    private void ringFirst() {
        state.lockGuard();
        try {
            state.ringFirst(list);
        } finally {
            state.unlockGuard();
        }
    }

    /** Wakes all: something has changed for good. */
    public void ringAll() {
        state.lockGuard();
        try {
            state.ringAll(list);
        } finally {
            state.unlockGuard();
        }
    }

    /**
     * Looks for some microseconds, before one waits.
     *
     * @param ready whether there is what is waited for
     * @param more whether there is more than what is needed now
     * @return whether it has come
     */
    public boolean spin(BooleanSupplier ready, BooleanSupplier more) {
        if (!spinning.until(ready)) {
            return false;
        }
        spinning.linger(more);
        return true;
    }

    /**
     * Waits until there may be something.
     *
     * @param nanos how long at most
     * @param ready whether there is what is waited for, or will never be
     * @throws InterruptedException if the thread is interrupted
     */
    public void await(long nanos, BooleanSupplier ready) throws InterruptedException {
        state.await(new Wait(kind, list, 0, true, nanos, false, null), ready, (record, first) -> {
            SharedWords.setIntRelease(memory, want, 1);
            pass.run();
            return ready.getAsBoolean();
        });
    }
}
