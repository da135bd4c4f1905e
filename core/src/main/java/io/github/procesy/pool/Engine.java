package io.github.procesy.pool;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

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
 * <p>Two locks, taken in this order: that of the {@link Pump}, whoever has it reads what the workers say, one after another; and the one
 * here, which guards who has what, and is held for moments only. Code of the user runs with neither, but for what rebuilds results,
 * which runs with the first.
 *
 * <p>A worker has one thing in its hands, and some more in its queue, from which they can be taken back. What that is, is known
 * from what it was handed, what it has said, and what is left in its queue: so when it dies, the one task that it had
 * begun is lost, and the others go to the next worker. See ARCHITECTURE, The pool.
 */
final class Engine {
    private static final System.Logger LOG = System.getLogger(Engine.class.getName());
    private static final int MAX_WORKERS = 512;
    /** Workers that leave or die have their places until they have ended. */
    private static final int PLACES = 2 * MAX_WORKERS;
    private static final int EVENT_BYTES = 2 << 20;
    private static final int ORDER_BYTES = 256 << 10;
    private static final int MANY = 1 << 20;
    /** So many workers in a row may fail to start before what waits for them is rejected. */
    private static final int MAX_FAILED_STARTS = 3;
    /** The same if they are killed from outside, which is no fault of theirs. */
    private static final int MAX_KILLED_STARTS = 20;

    private enum Phase {
        RUNNING, SHUTDOWN, STOPPED, TERMINATED
    }

    private final PoolSettings settings;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final SharedMemory boards = SharedMemory.create(Board.bytes(PLACES));
    private final SharedQueue<Object> events;
    private final Loaders loaders = new Loaders();
    private final WorkerMain.Common common;
    private final CallBacks callBacks;
    private final Pump pump;
    private final Clock clock;
    private final @Nullable Inline inline;
    private final @Nullable Listening listening;

    // Guarded by the lock.
    private final Pending pending = new Pending();
    private final List<Lane> lanes = new ArrayList<>();
    private final @Nullable Lane[] byPlace = new Lane[PLACES];
    private final BitSet places = new BitSet(PLACES);
    private final Map<TaskState, Long> ended = new EnumMap<>(TaskState.class);
    private final Deque<Runnable> afterwards = new ArrayDeque<>();
    /** Actions that are to be done without the lock, and are not: the pool has not ended before futures have. */
    private final AtomicInteger unsettled = new AtomicInteger();
    private volatile Phase phase = Phase.RUNNING;
    private int minWorkers;
    private volatile int maxWorkers;
    private int started;
    private int failedStarts;
    private long startAgainAt = Long.MIN_VALUE;
    private long retried;
    private long workersLost;
    private int waitingForRetry;

    private volatile boolean idle;

    Engine(PoolSettings settings, int minWorkers, int maxWorkers) {
        this.settings = settings;
        this.minWorkers = minWorkers;
        this.maxWorkers = maxWorkers;
        events = SharedQueue.builder(MANY)
                .name(settings.name() + "-events")
                .bytes(EVENT_BYTES)
                .codec(new Parcel.Codec(true))
                .create();
        common = new WorkerMain.Common(settings.name(), boards, events, settings.initializer(),
                settings.atExit(), settings.labelled(), loaders);
        callBacks = new CallBacks(settings.name());
        listening = settings.listener() == null
                ? null
                : new Listening(settings.name(), settings.listener());
        pump = new Pump(this, events, loaders, settings.name());
        clock = new Clock(this, settings.name());
        inline = settings.mode() == PoolMode.SERIAL
                ? new Inline(this, loaders)
                : null;
        FlightRecords.add(this);
        lock.lock();
        try {
            startMissing();
        } finally {
            unlock();
        }
    }

    PoolSettings settings() {
        return settings;
    }

    int maxWorkers() {
        return inline == null ? maxWorkers : 1;
    }

    /** Whether some worker has nothing to do; may be old when it is used. */
    boolean hasIdle() {
        return idle;
    }

