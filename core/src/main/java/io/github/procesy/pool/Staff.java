package io.github.procesy.pool;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

import io.github.procesy.memory.SharedMemory;
import io.github.procesy.process.ChildProcess;
import io.github.procesy.process.Outcome;
import io.github.procesy.queue.SharedQueue;
import org.jspecify.annotations.Nullable;

/** The workers that a pool has: how many there are to be, and how they come and go. Guarded by the lock of the engine. */
final class Staff {
    private static final System.Logger LOG = System.getLogger(Staff.class.getName());
    /** Workers that leave or die have their places until they have ended. */
    private static final int PLACES = 2 * ProcessPool.MAX_WORKERS;
    private static final int ORDER_BYTES = 256 << 10;
    private static final int MANY = 1 << 20;
    /** So many workers in a row may fail to start before what waits for them is rejected. */
    private static final int MAX_FAILED_STARTS = 3;
    /** The same if they are killed from outside, which is no fault of theirs. */
    private static final int MAX_KILLED_STARTS = 20;
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int MAX_DOUBLINGS = 6;

    private final Engine engine;
    private final PoolSettings settings;
    private final SharedMemory boards;
    private final WorkerMain.Common common;
    private final List<Lane> lanes = new ArrayList<>();
    private final @Nullable Lane[] byPlace = new Lane[PLACES];
    private final BitSet places = new BitSet(PLACES);
    /** The ports for debuggers that are taken, counted from the first; of the same places. */
    private final BitSet ports = new BitSet();
    private final int[] portOfPlace = new int[PLACES];
    private int min;
    private volatile int max;
    private int started;
    private int failedStarts;
    private long startAgainAt = Long.MIN_VALUE;

    Staff(Engine engine, SharedMemory boards, WorkerMain.Common common, int min, int max) {
        this.engine = engine;
        settings = engine.settings();
        this.boards = boards;
        this.common = common;
        this.min = min;
        this.max = max;
    }

    /** How many bytes the boards of all take. */
    static long boardBytes() {
        return Board.bytes(PLACES);
    }

    // ---- which there are

    /** All, those that start and those that leave too; changes with them. */
    List<Lane> lanes() {
        return lanes;
    }

    /** Who has a place; null if it has ended. */
    @Nullable
    Lane at(int place) {
        return byPlace[place];
    }

    boolean has(Lane lane) {
        return byPlace[lane.place()] == lane;
    }

    /** How many there may be at most. May be asked by any thread. */
    int max() {
        return max;
    }

    /** How many there are that do not leave. */
    int staying() {
        int staying = 0;
        for (Lane lane : lanes) {
            staying += lane.isLeaving() ? 0 : 1;
        }
        return staying;
    }

    /** Whether there may be more. */
    boolean mayGrow() {
        return staying() < max;
    }

    /** Whether one may leave that has nothing to do. */
    boolean mayLeave() {
        return !isFull() // else it waits for one to end that leaves
                && staying() > Math.max(min, Math.min(busy() + settings.spares(), max));
    }

    /** How many of those that do not leave have something to do. */
    private int busy() {
        int busy = 0;
        for (Lane lane : lanes) {
            busy += lane.isLeaving() || lane.load() == 0 ? 0 : 1;
        }
        return busy;
    }

    /** Whether as many are at work as there may be: one that leaves is, until it has ended what it has, and its successor waits for that. */
    boolean isFull() {
        if (lanes.size() <= max) {
            return false;
        }
        int atWork = 0;
        for (Lane lane : lanes) {
            atWork += lane.load() == 0 || lane.isKilled() ? 0 : 1;
        }
        return atWork >= max;
    }

    /** Whether there are more than there may be now. */
    boolean isTooLarge() {
        return staying() > max;
    }

    /**
     * There are to be more or fewer.
     *
     * @return those that are to leave
     */
    List<Lane> resize(int newMin, int newMax) {
        min = newMin;
        max = newMax;
        int tooMany = staying() - max;
        List<Lane> leaving = new ArrayList<>();
        for (Lane lane : lanes.reversed()) {
            if (leaving.size() < tooMany && !lane.isLeaving() && lane.isReady()) {
                leaving.add(lane);
            }
        }
        return leaving;
    }

    // ---- how they come

