package io.github.procesy.pool;

import java.io.Serializable;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.procesy.memory.SharedMemory;
import io.github.procesy.process.Outcome;
import io.github.procesy.queue.SharedQueue;
import io.github.procesy.segment.MappingOf;
import io.github.procesy.wire.EncodedTask;
import io.github.procesy.wire.Loaders;
import io.github.procesy.wire.References;
import io.github.procesy.wire.TaskCodec;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a pool, and what waits for them.
 *
 * <p>Two locks, taken in this order: that of the {@link Pump}, whoever has it reads what the workers say, one after another; and
 * {@link EngineLock}, which guards who has what, and is held for moments only. Code of the user runs with neither, but for what rebuilds results,
 * which runs with the first, the settings of {@link ProcessPool.Builder#process}, which run with the second, and the condition of
 * {@link TaskOptions#retryIf}, which runs with both.
 *
 * <p>A worker has one thing in its hands, and some more in its queue, from which they can be taken back. What that is, is known
 * from what it was handed, what it has said, and what is left in its queue: so when it dies, the one task that it had
 * begun is lost, and the others go to the next worker. See ARCHITECTURE, The pool.
 */
final class Engine {
    private static final System.Logger LOG = System.getLogger(Engine.class.getName());
    private static final int EVENT_BYTES = 2 << 20;
    private static final int MANY = 1 << 20;
    private static final long END_AGAIN_NANOS = 50_000_000;

    private enum Phase {
        RUNNING, SHUTDOWN, STOPPED, TERMINATED
    }

    private final PoolSettings settings;
    private final SharedMemory boards = SharedMemory.create(Staff.boardBytes());
    private final SharedQueue<Object> events;
    private final Loaders loaders = new Loaders();
    private final CallBacks callBacks;
    private final Pump pump;
    private final EngineLock lock;
    private final Clock clock;
    private final Stopping stopping;
    /** Where all is done if there are no workers. */
    private final @Nullable Inline inline;
    /** Where the threads that submit do what finds no room. */
    private final Inline callers = new Inline(this, loaders);
    private final @Nullable Listening listening;

    /** Written with the lock. */
    private volatile Phase phase = Phase.RUNNING;

    // Guarded by the lock.
    private final Staff staff;
    private final Dispatcher dispatcher;
    private final Retries retries;
    private final Counts counts = new Counts();
    private final Set<Inline.Worker> callersAtWork = new HashSet<>();
    private final Hold forWorkers;
    private boolean startsAgain;

    Engine(PoolSettings settings, int minWorkers, int maxWorkers) {
        this.settings = settings;
        events = SharedQueue.builder(MANY)
                .name(settings.name() + "-events")
                .bytes(EVENT_BYTES)
                .codec(new Parcel.Codec(true))
                .create();
        callBacks = new CallBacks(settings.name());
        listening = settings.listener() == null
                ? null
                : new Listening(settings.name(), settings.listener());
        pump = new Pump(this, events, loaders, settings.name());
        lock = new EngineLock(pump, this::settled);
        clock = new Clock(this, settings.name());
        retries = new Retries(clock);
        stopping = new Stopping(this, clock);
        WorkerBody initializer;
        WorkerBody atExit;
        try {
            initializer = body(settings.initializer());
            atExit = body(settings.atExit());
            List<Long> references = new ArrayList<>();
            Stream.of(initializer, atExit)
                    .filter(Objects::nonNull)
                    .forEach(body -> references.addAll(body.references()));
            forWorkers = hold(references);
        } catch (RuntimeException | Error e) {
            events.close();
            boards.close();
            throw e;
        }
        staff = new Staff(this, boards,
                new WorkerMain.Common(settings.name(), boards, events, initializer, atExit,
                        settings.labelled(), loaders),
                minWorkers, maxWorkers);
        dispatcher = new Dispatcher(this, staff, clock);
        inline = settings.mode() == PoolMode.SERIAL ? callers : null;
        FlightRecords.add(this);
        lock.lock();
        try {
            startMissing();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable WorkerBody body(@Nullable Serializable given) {
        if (given == null) {
            return null;
        }
        Prepared prepared = prepare(given);
        return new WorkerBody(prepared.task.bytes(), prepared.references);
    }

    PoolSettings settings() {
        return settings;
    }

    int maxWorkers() {
        return inline == null ? staff.max() : 1;
    }

    /** Whether some worker has nothing to do; may be old when it is used. */
    boolean hasIdle() {
        return dispatcher.hasIdle();
    }

    void addLoaders(Loaders others) {
        if (!loaders.hasAll(others)) {
            lock.lock();
            try {
                loaders.addAll(others);
            } finally {
                lock.unlock();
            }
        }
    }

    // ---- what users learn, without the lock

    /** It has what is to be done when it was given back, too. */
    EngineLock lock() {
        return lock;
    }

    /** The pool has not ended before futures have. */
    private void settled() {
        if (phase != Phase.RUNNING) {
            lock.run(this::progressed);
        }
    }

    /** Has a future completed on a thread of its own, because of what depends on it. */
    void callBack(TaskFuture<?> future, Runnable completion) {
        lock.owes(future);
        // What is added last runs first: before what takes long.
        var _ = future.whenComplete((result, failure) -> lock.completed(future));
        callBacks.execute(completion);
    }

    Executor callBacks() {
        return callBacks;
    }

    /** Tells the listener, if there is one, and the flight recorder, if it is on. */
    void tell(Supplier<PoolEvent> event) {
        boolean recording = FlightRecords.isOn();
        if (listening != null || recording) {
            PoolEvent happened = event.get();
            if (listening != null) {
                listening.tell(happened);
            }
            if (recording) {
                FlightRecords.record(settings.name(), happened);
            }
        }
    }

    /** A task failed that nobody can ask. */
    void unclaimed(String name, Throwable failure) {
        LOG.log(Level.ERROR, "The task " + name + " of the pool '" + settings.name()
                + "' failed. It was executed, not submitted, so that nobody else learns of it.",
                failure);
    }

    // ---- submitting

    /** What a future is to run, as it travels. */
    record Prepared(EncodedTask task, List<Long> references) {
    }

    Prepared prepare(Serializable body) {
        Loaders own = new Loaders();
        References.Noted<EncodedTask> noted =
                References.noting(() -> TaskCodec.encode(body, own));
        addLoaders(own);
        return new Prepared(noted.value(), noted.ids());
    }

    /**
     * Submits a task.
     *
     * @throws RejectedExecutionException if the pool was shut down, or is full
     * @throws io.github.procesy.TransferException if it does not serialize
     */
    void submit(TaskFuture<?> future) {
        requireOpen();
        Prepared prepared = prepare(future.body());
        Object order = Parcel.of(new References.Noted<>(
                Order.run(future.shownName(prepared.task.name()), prepared.task.bytes()),
                prepared.references));
        Task task = new Task(future, future.options(), prepared.task.name(), order);
        if (!future.submitted(task)) {
            throw new RejectedExecutionException("The task " + task.name()
                    + " was submitted before; make a new one for each run.");
        }
        task.hold(hold(prepared.references));
        if (inline != null) {
            runHere(inline, task);
            return;
        }
        boolean mine;
        try {
            mine = !enqueue(task);
        } catch (RejectedExecutionException e) {
            lock.run(() -> task.refused(e, this));
            throw e;
        }
        if (mine) {
            runHere(callers, task);
        }
    }

    private void runHere(Inline where, Task task) {
        try {
            where.run(task);
        } catch (RejectedExecutionException e) {
            lock.run(() -> task.refused(e, this));
            throw e;
        }
    }

    /**
     * A thread that submitted something does it itself.
     *
     * @throws RejectedExecutionException if the pool was stopped
     */
    void begins(Inline.Worker caller, Work work, long number) {
        lock.lock();
        try {
            if (phase == Phase.STOPPED || phase == Phase.TERMINATED) {
                throw shutDown();
            }
            caller.begin(work, number);
            callersAtWork.add(caller);
            work.options()
                    .deadline()
                    .ifPresent(deadline -> clock.lookAfter(Clock.nanosOfDeadline(work)));
        } finally {
            lock.unlock();
        }
    }

    /** It is done with that. */
    void ends(Inline.Worker caller) {
        lock.lock();
        try {
            caller.end();
            callersAtWork.remove(caller);
            progressed();
        } finally {
            lock.unlock();
        }
    }

    /** Threads that do themselves what they submitted. With the lock. */
    List<Inline.Worker> callersAtWork() {
        return List.copyOf(callersAtWork);
    }

    /** Nothing can be submitted to a pool that was shut down. */
    void requireOpen() {
        if (phase != Phase.RUNNING) {
            throw shutDown();
        }
    }

    private RejectedExecutionException shutDown() {
        return new RejectedExecutionException("The pool '" + settings.name()
                + "' was shut down; nothing can be submitted to it any more.");
    }

    /** Adds a task; false if the caller is to run it. */
    private boolean enqueue(Task task) {
        lock.lock();
        try {
            while (dispatcher.hasWaiting(settings.queueBound())) {
                requireOpen();
                switch (settings.whenFull()) {
                    case FAIL -> throw new RejectedExecutionException("The pool '"
                            + settings.name() + "' is full: " + dispatcher.waitingTasks()
                            + " tasks wait, and no more may. Wait for some of them, or make it by"
                            + " queueBound(n, WhenFull.BLOCK).");
                    case CALLER_RUNS -> {
                        return false;
                    }
                    case BLOCK -> awaitRoom();
                }
            }
            requireOpen();
            add(task);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void awaitRoom() {
        try {
            lock.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException("The thread was interrupted while it waited for"
                    + " room in the pool '" + settings.name() + "'.", e);
        }
    }

    private void add(Work work) {
        dispatcher.add(work);
        pump.start();
    }

    /** Adds items of a mapping, which bounds itself. */
    void submit(Chunk chunk) {
        if (inline != null) {
            inline.run(chunk);
            return;
        }
        lock.lock();
        try {
            requireOpen();
            add(chunk);
        } finally {
            lock.unlock();
        }
    }

    /** An item cannot travel. */
    void failed(MapRun run, MapRun.Segment segment, int at, Throwable failure) {
        lock.run(() -> {
            run.fail(segment, at, failure);
            run.tellRest();
            run.progress(segment);
        });
    }

    /** Items were not taken. */
    void failed(MapRun run, MapRun.Segment segment, Throwable failure) {
        lock.run(() -> run.reject(segment, failure));
    }

    /** Keeps what something refers to. */
    Hold hold(List<Long> references) {
        return Hold.of(MappingOf.get(boards).handle().id(), references);
    }

    /** Has items serialized by a thread for callbacks, as that is code of the user, which may take long or wait for others. With the lock. */
    void encodeLater(Chunk chunk) {
        lock.later(() -> callBacks.execute(() -> {
            Optional<Throwable> failure = encode(chunk);
            lock.run(() -> {
                dispatcher.encoded(chunk);
                failure.ifPresentOrElse(cause -> chunk.rejected(cause, this), () -> again(chunk));
                dispatcher.dispatch();
                dispatcher.share();
                progressed();
            });
        }));
    }

    private static Optional<Throwable> encode(Chunk chunk) {
        try {
            chunk.encode();
            return Optional.empty();
        } catch (RuntimeException | Error e) { // one that was changed, or there is no memory for it
            return Optional.of(e);
        }
    }

    /** Has something done again, before all else. With the lock. */
    void again(Work work) {
        if (phase == Phase.STOPPED) {
            work.cancelled(this);
        } else if (inline != null) {
            againHere(inline, work, 0);
        } else {
            dispatcher.addFirst(work);
        }
    }

    /** The pool has not ended before that. */
    private void againHere(Inline where, Work work, long afterNanos) {
        lock.owes();
        where.again(work, afterNanos);
    }

    /** Has something tried again after a while. With the lock. */
    void retry(Work work, long afterNanos) {
        if (phase == Phase.STOPPED || phase == Phase.TERMINATED) {
            work.cancelled(this); // a thread that submitted it may run it still
            return;
        } else if (work.isOver()) {
            return;
        }
        counts.retried();
        tell(() -> new PoolEvent.TaskRetried(work.name(), Duration.ofNanos(afterNanos)));
        if (inline != null) {
            againHere(inline, work, afterNanos);
            return;
        }
        retries.add(work, afterNanos, () -> {
            dispatcher.addFirst(work);
            dispatcher.dispatch();
            progressed();
        });
    }

    /** A thread that does itself what it submitted waits to do it once more. */
    void awaitRetry(long at, Work work) {
        lock.lock();
        try {
            long left;
            while ((left = at - System.nanoTime()) > 0 && !work.isOver()
                    && (phase == Phase.RUNNING || phase == Phase.SHUTDOWN)) {
                var _ = lock.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the caller is in a hurry
        } finally {
            lock.unlock();
        }
    }

    // ---- workers; all with the lock, but for ended

    void startMissing() {
        if (inline != null || phase == Phase.STOPPED || phase == Phase.TERMINATED) {
            return;
        }
        int before = staff.lanes().size();
        long again = staff.startMissing(dispatcher::worthAWorker, phase == Phase.RUNNING);
        if (again > 0 && !startsAgain) {
            startsAgain = true;
            clock.schedule(again, () -> {
                startsAgain = false;
                dispatcher.dispatch();
                progressed();
            });
        }
        if (staff.lanes().size() > before) {
            pump.start();
        }
    }

    /** There is room for more tasks, or one fewer waits. */
    void changed() {
        lock.signalAll();
    }

    /** No worker can be had for what waits. */
    void rejectAll(WorkerStartException failure) {
        dispatcher.drain().forEach(work -> work.rejected(failure, this));
        changed();
    }

    /** A worker has ended. Called by the thread that watches it, or by the one that starts it if it ends at once. */
    void ended(Lane lane, Optional<Outcome<?>> outcome) {
        if (lock.isHeldByCurrentThread()) {
            lock.later(() -> ended(lane, outcome)); // the lock of the pump comes first
            return;
        }
        try {
            pump.readAll(() -> lock.run(() -> {
                if (staff.has(lane)) {
                    workerEnded(lane, outcome);
                }
            }));
        } catch (RuntimeException | Error e) { // what it has said last cannot be read, for want of descriptors, for instance
            LOG.log(Level.ERROR, "The end of the worker " + lane.name()
                    + " cannot be seen to yet; it is tried again.", e);
            lock.run(() -> clock.schedule(END_AGAIN_NANOS, () -> ended(lane, outcome)));
        }
    }

    private void workerEnded(Lane lane, Optional<Outcome<?>> outcome) {
        List<Work> back = lane.takeBack(Integer.MAX_VALUE);
        List<Work> begun = lane.handed();
        boolean told = lane.isLeaving() && !lane.isKilled() && begun.isEmpty();
        tell(() -> new PoolEvent.WorkerEnded(lane.name(), told, outcome));
        long claim = lane.board().claim();
        staff.remove(lane);
        if (!lane.isReady() && (!lane.isKilled() || lane.broken() != null)) {
            staff.startFailed(lane, outcome);
        } else if (!lane.isLeaving() || !begun.isEmpty()) {
            counts.workerLost();
        }
        back.removeIf(Work::isOver);
        dispatcher.addFirst(back);
        for (Work work : begun) {
            work.takenBack();
            if (phase == Phase.STOPPED) {
                work.cancelled(this);
            } else if (outcome.isPresent()) {
                work.lost(claim, outcome.get(), this);
            } else {
                work.rejected(new WorkerStartException("The worker " + lane.name()
                        + " was given up, because a task did not obey an interrupt.", null),
                        this);
            }
        }
        lock.later(() -> lock.run(() -> {
            dispatcher.dispatch(); // to start a worker takes milliseconds, and who waits for what was lost comes first
            dispatcher.share();
            progressed();
        }));
        lock.later(lane::close); // takes milliseconds too
    }

    // ---- what workers say; with the lock of the pump

    void handle(Event event) {
        lock.lock();
        try {
            Lane lane = staff.at(event.place());
            if (lane != null) {
                handle(event, lane);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A message of some worker is gone: what they have in their hands is lost for sure then, and not pending for ever. */
    void missedAnEvent() {
        lock.run(() -> staff.lanes().stream().filter(lane -> lane.load() > 0).forEach(Lane::kill));
    }

    private void handle(Event event, Lane lane) {
        switch (event) {
            case Event.Ready ready -> {
                staff.startSucceeded(lane);
                tell(() -> new PoolEvent.WorkerStarted(lane.name(), lane.pid()));
                leaveIfTooMany(lane);
                dispatcher.dispatch();
                dispatcher.share();
            }
            case Event.Broken broken -> {
                lane.setBroken(broken.failure());
                clock.lookAfter(Clock.LEAVE_NANOS); // its threads may keep it alive
            }
            case Event.Retired retired -> leave(lane);
            case Event.Returned returned -> {
                if (lane.find(returned.serial()) instanceof Task task) {
                    task.returned(returned.value(), this);
                    lane.done(task, returned.nanos());
                    next(lane);
                }
            }
            case Event.Threw threw -> {
                Work work = lane.find(threw.serial());
                if (work != null) {
                    if (work instanceof Task task) {
                        task.threw(threw.failure(), this);
                    } else if (work instanceof Chunk chunk) {
                        chunk.threw(threw.failure(), this);
                    }
                    lane.done(work, threw.nanos());
                    next(lane);
                }
            }
            case Event.Part part -> {
                if (lane.find(part.serial()) instanceof Chunk chunk) {
                    chunk.part(part);
                    if (part.ended() != Event.Part.GOES_ON) {
                        ended(chunk, part.ended(), lane);
                    }
                }
            }
            case Event.PartThrew threw -> {
                if (lane.find(threw.serial()) instanceof Chunk chunk) {
                    chunk.partThrew(threw.item(), threw.failure(), this);
                }
            }
            case Event.End end -> {
                if (lane.find(end.serial()) instanceof Chunk chunk) {
                    ended(chunk, end.nanos(), lane);
                }
            }
            case Event.Undefined undefined -> {
                if (lane.find(undefined.serial()) instanceof Chunk chunk) {
                    givenBack(chunk, lane);
                }
            }
        }
    }

    private void ended(Chunk chunk, long nanos, Lane lane) {
        lane.done(chunk, nanos);
        chunk.end(nanos);
        next(lane);
    }

    /** A worker has it, and cannot begin it. */
    private void givenBack(Chunk chunk, Lane lane) {
        lane.givenBack(chunk);
        if (!chunk.isOver()) {
            again(chunk);
        }
        next(lane);
    }

    /** A worker has finished something. */
    private void next(Lane lane) {
        leaveIfTooMany(lane);
        if (phase == Phase.STOPPED) {
            stopping.stopFirst(lane); // taken before the pool was stopped, when this was not known to have ended
        }
        dispatcher.takeBackWaiting();
        dispatcher.dispatch();
        changed();
        Work now = lane.first();
        if (now != null && now.options().deadline().isPresent()) {
            clock.lookAfter(Clock.nanosOfDeadline(now));
        }
        if (lane.load() == 0) {
            dispatcher.share(); // with this one, or with the successor that waited for it
            clock.lookAfter(lane.isLeaving()
                    ? Clock.LEAVE_NANOS
                    : settings.idleTimeout().toNanos());
        }
        progressed();
    }

    /** There may be fewer now than when it was started. */
    private void leaveIfTooMany(Lane lane) {
        if (lane.isIdle() && staff.isTooLarge()) {
            leave(lane);
        }
    }

    /** What has ended so far. With the lock. */
    Counts counts() {
        return counts;
    }

    // ---- stopping

    Stopping stopping() {
        return stopping;
    }

    /** A task was cancelled by its future. */
    void cancel(Task task, boolean mayInterrupt) {
        lock.lock();
        try {
            task.cancelled(this);
            retries.remove(task);
            dispatcher.removeOver(task);
            Lane lane = task.lane();
            if (lane != null) {
                var _ = dispatcher.takeBack(lane, Integer.MAX_VALUE);
                if (task.lane() == lane && mayInterrupt) {
                    stopping.stop(lane, task);
                }
            }
            if (mayInterrupt) {
                callersAtWork.stream()
                        .filter(caller -> task.equals(caller.work()))
                        .forEach(stopping::stop);
            }
            dispatcher.dispatch();
            changed();
            progressed();
        } finally {
            lock.unlock();
        }
    }

    /** Nobody wants the rest of a mapping. */
    void cancel(MapRun run) {
        lock.lock();
        try {
            retries.remove(run);
            for (Lane lane : staff.lanes()) {
                if (!lane.chunksOf(run).isEmpty()) {
                    var _ = dispatcher.takeBack(lane, Integer.MAX_VALUE);
                    lane.chunksOf(run).forEach(chunk -> stopping.stop(lane, chunk));
                }
            }
            for (Inline.Worker caller : callersAtWork) {
                if (caller.work() instanceof Chunk chunk && chunk.isOf(run)) {
                    stopping.stop(caller);
                }
            }
            dispatcher.dispatch();
            changed();
            progressed();
        } finally {
            lock.unlock();
        }
    }

    void shutdown() {
        lock.lock();
        try {
            if (phase == Phase.RUNNING) {
                phase = Phase.SHUTDOWN;
                lock.signalAll();
                progressed();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Stops all; returns what was never begun. */
    List<Runnable> shutdownNow() {
        List<Runnable> never = new ArrayList<>();
        lock.lock();
        try {
            if (phase == Phase.TERMINATED) {
                return never;
            }
            phase = Phase.STOPPED;
            List<Work> notBegun = new ArrayList<>(dispatcher.drain());
            for (Lane lane : staff.lanes()) {
                notBegun.addAll(lane.takeBack(Integer.MAX_VALUE));
                stopping.stopFirst(lane);
            }
            callersAtWork.forEach(stopping::stop);
            notBegun.stream()
                    .filter(work -> work instanceof Task && !work.isOver())
                    .map(Task.class::cast)
                    .filter(task -> !task.wasBegun())
                    .sorted(Comparator.comparingLong(Task::number))
                    .forEach(task -> never.add(task.future().original()));
            notBegun.addAll(retries.drain());
            notBegun.forEach(work -> work.cancelled(this));
            lock.signalAll();
            progressed();
        } finally {
            lock.unlock();
        }
        return never;
    }

    /** Something has ended: perhaps all has. With the lock. */
    void progressed() {
        if (phase == Phase.RUNNING || phase == Phase.TERMINATED) {
            return;
        }
        if (dispatcher.isEmpty() && retries.isEmpty()) {
            for (Lane lane : staff.lanes()) {
                if (lane.load() == 0 && !lane.isLeaving()) {
                    if (lane.isReady()) {
                        lane.leave();
                        clock.lookAfter(Clock.LEAVE_NANOS);
                    } else {
                        lane.kill();
                    }
                }
            }
            if (staff.lanes().isEmpty() && callersAtWork.isEmpty() && lock.isSettled()) {
                phase = Phase.TERMINATED;
                lock.signalAll();
                lock.later(this::release);
            }
        }
    }

    /** Nothing is left of the pool but its counts. */
    private void release() {
        FlightRecords.remove(this);
        forWorkers.giveBack();
        pump.end();
        clock.end();
        events.close();
        boards.close();
        callers.end();
        callBacks.shutdown();
        if (listening != null) {
            listening.shutdown();
        }
    }

    boolean isShutdown() {
        return phase != Phase.RUNNING;
    }

    boolean isTerminated() {
        return phase == Phase.TERMINATED;
    }

    boolean awaitTermination(long nanos) throws InterruptedException {
        long left = nanos;
        lock.lock();
        try {
            progressed(); // what waits here may hang on the future that was waited for, and keep others from saying that it is done
            while (phase != Phase.TERMINATED) {
                if (left <= 0) {
                    return false;
                }
                left = lock.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the pool has something to do. */
    boolean isBusy() {
        lock.lock();
        try {
            return !dispatcher.isEmpty() || !retries.isEmpty()
                    || staff.lanes().stream().anyMatch(lane -> lane.load() > 0 || !lane.isReady())
                    || phase == Phase.SHUTDOWN || phase == Phase.STOPPED;
        } finally {
            lock.unlock();
        }
    }

    // ---- the rest

    /** Looks for some microseconds whether something has come, and reads what workers say meanwhile. */
    boolean help(BooleanSupplier ready) {
        return pump.help(ready);
    }

    void pumpIfReady() {
        pump.readIfReady();
    }

    /** The workers. With the lock. */
    List<Lane> lanes() {
        return List.copyOf(staff.lanes());
    }

    /** Whether there are more workers than have to be kept. With the lock. */
    boolean mayLeave() {
        return staff.mayLeave();
    }

    /** A worker waits, and has not taken for long what it was handed. If that can be taken back, it has not begun it. With the lock. */
    void replaceIfFrozen(Lane lane) {
        var _ = dispatcher.takeBack(lane, Integer.MAX_VALUE);
        if (lane.load() == 0) {
            LOG.log(Level.WARNING,
                    "The worker " + lane.name() + " did not take what it was handed for "
                            + Duration.ofNanos(Clock.FROZEN_NANOS).toSeconds()
                            + " s. It was killed; another takes its place.");
            lane.kill();
        }
        dispatcher.dispatch();
        progressed();
    }

    /**
     * Kills a worker that goes on with what it was to stop. It could be done with that just now: so it gets nothing else to begin before.
     * With the lock.
     */
    void killIfItGoesOn(Lane lane, Lane.Stop stop) {
        var _ = dispatcher.takeBack(lane, Integer.MAX_VALUE);
        if (lane.first() instanceof Chunk chunk) {
            Chunk rest = chunk.cut(lane.board());
            if (rest != null && !rest.isOver()) {
                again(rest);
            }
        }
        boolean hasNext = lane.load() > 1 && stop.work().equals(lane.first()); // it has taken that, so it is done with this
        if (!stop.equals(lane.stopping())) {
            // It was in the queue still, and came back.
        } else if (!hasNext && stop.goesOn(lane.board().claim())) {
            lane.kill();
        } else {
            lane.stopped();
        }
        dispatcher.dispatch();
        progressed();
    }

    /** Gives idle workers something of what others have. With the lock. */
    void share() {
        dispatcher.share();
    }

    void resize(int min, int max) {
        lock.lock();
        try {
            staff.resize(min, max).forEach(this::leave);
            clock.lookAfter(settings.idleTimeout().toNanos());
            dispatcher.dispatch();
        } finally {
            lock.unlock();
        }
    }

    /** A worker is to end when it is done. With the lock. */
    void leave(Lane lane) {
        var _ = dispatcher.takeBack(lane, Integer.MAX_VALUE);
        lane.leave();
        clock.lookAfter(Clock.LEAVE_NANOS);
        dispatcher.dispatch();
    }

    PoolSnapshot snapshot() {
        lock.lock();
        try {
            long running = Stream
                    .concat(staff.lanes().stream().map(Lane::first),
                            callersAtWork.stream().map(Inline.Worker::work))
                    .filter(work -> work instanceof Task task && !task.isOver())
                    .count();
            return new PoolSnapshot(settings.name(),
                    dispatcher.waitingTasks() + retries.tasks(), running,
                    counts.tasks(TaskState.RETURNED), counts.tasks(TaskState.THREW),
                    counts.tasks(TaskState.TIMED_OUT), counts.tasks(TaskState.CANCELLED),
                    counts.tasks(TaskState.LOST), counts.tasks(TaskState.REJECTED),
                    dispatcher.items() + retries.items(), counts.items(), counts.retries(),
                    counts.workersLost(),
                    staff.lanes().stream().map(Lane::snapshot).toList());
        } finally {
            lock.unlock();
        }
    }
}