    void addLoaders(Loaders others) {
        if (!loaders.hasAll(others)) {
            lock.lock();
            try {
                loaders.addAll(others);
            } finally {
                unlock();
            }
        }
    }

    // ---- what is to be done when the lock was given back

    /** Has something done without locks, soon. */
    void later(Runnable action) {
        afterwards.add(action);
        unsettled.incrementAndGet();
    }

    /** They are done. */
    private void run(List<Runnable> actions) {
        actions.forEach(Runnable::run);
        if (unsettled.addAndGet(-actions.size()) == 0 && phase != Phase.RUNNING) {
            withLock(this::progressed);
        }
    }

    private void unlock() {
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

    void callBack(Runnable action) {
        callBacks.execute(action);
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

    Prepared prepare(java.io.Serializable body) {
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
        task.hold(MappingOf.get(boards).handle().id());
        if (inline != null) {
            inline.run(task);
            return;
        }
        boolean mine;
        try {
            mine = !enqueue(task);
        } catch (RejectedExecutionException e) {
            withLock(() -> task.rejected(e, this));
            throw e;
        }
        if (mine) {
            new Inline(this, loaders).run(task);
        }
    }

    private void requireOpen() {
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
            while (waitingTasks() >= settings.queueBound()) {
                requireOpen();
                switch (settings.whenFull()) {
                    case FAIL -> throw new RejectedExecutionException("The pool '"
                            + settings.name() + "' is full: " + waitingTasks()
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
            unlock();
        }
    }

    @SuppressWarnings("WaitNotInLoop") // the caller has the loop
    private void awaitRoom() {
        try {
            changed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException("The thread was interrupted while it waited for"
                    + " room in the pool '" + settings.name() + "'.", e);
        }
    }

    private int waitingTasks() {
        int waiting = pending.tasks();
        for (Lane lane : lanes) {
            waiting += lane.tasksAhead();
        }
        return waiting;
    }

    private void add(Work work) {
        for (Lane lane : lanes) {
            if (lane.hasLessUrgentAhead(work.options().priority())) {
                lane.takeBack(Integer.MAX_VALUE).reversed().forEach(pending::addFirst);
            }
        }
        pending.add(work);
        dispatch();
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
            unlock();
        }
    }

    /** An item cannot travel. */
    void failed(MapRun run, MapRun.Segment segment, int at, Throwable failure) {
        lock.lock();
        try {
            run.fail(segment, at, failure);
            run.progress(segment);
        } finally {
            unlock();
        }
    }

    /** Has something done again, before all else. With the lock. */
    void again(Work work) {
        if (inline != null) {
            later(() -> inline.run(work));
        } else {
            pending.addFirst(work);
        }
    }

    /** Has something tried again after a while. With the lock. */
    void retry(Work work, long afterNanos) {
        retried++;
        tell(() -> new PoolEvent.TaskRetried(work.name(), Duration.ofNanos(afterNanos)));
        if (inline != null) {
            again(work);
            return;
        }
        waitingForRetry++;
        clock.schedule(afterNanos, () -> {
            waitingForRetry--;
            if (phase == Phase.STOPPED) {
                work.cancelled(this);
            } else {
                pending.addFirst(work);
                dispatch();
            }
            progressed();
        });
    }

    // ---- handing over; all with the lock

    /** Hands over what waits, as far as there are workers for it; starts workers that are missing. */
    void dispatch() {
        Work work;
        while ((work = pending.peek()) != null) {
            Lane lane = best(work);
            if (lane == null) {
                break;
            }
            var _ = pending.poll();
            if (!handOver(lane, work)) {
                break;
            }
            changed.signalAll();
        }
        startMissing();
        noteIdle();
    }

    /** The worker that has least to do, of those that may have more. */
    private @Nullable Lane best(Work work) {
        Lane best = null;
        for (Lane lane : lanes) {
            if (lane.hasRoom(work) && (best == null || lane.load() < best.load())) {
                best = lane;
                if (lane.load() == 0) {
                    break;
                }
            }
        }
        return best;
    }

    private boolean handOver(Lane lane, Work work) {
        long allowance = settings.tasksPerWorker() - lane.tasks();
        if (work instanceof Chunk chunk && chunk.size() > allowance) {
            pending.addFirst(chunk.splitAt((int) allowance));
        }
        try {
            if (!lane.handOver(work)) {
                pending.addFirst(work);
                return false;
            }
        } catch (RuntimeException e) {
            work.rejected(e, this); // there is no memory for it, for instance
            return true;
        }
        if (work.options().deadline().isPresent()) {
            clock.lookAfter(work.options().deadline().orElseThrow().toNanos());
        }
        if (work instanceof Chunk chunk && chunk.size() > 1 && staying() < maxWorkers) {
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
        for (Lane lane : lanes) {
            if (lane.isIdle()) {
                found = true;
                break;
            }
        }
        idle = found;
    }

    /** Gives idle workers something of what others have and have not begun. */
    void share() {
        while (idle && pending.isEmpty() && shareOnce()) {
            // There may be more idle workers.
        }
        startMissing();
        if ((idle || staying() < maxWorkers)
                && lanes.stream().anyMatch(lane -> lane.load() > 1 || hasMore(lane))) {
            clock.lookAfter(Clock.SHARE_NANOS);
        }
    }

    private int staying() {
        int staying = 0;
        for (Lane lane : lanes) {
            staying += lane.isLeaving() ? 0 : 1;
        }
        return staying;
    }

    private static boolean hasMore(Lane lane) {
        Work first = lane.first();
        return first != null && first.size() > 1;
    }

    /** Hands something over that another worker had; false if there is nothing. */
    private boolean shareOnce() {
        for (Lane lane : lanes) {
            if (lane.load() > 1) {
                List<Work> back = lane.takeBack(lane.load() / 2);
                back.removeIf(Work::isOver);
                if (!back.isEmpty()) {
                    back.reversed().forEach(pending::addFirst);
                    dispatch();
                    return true;
                }
            }
        }
        for (Lane lane : lanes) {
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

    // ---- workers; all with the lock

    private void startMissing() {
        if (inline != null || phase == Phase.STOPPED || phase == Phase.TERMINATED) {
            return;
        }
        int staying = staying();
        int starting = 0;
        for (Lane lane : lanes) {
            starting += lane.isReady() ? 0 : 1;
        }
        int wanted = Math.max(phase == Phase.RUNNING ? minWorkers : 0,
                Math.min(maxWorkers, staying - starting + waiting()));
        long now = System.nanoTime();
        while (staying < Math.min(wanted, maxWorkers)) {
            if (failedStarts > 0 && startAgainAt - now > 0) {
                clock.schedule(startAgainAt - now, this::dispatch);
                return;
            }
            startWorker();
            staying++;
        }
    }

    /** How many things no worker has in its hands, up to as many as there may be workers. */
    private int waiting() {
        int waiting = pending.size(maxWorkers);
        for (Lane lane : lanes) {
            waiting += Math.max(0, lane.load() - 1);
            waiting += lane.first() instanceof Chunk chunk && chunk.isWorthSharing(lane.board())
                    ? 1
                    : 0;
        }
        return waiting;
    }

    private void startWorker() {
        int place = places.nextClearBit(0);
        if (place >= PLACES) {
            return;
        }
        int number = ++started;
        String name = settings.name() + "-worker-" + number;
        Board board = new Board(boards.segment(), place);
        board.clear();
        SharedQueue<Object> orders = SharedQueue.builder(MANY)
                .name(name)
                .bytes(ORDER_BYTES)
                .codec(new Parcel.Codec(false))
                .create();
        Lane lane = new Lane(name, number, place, board, orders);
        places.set(place);
        byPlace[place] = lane;
        lanes.add(lane);
        WorkerMain main = new WorkerMain(common, name, number, place, orders);
        try {
            lane.runsOn(settings.mode() == PoolMode.THREADS
                    ? new ThreadHost(name, main, outcome -> ended(lane, outcome))
                    : new ProcessHost(Workers.settings(settings, name, number), main,
                            outcome -> ended(lane, outcome)));
        } catch (RuntimeException e) {
            lane.setBroken(e);
            remove(lane);
            startFailed(lane, Optional.empty());
        }
        pump.start();
    }

    private void remove(Lane lane) {
        lanes.remove(lane);
        byPlace[lane.place()] = null;
        if (!lane.isKilled() || settings.mode() != PoolMode.THREADS) {
            places.clear(lane.place()); // a thread that was given up may still say something
        }
        lane.close();
    }

    /** A worker did not get as far as to take tasks. */
    private void startFailed(Lane lane, Optional<Outcome<?>> outcome) {
        failedStarts++;
        startAgainAt = System.nanoTime() + Workers.startPauseNanos(failedStarts);
        int most = outcome.filter(Outcome.Killed.class::isInstance).isPresent()
                ? MAX_KILLED_STARTS
                : MAX_FAILED_STARTS;
        if (failedStarts % most == 0
                && lanes.stream().noneMatch(Lane::isReady)) {
            Throwable cause = lane.broken();
            WorkerStartException failure = new WorkerStartException("The pool '"
                    + settings.name() + "' has no worker: " + failedStarts
                    + " in a row ended before they took a task. The last: " + lane.name() + " "
                    + (cause != null
                            ? "failed: " + cause
                            : outcome.map(Objects::toString).orElse("ended")),
                    cause);
            pending.drain().forEach(work -> work.rejected(failure, this));
        }
    }

    /** A worker has ended. Called by the thread that watches it. */
    private void ended(Lane lane, Optional<Outcome<?>> outcome) {
        pump.readAll(() -> {
            lock.lock();
            try {
                if (byPlace[lane.place()] == lane) {
                    workerEnded(lane, outcome);
                }
            } finally {
                unlock();
            }
        });
    }

    private void workerEnded(Lane lane, Optional<Outcome<?>> outcome) {
        List<Work> back = lane.takeBack(Integer.MAX_VALUE);
        List<Work> begun = lane.handed();
        boolean told = lane.isLeaving() && !lane.isKilled() && begun.isEmpty();
        tell(() -> new PoolEvent.WorkerEnded(lane.name(), told, outcome));
        long claim = lane.board().claim();
        remove(lane);
        if (!lane.isReady() && !lane.isKilled()) {
            startFailed(lane, outcome);
        } else if (!lane.isLeaving() || !begun.isEmpty()) {
            workersLost++;
        }
        for (Work work : back.reversed()) {
            if (!work.isOver()) {
                pending.addFirst(work);
            }
        }
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
        dispatch();
        progressed();
    }

    // ---- what workers say; with the lock of the pump

    void handle(Event event) {
        lock.lock();
        try {
            Lane lane = byPlace[event.place()];
            if (lane != null) {
                handle(event, lane);
            }
        } finally {
            unlock();
        }
    }

    private void handle(Event event, Lane lane) {
        switch (event) {
            case Event.Ready ready -> {
                lane.setReady();
                tell(() -> new PoolEvent.WorkerStarted(lane.name(), lane.pid()));
                failedStarts = 0;
                leaveIfTooMany(lane);
                dispatch();
                share();
            }
            case Event.Broken broken -> lane.setBroken(broken.failure());
            case Event.Retired retired -> leave(lane);
            case Event.Returned returned -> {
                if (lane.find(returned.serial()) instanceof Task task) {
                    lane.done(task, returned.nanos());
                    task.returned(returned.value(), this);
                    next(lane);
                }
            }
            case Event.Threw threw -> {
                Work work = lane.find(threw.serial());
                if (work != null) {
                    lane.done(work, threw.nanos());
                    if (work instanceof Task task) {
                        task.threw(threw.failure(), this);
                    } else if (work instanceof Chunk chunk) {
                        chunk.threw(threw.failure(), this);
                    }
                    next(lane);
                }
            }
            case Event.Part part -> {
                if (lane.find(part.serial()) instanceof Chunk chunk) {
                    chunk.part(part, this);
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
        }
    }

    private void ended(Chunk chunk, long nanos, Lane lane) {
        lane.done(chunk, nanos);
        chunk.end(nanos, this);
        next(lane);
    }

    /** A worker has finished something. */
    private void next(Lane lane) {
        leaveIfTooMany(lane);
        if (phase == Phase.STOPPED) {
            stopFirst(lane); // taken before the pool was stopped, when this was not known to have ended
        }
        takeBackWaiting();
        dispatch();
        changed.signalAll(); // one task fewer waits
        if (lane.load() == 0) {
            if (lane.isLeaving()) {
                clock.lookAfter(Clock.LEAVE_NANOS);
            } else {
                share();
                clock.lookAfter(settings.idleTimeout().toNanos());
            }
        }
        progressed();
    }

    /** Tasks that wait behind one that takes long are the next for a worker that is free: they were submitted before all that waits. */
    private void takeBackWaiting() {
        for (Lane lane : lanes) {
            if (lane.hasWaitingTask()) {
                lane.takeBack(Integer.MAX_VALUE).reversed().forEach(pending::addFirst);
            }
        }
    }

    /** There may be fewer now than when it was started. */
    private void leaveIfTooMany(Lane lane) {
        if (lane.isIdle() && staying() > maxWorkers) {
            leave(lane);
        }
    }

    void count(TaskState how) {
        ended.merge(how, 1L, Long::sum);
    }

    // ---- stopping

    /** A task was cancelled by its future. */
    void cancel(Task task, boolean mayInterrupt) {
        lock.lock();
        try {
            task.cancelled(this);
            pending.removeOver(task);
            Lane lane = task.lane();
            if (lane != null && !lane.removeOver(task) && mayInterrupt) {
                stop(lane, task);
            }
            dispatch();
            progressed();
        } finally {
            unlock();
        }
    }

    /** Nobody wants the rest of a mapping. */
    void cancel(MapRun run) {
        lock.lock();
        try {
            for (Lane lane : lanes) {
                for (Work work : lane.handed()) {
                    if (work instanceof Chunk chunk && chunk.isOf(run)
                            && !lane.removeOver(chunk)) {
                        chunk.cut(lane.board(), lane.board().claim());
                        stop(lane, chunk);
                    }
                }
            }
            dispatch();
            progressed();
        } finally {
            unlock();
        }
    }

    /** Interrupts what a worker has in its hands, and has it killed if it goes on with that. With the lock. */
    void stop(Lane lane, Work work) {
        stop(lane, work, System.nanoTime() + work.options().grace().toNanos());
    }

    /** Stops what a worker works at. */
    private void stopFirst(Lane lane) {
        Work first = lane.first();
        if (first instanceof Chunk chunk) {
            chunk.cut(lane.board(), lane.board().claim());
        }
        if (first != null && lane.stopping() == null) {
            stop(lane, first);
        }
    }

    /** Tries again to stop what a worker had taken and not begun. */
    void stopOnceMore(Lane lane, Lane.Stop stop) {
        if (stop.work() instanceof Chunk chunk) {
            chunk.cut(lane.board(), lane.board().claim());
        }
        stop(lane, stop.work(), stop.killAt());
    }

    private void stop(Lane lane, Work work, long killAt) {
        long claim = lane.board().claim();
        if (Board.isAfter(claim, work.serial())) {
            return; // it has ended, and said so
        }
        boolean begun = Board.hasBegun(claim, work.serial());
        lane.stop(new Lane.Stop(work, claim, begun, killAt));
        clock.lookAfter(begun ? killAt - System.nanoTime() : Clock.TAKEN_NANOS);
    }

    void shutdown() {
        lock.lock();
        try {
            if (phase == Phase.RUNNING) {
                phase = Phase.SHUTDOWN;
                changed.signalAll();
                progressed();
            }
        } finally {
            unlock();
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
            List<Work> notBegun = new ArrayList<>(pending.drain());
            for (Lane lane : lanes) {
                notBegun.addAll(lane.takeBack(Integer.MAX_VALUE));
                stopFirst(lane);
            }
            notBegun.stream()
                    .filter(work -> work instanceof Task && !work.isOver())
                    .map(Task.class::cast)
                    .sorted(Comparator.comparingLong(Task::number))
                    .forEach(task -> never.add(task.future().original()));
            notBegun.forEach(work -> work.cancelled(this));
            changed.signalAll();
            progressed();
        } finally {
            unlock();
        }
        return never;
    }

    /** Something has ended: perhaps all has. With the lock. */
    void progressed() {
        if (phase == Phase.RUNNING || phase == Phase.TERMINATED) {
            return;
        }
        if (pending.isEmpty() && waitingForRetry == 0) {
            for (Lane lane : lanes) {
                if (lane.load() == 0 && !lane.isLeaving()) {
                    if (lane.isReady()) {
                        lane.leave();
                        clock.lookAfter(Clock.LEAVE_NANOS);
                    } else {
                        lane.kill();
                    }
                }
            }
            if (lanes.isEmpty() && unsettled.get() == 0) {
                phase = Phase.TERMINATED;
                changed.signalAll();
                later(this::release);
            }
        }
    }

    /** Nothing is left of the pool but its counts. */
    private void release() {
        FlightRecords.remove(this);
        pump.end();
        clock.end();
        events.close();
        boards.close();
        callBacks.shutdown();
        if (listening != null) {
            listening.shutdown();
        }
    }

    boolean isShutdown() {
        return phase() != Phase.RUNNING;
    }

    boolean isTerminated() {
        return phase() == Phase.TERMINATED;
    }

    private Phase phase() {
        lock.lock();
        try {
            return phase;
        } finally {
            unlock();
        }
    }

    boolean awaitTermination(long nanos) throws InterruptedException {
        long left = nanos;
        lock.lockInterruptibly();
        try {
            while (phase != Phase.TERMINATED) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            unlock();
        }
    }

    /** Whether the pool has something to do. */
    boolean isBusy() {
        lock.lock();
        try {
            return !pending.isEmpty() || waitingForRetry > 0
                    || lanes.stream().anyMatch(lane -> lane.load() > 0 || !lane.isReady())
                    || phase == Phase.SHUTDOWN || phase == Phase.STOPPED;
        } finally {
            unlock();
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

    /** Does something with the lock. */
    void withLock(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            unlock();
        }
    }

    List<Lane> lanes() {
        return List.copyOf(lanes);
    }

    boolean mayLeave() {
        return lanes.stream().filter(lane -> !lane.isLeaving()).count() > minWorkers;
    }

    void resize(int min, int max) {
        lock.lock();
        try {
            minWorkers = min;
            maxWorkers = max;
            long tooMany = lanes.stream().filter(lane -> !lane.isLeaving()).count() - max;
            for (Lane lane : lanes().reversed()) {
                if (tooMany > 0 && !lane.isLeaving() && lane.isReady()) {
                    leave(lane);
                    tooMany--;
                }
            }
            dispatch();
        } finally {
            unlock();
        }
    }

    /** A worker is to end when it is done. With the lock. */
    void leave(Lane lane) {
        List<Work> back = lane.takeBack(Integer.MAX_VALUE);
        lane.leave();
        clock.lookAfter(Clock.LEAVE_NANOS);
        back.reversed().forEach(pending::addFirst);
        dispatch();
    }

    PoolSnapshot snapshot() {
        lock.lock();
        try {
            long running = lanes.stream()
                    .filter(lane -> lane.first() instanceof Task task && !task.isOver())
                    .count();
            return new PoolSnapshot(settings.name(), waitingTasks() + waitingForRetry, running,
                    count(ended, TaskState.RETURNED), count(ended, TaskState.THREW),
                    count(ended, TaskState.TIMED_OUT), count(ended, TaskState.CANCELLED),
                    count(ended, TaskState.LOST), count(ended, TaskState.REJECTED), retried,
                    workersLost, lanes.stream().map(Lane::snapshot).toList());
        } finally {
            unlock();
        }
    }

    private static long count(Map<TaskState, Long> counts, TaskState state) {
        return counts.getOrDefault(state, 0L);
    }

}
