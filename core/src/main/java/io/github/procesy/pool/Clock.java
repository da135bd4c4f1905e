package io.github.procesy.pool;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.github.procesy.os.ProcessMemory;
import org.jspecify.annotations.Nullable;

/**
 * Sees to what a pool has to do at certain times: deadlines, kills of what does not obey, retries, sharing among workers, workers that
 * idle or grow. One thread, as long as there is something to come. All methods but {@link #end} are called with the lock of the engine.
 */
final class Clock {
    private static final System.Logger LOG = System.getLogger(Clock.class.getName());

    /** How often it is looked whether idle workers could have something of the others. */
    static final long SHARE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    /** How often it is looked whether a worker has begun what it had taken when it was to be stopped. */
    static final long TAKEN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    /** How long a worker that was told to end may take, with its hook and its threads that are no daemons. */
    static final long LEAVE_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** How often it is looked how much memory workers that work have. */
    static final long MEMORY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** A worker that waits, and does not take what it was handed for so long, is not going to: it was stopped by a signal, for instance. */
    static final long FROZEN_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long NEVER = Long.MAX_VALUE;
    /** How often it is looked whether a task goes on that has its clock stopped. */
    private static final long PAUSED_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Engine engine;
    private final String name;
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>((a, b) -> Long.compare(a.at - b.at, 0));
    private boolean looks;
    private long lookAt;
    private long sleepsUntil;
    private boolean ended;
    private @Nullable Thread thread;

    /**
     * Something to do.
     *
     * @param at when, by {@link System#nanoTime}
     * @param action what, with the lock of the engine
     */
    private record Timer(long at, Runnable action) {
    }

    Clock(Engine engine, String name) {
        this.engine = engine;
        this.name = name;
    }

    /** Has something done later, with the lock of the engine. */
    void schedule(long afterNanos, Runnable action) {
        long at = System.nanoTime() + afterNanos;
        timers.add(new Timer(at, action));
        wake(at);
    }

    /**
     * Has all workers looked at after a time, or before.
     *
     * @param nanos {@link #NEVER} for not at all
     */
    void lookAfter(long nanos) {
        if (nanos == NEVER) {
            return;
        }
        long at = System.nanoTime() + nanos;
        if (!looks || thread == null || at - lookAt < 0) {
            looks = true;
            lookAt = at;
            wake(at);
        }
    }

    private void wake(long at) {
        if (ended) {
            return;
        }
        Thread running = thread;
        if (running == null) {
            running =
                    Thread.ofPlatform().daemon().name("procesy-clock-" + name).unstarted(this::run);
            sleepsUntil = at;
            running.start(); // if there is no thread to be had, the next that wants something tries again
            thread = running;
        } else if (at - sleepsUntil < 0) {
            LockSupport.unpark(running);
        }
    }

    private long nextAt() {
        Timer first = timers.peek();
        return first == null || (looks && lookAt - first.at < 0) ? lookAt : first.at;
    }

    private void run() {
        long[] pause = new long[1];
        while (pause[0] >= 0) {
            try {
                engine.lock().run(() -> pause[0] = turn());
            } catch (RuntimeException | Error e) {
                LOG.log(Level.ERROR, "The pool '" + name + "' met with a fault of its own.", e);
                engine.lock().run(() -> pause[0] = turnAfterFault());
            }
            if (pause[0] > 0) {
                LockSupport.parkNanos(this, pause[0]);
            }
        }
    }

    /** Does what is due; how long until there is more, -1 for never. */
    private long turn() {
        long now = System.nanoTime();
        Timer first;
        while ((first = timers.peek()) != null && first.at - now <= 0) {
            timers.remove();
            first.action.run();
        }
        if (looks && lookAt - now <= 0) {
            looks = false;
            look(now);
        }
        if (ended || (!looks && timers.isEmpty())) {
            thread = null;
            return -1;
        }
        sleepsUntil = nextAt();
        return Math.max(1, sleepsUntil - System.nanoTime());
    }

    /** What was due may not have been done. */
    private long turnAfterFault() {
        if (thread != Thread.currentThread()) {
            return -1;
        }
        looks = true;
        lookAt = System.nanoTime() + TAKEN_NANOS;
        sleepsUntil = nextAt();
        return TAKEN_NANOS;
    }

    private void look(long now) {
        for (Lane lane : engine.lanes()) {
            lookAtStop(lane, now);
            lookAtDeadline(lane, now);
            lookAtEnd(lane, now);
            lookAtMemory(lane);
            lookAtBegin(lane, now);
        }
        engine.callersAtWork().forEach(caller -> lookAtDeadline(caller, now));
        engine.share();
    }

