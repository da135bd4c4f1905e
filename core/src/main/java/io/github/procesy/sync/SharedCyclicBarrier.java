package io.github.procesy.sync;

import java.io.Serializable;
import java.util.Objects;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

import io.github.procesy.SerializableRunnable;
import io.github.procesy.memory.SharedMemory;
import io.github.procesy.tree.SharedWords;
import io.github.procesy.tree.Stacks;
import io.github.procesy.tree.WaitKind;
import io.github.procesy.tree.WaitTable;
import io.github.procesy.waiting.SyncLayout;
import io.github.procesy.waiting.SyncState;
import io.github.procesy.waiting.SyncState.Attempt;
import io.github.procesy.waiting.SyncState.Wait;
import org.jspecify.annotations.Nullable;

/**
 * A barrier for the threads of several processes, with the behaviour of
 * {@link java.util.concurrent.CyclicBarrier}.
 *
 * <p><b>Parties that die.</b> A process whose thread has ever waited here is a party. If it dies before its task
 * has returned, waiting or not, the barrier breaks: those who wait, and those who come, get a
 * {@link BrokenBarrierException} instead of waiting for ever. A party whose task has returned just leaves. {@link #reset} makes the barrier whole again, for the parties that are left and new ones; their
 * number stays the same.
 *
 * <p>An interrupt is honoured within 50 milliseconds.
 */
// Everything happens with the guard held. The word is generation << 2 | state, and one store of it ends a round.
// Who has arrived in it is who lives and waits with the number of its generation; how the last 64 rounds ended
// stands in a mask, written before the word.
public final class SharedCyclicBarrier implements Serializable, AutoCloseable {
    private static final long serialVersionUID = 1L;

    private static final int STATE_BITS = 2;
    private static final int STATE_MASK = 3;
    private static final int OPEN = 0;
    private static final int BROKEN = 1;
    /** All have arrived, and the last runs the action. */
    private static final int TRIPPING = 2;

    private final transient SyncState state;
    private final transient int parties;
    private final transient @Nullable SerializableRunnable action;

    private SharedCyclicBarrier(SyncState state, @Nullable SerializableRunnable action) {
        this.state = state;
        this.action = action;
        parties = (int) SharedWords.getLongAcquire(state.memory(), SyncLayout.SECOND);
    }

    static SharedCyclicBarrier open(SharedMemory memory, @Nullable SerializableRunnable action) {
        return new SharedCyclicBarrier(new SyncState(memory), action);
    }

    /**
     * Makes a barrier without an action.
     *
     * @param parties how many threads meet at it
     * @return the barrier
     * @throws IllegalArgumentException if there is not at least one party, or more than 2048
     * @throws io.github.procesy.memory.SharedMemoryException if there is no room for it
     */
    public static SharedCyclicBarrier create(int parties) {
        return make(parties, null);
    }

    /**
     * Makes a barrier with an action, which the thread that arrives last runs, in its process, before all
     * go on.
     *
     * @param parties how many threads meet at it
     * @param action travels with the barrier; what it captured is copied, unless it is shared
     * @return the barrier
     * @throws IllegalArgumentException if there is not at least one party, or more than 2048
     * @throws io.github.procesy.memory.SharedMemoryException if there is no room for it
     */
    public static SharedCyclicBarrier create(int parties, SerializableRunnable action) {
        return make(parties, Objects.requireNonNull(action, "action"));
    }

    private static SharedCyclicBarrier make(int parties, @Nullable SerializableRunnable action) {
        if (parties < 1 || parties > WaitTable.capacity()) {
            throw new IllegalArgumentException("A shared barrier has 1 to "
                    + WaitTable.capacity() + " parties, which is how many threads of all"
                    + " processes can wait at a time; this one was to have " + parties + ".");
        }
        SyncState state = SyncState.create(SyncLayout.BYTES_WITH_MEMBERS, Stacks.placeOfCaller());
        SharedWords.setLongRelease(state.memory(), SyncLayout.SECOND, parties);
        return new SharedCyclicBarrier(state, action);
    }

    private long word() {
        return SharedWords.getLongVolatile(state.memory(), SyncLayout.WORD);
    }

    private void setWord(int generation, int roundState) {
        SharedWords.setLongVolatile(state.memory(), SyncLayout.WORD,
                Integer.toUnsignedLong(generation) << STATE_BITS | roundState);
        state.ringAll(SyncState.MAIN);
    }

    private int generation() {
        return (int) (word() >>> STATE_BITS);
    }