    /**
     * Starts those that are missing.
     *
     * @param worth says how many things wait for a worker; is asked only if there may be more, because it looks at what workers do
     * @param keepsIdle whether there are to be some that have nothing to do
     * @return in how many nanoseconds it is to be tried again; 0 if all were started
     */
    long startMissing(IntSupplier worth, boolean keepsIdle) {
        int staying = staying();
        if (staying >= max) {
            return 0;
        }
        int waiting = worth.getAsInt();
        int starting = 0;
        for (Lane lane : lanes) {
            starting += lane.isReady() ? 0 : 1;
        }
        int wanted = Math.max(keepsIdle ? Math.max(min, busy() + waiting + settings.spares()) : 0,
                staying - starting + waiting);
        while (staying < Math.min(wanted, max)) {
            long pause = startAgainAt - System.nanoTime();
            if (failedStarts > 0 && pause > 0) {
                return pause;
            } else if (!start()) {
                return Math.max(FIRST_PAUSE_NANOS, startAgainAt - System.nanoTime());
            }
            staying++;
        }
        return 0;
    }

    private boolean start() {
        int place = places.nextClearBit(0);
        if (place >= PLACES || (isDebugged() && ports.nextClearBit(0) >= max)) {
            startAgainAt = System.nanoTime(); // one that leaves has it still
            return false;
        }
        int number = ++started;
        String name = settings.name() + "-worker-" + number;
        try {
            start(place, number, name);
            return true;
        } catch (RuntimeException | Error e) { // no memory, no thread, no process
            LOG.log(Level.WARNING, "The worker " + name + " could not be started.", e);
            Lane lane = byPlace[place];
            if (lane != null) {
                remove(lane);
                lane.close();
            }
            startFailed(name, e, Optional.empty());
            return false;
        }
    }

    private void start(int place, int number, String name) {
        Board board = new Board(boards.segment(), place);
        board.clear();
        SharedQueue<Object> orders = SharedQueue.builder(MANY)
                .name(name)
                .bytes(ORDER_BYTES)
                .codec(new Parcel.Codec(false))
                .create();
        Lane lane = new Lane(name, number, place, board, orders);
        places.set(place);
        portOfPlace[place] = ports.nextClearBit(0);
        ports.set(portOfPlace[place]);
        byPlace[place] = lane;
        lanes.add(lane);
        WorkerMain main = new WorkerMain(common, name, number, place, orders);
        lane.runsOn(settings.mode() == PoolMode.THREADS
                ? new ThreadHost(name, main, outcome -> engine.ended(lane, outcome))
                : new ProcessHost(processOf(name, place), main,
                        outcome -> engine.ended(lane, outcome)));
    }

    private boolean isDebugged() {
        return settings.debugPort().isPresent();
    }

    private ChildProcess.Builder processOf(String name, int place) {
        ChildProcess.Builder process =
                settings.workers().make(name, max).name(name).daemon(true);
        if (isDebugged()) {
            int port = settings.debugPort().getAsInt() + portOfPlace[place];
            process.jvmOptions(
                    "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,quiet=y,address="
                            + "localhost:" + port);
        }
        return process;
    }

    /** One has got as far as to take tasks. */
    void startSucceeded(Lane lane) {
        lane.setReady();
        failedStarts = 0;
    }

    /** One did not get as far. */
    void startFailed(Lane lane, Optional<Outcome<?>> outcome) {
        startFailed(lane.name(), lane.broken(), outcome);
    }

    /** If that goes on and there is no other, what waits is rejected. */
    private void startFailed(String name, @Nullable Throwable cause,
            Optional<Outcome<?>> outcome) {
        failedStarts++;
        startAgainAt = System.nanoTime()
                + (FIRST_PAUSE_NANOS << Math.min(failedStarts - 1, MAX_DOUBLINGS));
        int most = outcome.filter(Outcome.Killed.class::isInstance).isPresent()
                ? MAX_KILLED_STARTS
                : MAX_FAILED_STARTS;
        if (failedStarts % most == 0 && lanes.stream().noneMatch(Lane::isReady)) {
            engine.rejectAll(new WorkerStartException("The pool '"
                    + settings.name() + "' has no worker: " + failedStarts
                    + " in a row ended before they took a task. The last: " + name + " "
                    + (cause != null
                            ? "failed: " + cause
                            : outcome.map(Objects::toString).orElse("ended")),
                    cause));
        }
    }

    // ---- how they go

    /** One has ended. It has to be {@linkplain Lane#close closed} still. */
    void remove(Lane lane) {
        lanes.remove(lane);
        byPlace[lane.place()] = null;
        ports.clear(portOfPlace[lane.place()]);
        if (!lane.isKilled() || settings.mode() != PoolMode.THREADS) {
            places.clear(lane.place()); // a thread that was given up may still say something
        }
    }
}
