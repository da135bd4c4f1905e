package io.github.procesy.pool;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What waits for a worker, and which worker gets what. Each has some more in its queue than what it has in its hands; what it has not
 * begun can go to another one. Guarded by the lock of the engine.
 */
final class Dispatcher {
    private final Engine engine;
    private final PoolSettings settings;
    private final Staff staff;
    private final Clock clock;
    private final Pending pending = new Pending();
    /** Items that come back to what waits when some thread has serialized them. */
    private final Set<Chunk> encoding = new HashSet<>();
    private volatile boolean idle;

    Dispatcher(Engine engine, Staff staff, Clock clock) {
        this.engine = engine;
        settings = engine.settings();
        this.staff = staff;
        this.clock = clock;
    }

    // ---- what waits

    /** Has something done after all that waits and is not less urgent. */
    void add(Work work) {
        for (Lane lane : staff.lanes()) {
            if (lane.hasLessUrgentAhead(work.options().priority())) {
                var _ = takeBack(lane, Integer.MAX_VALUE);
            }
        }
        pending.add(work);
        dispatch();
    }

    /** Has something done before all that waits and is not more urgent; not before {@link #dispatch}. */
    void addFirst(Work work) {
        pending.addFirst(work);
    }

    /** The same, in their order. */
    void addFirst(List<Work> works) {
        works.reversed().forEach(pending::addFirst);
    }

    /** What a worker has not begun waits again, but for what is over; false if there is nothing of that. */
    boolean takeBack(Lane lane, int max) {
        List<Work> back = lane.takeBack(max);
        back.removeIf(Work::isOver);
        addFirst(back);
        return !back.isEmpty();
    }

    /** Tasks that wait behind one that takes long are the next for a worker that is free: they were submitted before all that waits. */
    void takeBackWaiting() {
        long now = System.nanoTime();
        for (Lane lane : staff.lanes()) {
            if (lane.hasWaitingTask(now)) {
                var _ = takeBack(lane, Integer.MAX_VALUE);
            }
        }
    }

    /** Takes all away that no worker has. */
    List<Work> drain() {
        return pending.drain();
    }

    /** Drops what is over, so that it takes no room. */
    void removeOver(Work work) {
        pending.removeOver(work);
    }

    boolean isEmpty() {
        return pending.isEmpty() && encoding.isEmpty();
    }

    /** Whether at least so many tasks wait: what a worker has not begun is counted too. */
    boolean hasWaiting(int bound) {
        return pending.tasks() >= bound
                || (pending.tasks() + staff.lanes().size() * Lane.MAX_AHEAD >= bound
                        && waitingTasks() >= bound);
    }

    /** How many tasks wait, those among them that a worker has not begun. */
    int waitingTasks() {
        int waiting = pending.tasks();
        for (Lane lane : staff.lanes()) {
            waiting += lane.tasksAhead();
        }
        return waiting;
    }

    /** How many items of mappings have not ended. */
    long items() {
        long items = pending.items() + encoding.stream().mapToLong(Chunk::left).sum();
        for (Lane lane : staff.lanes()) {
            for (Work work : lane.handed()) {
                items += work instanceof Chunk chunk ? chunk.left() : 0;
            }
        }
        return items;
    }

    // ---- handing over

    /** Hands over what waits, as far as there are workers for it; starts workers that are missing. */
    void dispatch() {
        boolean any = false;
        Work work;
        while ((work = pending.peek()) != null) {
            Lane lane = best(work);
            if (lane == null) {
                break;
            }
            var _ = pending.poll();
            if (!prepare(lane, work) || !handOver(lane, work)) {
                break;
            }
            any = true;
        }
        if (any) {
            engine.changed();
        }
        engine.startMissing();
        noteIdle();
    }

    /** The worker that has least to do, of those that may have more. */
    private @Nullable Lane best(Work work) {
        boolean full = staff.isFull();
        Lane best = null;
        for (Lane lane : staff.lanes()) {
            if (lane.hasRoom(work) && (best == null || lane.load() < best.load())
                    && !(full && lane.load() == 0)) {
                best = lane;
                if (lane.load() == 0) {
                    break;
                }
            }
        }
        return best;
    }