    private int roundState() {
        return (int) (word() & STATE_MASK);
    }

    private long brokenRounds() {
        return SharedWords.getLongAcquire(state.memory(), SyncLayout.FIRST);
    }

    private boolean wasBroken(int generation) {
        return (brokenRounds() >>> generation & 1) != 0;
    }

    /** Ends the round, and says how; then the next begins. */
    private void endRound(boolean broken) {
        int generation = generation();
        long bit = 1L << generation;
        SharedWords.setLongRelease(state.memory(), SyncLayout.FIRST,
                broken ? brokenRounds() | bit : brokenRounds() & ~bit);
        setWord(generation + 1, OPEN);
    }

    private void breakRound() {
        setWord(generation(), BROKEN);
    }

    private void breakIfPartyDied() {
        if (roundState() != BROKEN && state.members().hasDead()) {
            breakRound();
        }
    }

    private int arrived() {
        int count = 0;
        for (int record : state.all(SyncState.MAIN)) {
            if (state.waits().argument(record) == generation()) {
                count++;
            }
        }
        return count;
    }

    /**
     * Waits until all parties have arrived.
     *
     * @return the order of arrival: {@code getParties() - 1} for the first, 0 for the last
     * @throws InterruptedException if the thread is interrupted; the barrier is broken then
     * @throws BrokenBarrierException if the barrier is or gets broken, or is reset: another thread was interrupted
     *         or gave up, a process that is a party died, or the action failed
     */
    public int await() throws InterruptedException, BrokenBarrierException {
        try {
            return await(SyncState.FOR_EVER);
        } catch (TimeoutException e) {
            throw new AssertionError("not timed", e);
        }
    }