    private void lookAtStop(Lane lane, long now) {
        Lane.Stop stop = lane.stopping();
        if (stop == null || lane.isKilled()) {
            return;
        }
        if (!stop.goesOn(lane.board().claim())) {
            lane.stopped();
        } else if (stop.killAt() - now <= 0) {
            engine.killIfItGoesOn(lane, stop);
        } else if (!stop.begun()) {
            engine.stopping().stopOnceMore(lane, stop);
        } else {
            lookAfter(lookAtStopAfter(stop.work(), stop.killAt() - now));
        }
    }

    /** When it is to be looked at something that is stopped: what comes after it may be begun, and have the same deadline. */
    static long lookAtStopAfter(Work work, long untilKill) {
        return Math.min(untilKill, Math.max(TAKEN_NANOS, nanosOfDeadline(work)));
    }

    /** How long something may take; {@link #NEVER} if nobody bounds it. */
    static long nanosOfDeadline(Work work) {
        return work.options().deadline().map(Duration::toNanos).orElse(NEVER);
    }

    private void lookAtDeadline(Lane lane, long now) {
        Work work = lane.first();
        long claim = lane.board().claim();
        if (work != null && lane.stopping() == null && isLate(lane.board(), claim, work, now)) {
            timedOut(work, claim, lane.name());
            engine.stopping().stop(lane, work, claim);
        }
    }

    /** Such a thread is not killed; what it has begun is interrupted. */
    private void lookAtDeadline(Inline.Worker caller, long now) {
        Work work = caller.work();
        long claim = caller.board().claim();
        if (work == null) {
            return;
        } else if (caller.isStopped(claim)) {
            lookAfter(nanosOfDeadline(work)); // the next item of it may be late as well
        } else if (isLate(caller.board(), claim, work, now)) {
            timedOut(work, claim, "caller");
            caller.stop(claim);
            lookAfter(nanosOfDeadline(work));
        }
    }

    /** Whether what is begun has taken too long; if not, it is looked at again in time. */
    private boolean isLate(Board board, long claim, Work work, long now) {
        if (work.options().deadline().isEmpty()) {
            return false;
        }
        long deadline = nanosOfDeadline(work);
        if (!Board.hasBegun(claim, work.serial())) {
            lookAfter(deadline);
            return false;
        }
        long left = board.began() + deadline - now;
        if (left > deadline) {
            lookAfter(Math.min(deadline, PAUSED_NANOS)); // it has its clock stopped, or has ended
        } else if (left > 0) {
            lookAfter(left);
        } else if (board.claim() == claim) {
            return true;
        } else {
            lookAfter(deadline);
        }
        return false;
    }

    private void timedOut(Work work, long claim, String worker) {
        if (work instanceof Task task) {
            task.timedOut(worker, engine);
        } else if (work instanceof Chunk chunk) {
            chunk.timedOut(Board.next(claim) - 1, worker);
        }
    }

    private void lookAtEnd(Lane lane, long now) {
        long idle = now - lane.idleSince();
        long timeout = engine.settings().idleTimeout().toNanos();
        Host host = lane.host();
        if ((lane.isLeaving() && lane.load() == 0) || lane.broken() != null) {
            if (idle < LEAVE_NANOS) {
                lookAfter(LEAVE_NANOS - idle);
            } else if (host != null && !lane.isKilled()) {
                lane.kill();
            }
        } else if (lane.isIdle() && engine.mayLeave()) {
            if (idle < timeout) {
                lookAfter(timeout - idle);
            } else {
                engine.leave(lane);
            }
        }
    }

    /** Whether a worker that waits for something takes it. Where a debugger may hold it, or it is a thread of this process, it has its reasons. */
    private void lookAtBegin(Lane lane, long now) {
        Work first = lane.first();
        if (first == null || lane.isKilled() || lane.host() instanceof ThreadHost
                || engine.settings().debugPort().isPresent()) {
            return;
        }
        lookAfter(FROZEN_NANOS);
        if (lane.board().isWaiting() && now - lane.firstSince() > FROZEN_NANOS) {
            engine.replaceIfFrozen(lane);
        }
    }

    private void lookAtMemory(Lane lane) {
        OptionalLong max = engine.settings().maxResidentBytes();
        Host host = lane.host();
        if (max.isEmpty() || host == null || lane.isLeaving()) {
            return;
        }
        OptionalLong pid = host.pid();
        if (pid.isPresent() && ProcessMemory.residentBytes(pid.getAsLong())
                .orElse(0) > max.getAsLong()) {
            engine.leave(lane);
        } else if (lane.load() > 0) {
            lookAfter(MEMORY_NANOS);
        }
    }

    /** Nothing more is to come. */
    void end() {
        engine.lock().run(() -> {
            ended = true;
            timers.clear();
            if (thread != null) {
                LockSupport.unpark(thread);
            }
        });
    }
}