    /** Leaves no more of it than the worker may be given, and has it serialized if it is not; false if it waits again after that. */
    private boolean prepare(Lane lane, Work work) {
        if (!(work instanceof Chunk chunk)) {
            return true;
        }
        long allowance = settings.tasksPerWorker() - lane.tasks();
        if (chunk.size() > allowance) {
            pending.addFirst(chunk.splitAt((int) allowance));
        }
        if (!chunk.isEncoded()) {
            encoding.add(chunk);
            engine.encodeLater(chunk);
            return false;
        }
        return true;
    }

    /** Some items were serialized, and wait again, or have failed. */
    void encoded(Chunk chunk) {
        encoding.remove(chunk);
    }

    private boolean handOver(Lane lane, Work work) {
        try {
            if (!lane.handOver(work)) {
                pending.addFirst(work);
                if (lane.load() == 0) {
                    clock.lookAfter(Clock.SHARE_NANOS); // what it is to take first says nothing when it was taken: a function
                }
                return false;
            }
        } catch (RuntimeException | Error e) {
            work.rejected(e, engine); // there is no memory for it, for instance
            return true;
        }
        clock.lookAfter(Clock.FROZEN_NANOS);
        if (work.options().deadline().isPresent()) {
            clock.lookAfter(work.options().deadline().orElseThrow().toNanos());
        }
        if (work instanceof Chunk chunk && chunk.size() > 1 && staff.mayGrow()) {
            clock.lookAfter(Clock.SHARE_NANOS);
        }
        if (settings.maxResidentBytes().isPresent()) {
            clock.lookAfter(Clock.MEMORY_NANOS);
        }
        if (lane.tasks() >= settings.tasksPerWorker()) {
            lane.leave();
        }
        return true;
    }

    private void noteIdle() {
        boolean found = false;
        for (Lane lane : staff.lanes()) {
            if (lane.isIdle()) {
                found = true;
                break;
            }
        }
        idle = found && !staff.isFull();
    }

    /** Whether some worker has nothing to do. May be asked by any thread; may be old when it is used. */
    boolean hasIdle() {
        return idle;
    }

    // ---- sharing

    /** Gives idle workers something of what others have and have not begun. */
    void share() {
        if (idle && !pending.isEmpty()) {
            dispatch();
        }
        while (idle && isEmpty() && shareOnce()) {
            // There may be more idle workers.
        }
        engine.startMissing();
        if ((idle || staff.mayGrow())
                && staff.lanes().stream().anyMatch(lane -> lane.load() > 1 || hasMore(lane))) {
            clock.lookAfter(Clock.SHARE_NANOS);
        }
    }

    private static boolean hasMore(Lane lane) {
        Work first = lane.first();
        return first != null && first.size() > 1;
    }

    /** Hands something over that another worker had; false if there is nothing. */
    private boolean shareOnce() {
        for (Lane lane : staff.lanes()) {
            if (lane.load() > 1 && takeBack(lane, lane.load() / 2)) {
                dispatch();
                return true;
            }
        }
        for (Lane lane : staff.lanes()) {
            if (lane.first() instanceof Chunk chunk && chunk.size() > 1) {
                Chunk part = chunk.split(lane.board());
                if (part != null) {
                    pending.addFirst(part);
                    dispatch();
                    return true;
                }
            }
        }
        return false;
    }

    /** How many things no worker has in its hands, up to as many as there may be workers. */
    int worthAWorker() {
        int waiting = pending.size(staff.max());
        for (Lane lane : staff.lanes()) {
            waiting += Math.max(0, lane.load() - 1);
            waiting += lane.first() instanceof Chunk chunk && chunk.isWorthSharing(lane.board())
                    ? 1
                    : 0;
        }
        return waiting;
    }
}