    /**
     * Waits until all parties have arrived, for a time.
     *
     * @param timeout how long to wait at most
     * @param unit the unit of that
     * @return the order of arrival: {@code getParties() - 1} for the first, 0 for the last
     * @throws InterruptedException if the thread is interrupted; the barrier is broken then
     * @throws TimeoutException if the time is over; the barrier is broken then
     * @throws BrokenBarrierException as in {@link #await()}
     */
    public int await(long timeout, TimeUnit unit)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        return await(unit.toNanos(timeout));
    }

    private int await(long nanos)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        while (true) {
            awaitEndOfAction();
            Round round = new Round();
            boolean timedOut = false;
            boolean interrupted = false;
            try {
                timedOut = !state.await(round.waiting(true, Math.max(nanos, 0)), () -> false,
                        round);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            if (timedOut || interrupted) {
                giveUp(round);
                if (round.end == End.GAVE_UP && timedOut) {
                    throw new TimeoutException();
                } else if (round.end == End.GAVE_UP) {
                    throw new InterruptedException();
                } else if (interrupted) {
                    Thread.currentThread().interrupt(); // the round went on without minding it
                }
            }
            switch (round.end) {
                case INTERRUPTED -> throw new InterruptedException();
                case BROKEN -> throw new BrokenBarrierException();
                case LAST -> {
                    runAction(round.generation);
                    return 0;
                }
                case TRIPPED -> {
                    return round.index;
                }
                default -> {
                    // came while an action ran: once more
                }
            }
        }
    }

    /** Who comes while the action runs waits for its end as at a lock: whatever the time, and interrupts. */
    private void awaitEndOfAction() {
        if (roundState() == TRIPPING) {
            awaitUninterruptibly(Round.NOT_ARRIVED, () -> {
                breakIfPartyDied();
                return roundState() != TRIPPING;
            });
        }
    }

    private void awaitUninterruptibly(int generation, BooleanSupplier isOver) {
        BooleanSupplier guarded = () -> {
            state.lockGuard();
            try {
                return isOver.getAsBoolean();
            } finally {
                state.unlockGuard();
            }
        };
        try {
            state.await(new Wait(WaitKind.BARRIER, SyncState.MAIN, generation, false,
                    SyncState.FOR_EVER, null), guarded,
                    (record, first) -> isOver.getAsBoolean());
        } catch (InterruptedException e) {
            throw new AssertionError("not interruptible", e);
        }
    }

    /** Says how the round ended for a thread that does not wait for it any longer. */
    private void giveUp(Round round) {
        if (round.generation != Round.NOT_ARRIVED) {
            if (round.end == End.NONE) { // it ends just now
                awaitUninterruptibly(round.generation, round::isOver);
            }
            return;
        }
        state.lockGuard(); // there was no record for it to arrive with
        try {
            if (roundState() == OPEN) {
                breakRound();
                round.end = End.GAVE_UP;
            } else if (roundState() == BROKEN) {
                round.end = End.BROKEN;
            }
        } finally {
            state.unlockGuard();
        }
    }

    /** By the thread that came last. Should its process die meanwhile, a party has died. */
    private void runAction(int generation) {
        boolean done = false;
        try {
            if (action != null) {
                action.run();
            }
            done = true;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("The action of a barrier failed.", e);
        } finally {
            state.lockGuard();
            try {
                if (generation == generation() && roundState() == TRIPPING) {
                    if (done) {
                        endRound(false);
                    } else {
                        breakRound();
                    }
                }
            } finally {
                state.unlockGuard();
            }
        }
    }

    /** One thread, in one round. */
    private final class Round implements Attempt {
        private static final int NOT_ARRIVED = -1;

        private int generation = NOT_ARRIVED;
        private int index;
        private End end = End.NONE;

        Wait waiting(boolean interruptible, long nanos) {
            return new Wait(WaitKind.BARRIER, SyncState.MAIN, generation, interruptible, nanos,
                    null);
        }

        @Override
        public boolean succeeds(int record, boolean first) {
            breakIfPartyDied();
            if (generation != NOT_ARRIVED) {
                return isOver();
            } else if (roundState() == TRIPPING) {
                return true;
            } else if (roundState() == BROKEN) {
                end = End.BROKEN;
                return true;
            } else if (Thread.interrupted()) {
                breakRound();
                end = End.INTERRUPTED;
                return true;
            }
            return arrive(record);
        }

        /** Breaks the round before the record leaves the list: else another could come in its place. */
        @Override
        public void givesUp() {
            if (generation == generation() && roundState() == OPEN) {
                breakRound();
                end = End.GAVE_UP;
            }
        }

        private boolean arrive(int record) {
            if (state.members().heldHere() == 0) {
                state.members().setHeldHere(1);
            }
            generation = generation();
            state.waits().setArgument(record, generation);
            index = parties - arrived();
            if (index > 0) {
                return false;
            }
            if (action == null) {
                endRound(false);
                end = End.TRIPPED;
            } else {
                setWord(generation, TRIPPING);
                end = End.LAST;
            }
            return true;
        }

        private boolean isOver() {
            if (generation != generation()) {
                end = wasBroken(generation) ? End.BROKEN : End.TRIPPED;
                return true;
            } else if (roundState() == BROKEN) {
                end = End.BROKEN;
                return true;
            }
            return false;
        }
    }

    /** How the wait of a thread ended. */
    private enum End {
        NONE, TRIPPED, LAST, BROKEN, INTERRUPTED, GAVE_UP
    }

    /**
     * Makes the barrier whole again. Threads that wait get a {@link BrokenBarrierException}; processes that have
     * died are forgotten.
     */
    public void reset() {
        state.lockGuard();
        try {
            state.members().forgetAll();
            if (arrived() > 0 || roundState() != OPEN) { // else rounds would pass that nobody was in
                endRound(true);
            }
        } finally {
            state.unlockGuard();
        }
    }

    /**
     * Whether the barrier is broken.
     *
     * @return true if a party died, gave up or was interrupted, or the action failed, since the barrier was
     *         made or reset
     */
    public boolean isBroken() {
        state.lockGuard();
        try {
            breakIfPartyDied();
            return roundState() == BROKEN;
        } finally {
            state.unlockGuard();
        }
    }

    /**
     * How many threads, of all processes, wait at the barrier.
     *
     * @return their number; 0 if it is broken
     */
    public int getNumberWaiting() {
        state.lockGuard();
        try {
            return roundState() == BROKEN ? 0 : arrived();
        } finally {
            state.unlockGuard();
        }
    }

    /**
     * How many threads meet at the barrier.
     *
     * @return their number
     */
    public int getParties() {
        return parties;
    }

    /** Gives the memory of the barrier back, in this process; it must not be used here afterwards. */
    @Override
    public void close() {
        state.close(() -> false);
    }

    /** The name of the barrier, and how many wait. */
    @Override
    public String toString() {
        return state.describe("SharedCyclicBarrier", () -> "[" + getNumberWaiting() + " of "
                + parties + (isBroken() ? ", broken" : "") + "]");
    }

    private Object writeReplace() {
        return SyncTicket.ofBarrier(state.shared(), action);
    }
}
