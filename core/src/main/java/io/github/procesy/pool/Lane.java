package io.github.procesy.pool;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import io.github.procesy.os.ProcessMemory;
import io.github.procesy.pool.Board.Counter;
import io.github.procesy.queue.QueueClosedException;
import io.github.procesy.queue.SharedQueue;
import org.jspecify.annotations.Nullable;

/**
 * One worker, as the pool sees it: what it was handed and has not finished, in order. The first of that is in its hands, the others lie
 * in its queue, from which the pool can take them back. Guarded by the lock of the engine.
 */
final class Lane {
    private static final System.Logger LOG = System.getLogger(Lane.class.getName());
    /** So much work lies ready for a worker, so that it need not wait for the pool between two tasks. */
    private static final double AHEAD_NANOS = 1_000_000;
    /** One beside the one in its hands in any case. */
    private static final int MIN_AHEAD = 2;
    static final int MAX_AHEAD = 1024;
    /** Of a mapping whose results nobody looks at meanwhile it may be more, so that the pool is woken less often. */
    private static final double COLLECTED_AHEAD_NANOS = 50_000_000;
    private static final int MAX_COLLECTED_AHEAD = 8;
    /** What takes longer holds up those behind it; the next worker that is free gets them. */
    private static final long LONG_NANOS = 10_000_000;
    private static final double FORGETTING = 0.2;

    private final String name;
    private final int number;
    private final int place;
    private final Board board;
    private final SharedQueue<Object> orders;
    private final Deque<Work> handed = new ArrayDeque<>();
    /** The functions that the worker knows, those that were used last at the end. */
    private final Map<Long, Boolean> functions = new LinkedHashMap<>(16, 0.75f, true);
    private @Nullable Host host;
    private boolean ready;
    private boolean leaving;
    private boolean killed;
    private long serial;
    private long tasks;
    private long idleSince = System.nanoTime();
    /** Since when the worker has had in its hands what it has, at the earliest. */
    private long firstSince = idleSince;
    private double averageNanos = AHEAD_NANOS;
    private @Nullable Throwable broken;
    private @Nullable Stop stop;

    /**
     * Something that the worker is to stop.
     *
     * @param work what
     * @param claim what it had begun, see {@link Board}
     * @param begun whether that was of this work; else it had taken it and not begun, and knows nothing of the stop
     * @param killAt when it is killed if the claim has not changed
     */
    record Stop(Work work, long claim, boolean begun, long killAt) {
        /** Whether a worker that has begun so much has not ended that. */
        boolean goesOn(long now) {
            return begun ? Board.isSameItem(now, claim) : !Board.isAfter(now, work.serial());
        }
    }

    Lane(String name, int number, int place, Board board, SharedQueue<Object> orders) {
        this.name = name;
        this.number = number;
        this.place = place;
        this.board = board;
        this.orders = orders;
    }

    String name() {
        return name;
    }

    int number() {
        return number;
    }

    int place() {
        return place;
    }

    Board board() {
        return board;
    }

    OptionalLong pid() {
        return host == null ? OptionalLong.empty() : host.pid();
    }

    void runsOn(Host running) {
        host = running;
    }

    @Nullable
    Host host() {
        return host;
    }

    // ---- its life

    void setReady() {
        ready = true;
        idleSince = System.nanoTime();
    }

    boolean isReady() {
        return ready;
    }

    void setBroken(Throwable cause) {
        broken = cause;
        idleSince = System.nanoTime();
    }

    /** What its initializer threw. */
    @Nullable
    Throwable broken() {
        return broken;
    }

    boolean isLeaving() {
        return leaving || killed;
    }

    boolean isKilled() {
        return killed;
    }

    void kill() {
        killed = true;
        if (host != null) {
            host.kill();
        }
    }

    /** Nothing more is handed to it, and it ends when it is done. */
    void leave() {
        if (!leaving) {
            leaving = true;
            idleSince = System.nanoTime();
            var _ = offer(Order.leave());
        }
    }

    private boolean offer(Object message) {
        try {
            return orders.offer(message);
        } catch (QueueClosedException e) {
            return false;
        }
    }

    /** The worker has ended, and nobody takes from its queue any more. */
    void close() {
        while (orders.poll() != null) {
            // What is in it would keep its memory.
        }
        orders.close();
    }

    // ---- what it has to do

    /** How many things it has. */
    int load() {
        return handed.size();
    }

    boolean isIdle() {
        return ready && !isLeaving() && handed.isEmpty();
    }

    /** Since when it has had nothing to do, and was not told to leave. */
    long idleSince() {
        return idleSince;
    }

    /** Since when what it works at, or will next, is the first. */
    long firstSince() {
        return firstSince;
    }

    /** Whether it may be handed something more. */
    boolean hasRoom(Work work) {
        return ready && !isLeaving() && handed.size() < ahead(work)
                && (handed.isEmpty() || !(work instanceof Task) || !isBusyForLong());
    }

    /** It has had something in its hands for so long that nothing should wait behind that. */
    private boolean isBusyForLong() {
        return isBusyForLong(System.nanoTime());
    }

    private boolean isBusyForLong(long now) {
        Work first = first();
        return now - firstSince > LONG_NANOS // else it cannot be; what follows is asked of shared memory
                && first != null && Board.isOf(board.claim(), first.serial())
                && now - board.began() > LONG_NANOS;
    }

    private int ahead(Work work) {
        int most = (int) Math.clamp(1 + AHEAD_NANOS / averageNanos, MIN_AHEAD, MAX_AHEAD);
        return work instanceof Chunk chunk && chunk.isCollected()
                ? Math.max(most, (int) Math.min(1 + COLLECTED_AHEAD_NANOS / averageNanos,
                        MAX_COLLECTED_AHEAD))
                : most;
    }

    /** Whether a task waits behind one that takes long, by now. */
    boolean hasWaitingTask(long now) {
        return handed.size() > 1 && isBusyForLong(now) && tasksAhead() > 0;
    }

    /** Whether the worker has begun something, and perhaps ended it. May be asked by any thread. */
    boolean hasBegun(long what) {
        long claim = board.claim();
        return Board.hasBegun(claim, what) || Board.isAfter(claim, what);
    }

    /** What it works at, or will next. */
    @Nullable
    Work first() {
        return handed.peek();
    }

    List<Work> handed() {
        return List.copyOf(handed);
    }

    /** What it has of a mapping. */
    List<Chunk> chunksOf(MapRun run) {
        List<Chunk> chunks = new ArrayList<>();
        for (Work work : handed) {
            if (work instanceof Chunk chunk && chunk.isOf(run)) {
                chunks.add(chunk);
            }
        }
        return chunks;
    }

    /** How many tasks and items it has been given so far. */
    long tasks() {
        return tasks;
    }

    /** Hands something over; false if there is no room for it. */
    boolean handOver(Work work) {
        if (work instanceof Chunk chunk && !define(chunk)) {
            return false;
        }
        Object order = work.order();
        Order.setSerial(Parcel.bytesOf(order), serial + 1);
        if (!offer(order)) {
            return false;
        }
        serial++;
        tasks += work.size();
        if (handed.isEmpty()) {
            firstSince = System.nanoTime();
        }
        handed.add(work);
        work.handedTo(this, serial);
        return true;
    }

    private boolean define(Chunk chunk) {
        long number = chunk.function();
        if (functions.get(number) != null) {
            return true;
        }
        if (functions.size() >= WorkerLoop.MAX_FUNCTIONS && !forgetOne()) {
            return false;
        }
        if (!offer(chunk.definition())) {
            return false;
        }
        functions.put(number, true);
        return true;
    }

    private boolean forgetOne() {
        for (Iterator<Long> oldest = functions.keySet().iterator(); oldest.hasNext();) {
            long number = oldest.next();
            if (handed.stream()
                    .noneMatch(work -> work instanceof Chunk chunk
                            && chunk.function() == number)) {
                if (offer(Order.forget(number))) {
                    oldest.remove();
                    return true;
                }
                return false;
            }
        }
        return false;
    }

    /** How many tasks it has been given and has not begun, as far as is known. */
    int tasksAhead() {
        int tasks = 0;
        for (Work work : handed) {
            tasks += work instanceof Task && !work.isOver() ? 1 : 0;
        }
        return first() instanceof Task ? Math.max(0, tasks - 1) : tasks;
    }

    /** Whether something that is less urgent lies ready for the worker. */
    boolean hasLessUrgentAhead(int priority) {
        return handed.size() > 1 && handed.getLast().options().priority() < priority;
    }

    /** What has a number; null if it is no longer here. */
    @Nullable
    Work find(long wanted) {
        for (Work work : handed) {
            if (work.serial() == wanted) {
                return work;
            }
        }
        return null;
    }

    /** The worker is done with something. */
    void done(Work work, long nanos) {
        handed.remove(work);
        work.takenBack();
        averageNanos += FORGETTING * (Math.max(nanos, 1) - averageNanos);
        if (stop != null && stop.work == work) {
            stop = null;
        }
        firstSince = System.nanoTime();
        if (handed.isEmpty()) {
            idleSince = firstSince;
        }
    }

    /** The worker has given items back, which it has not begun: it does not know their function. */
    void givenBack(Chunk chunk) {
        remove(chunk);
        functions.remove(chunk.function());
    }

    private void remove(Work work) {
        handed.remove(work);
        work.takenBack();
        tasks -= work.size();
        if (stop != null && stop.work == work) {
            stop = null;
        }
        if (handed.isEmpty()) {
            idleSince = System.nanoTime();
        }
    }

    /**
     * Takes back what the worker has not begun. Meanwhile the worker goes on taking. So what stays is handed over once more: it comes
     * after all that the worker took, and its number says so. And the worker may take items whose definition is here,
     * see {@link Event.Undefined}.
     *
     * @param max how much at most, from the end
     */
    List<Work> takeBack(int max) {
        List<byte[]> messages = pollAll();
        int stay = -max;
        for (byte[] each : messages) {
            stay += Order.isHandover(each) ? 1 : 0;
        }
        List<Work> back = new ArrayList<>();
        for (byte[] each : messages) {
            if (!Order.isHandover(each)) {
                putBack(each);
                continue;
            }
            Work work = find(Order.serial(each));
            if (work != null) {
                remove(work);
                if (stay-- <= 0 || leaving || work.isOver() || !handOverAgain(work)) {
                    back.add(work);
                }
            }
        }
        return back;
    }

    private List<byte[]> pollAll() {
        List<byte[]> messages = new ArrayList<>();
        try {
            Object message;
            while ((message = orders.poll()) != null) {
                messages.add(Parcel.bytesOf(message));
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.log(Level.WARNING, "What lies ready for the worker " + name
                    + " could not be taken back; it stays there.", e);
        }
        return messages;
    }

    private boolean handOverAgain(Work work) {
        try {
            return handOver(work);
        } catch (RuntimeException | Error e) {
            return false; // there is no memory for it any more; who hands it out next says so
        }
    }

    /** There was room for it before. If there is none for a definition, what needs it comes back, see {@link #givenBack}. */
    private void putBack(byte[] message) {
        long number = message[0] == Order.LEAVE ? 0 : Order.serial(message);
        try {
            if (message[0] == Order.LEAVE) {
                var _ = offer(message);
            } else if (message[0] == Order.FORGET) {
                if (!functions.containsKey(number)) { // else it was defined once more after this
                    var _ = offer(message);
                }
            } else if (!defineAgain(number)) {
                functions.remove(number);
                var _ = offer(Order.forget(number)); // of the time before this definition
            }
        } catch (RuntimeException e) {
            functions.remove(number); // there is no memory for it any more
        }
    }

    /** A definition is made anew, so that what it refers to is kept once more; false if nothing needs it. */
    private boolean defineAgain(long number) {
        for (Work work : handed) {
            if (work instanceof Chunk chunk && chunk.function() == number) {
                return offer(chunk.definition());
            }
        }
        return false;
    }

    // ---- stopping

    /** Interrupts what the worker has begun, and notes when it is killed if it goes on with that. */
    void stop(Stop what) {
        stop = what;
        if (host != null && what.begun) {
            host.interrupt(WorkerLoop.number(what.work, what.claim));
        }
    }

    /** What is being stopped. */
    @Nullable
    Stop stopping() {
        return stop;
    }

    /** The worker has done what it was to stop. */
    void stopped() {
        stop = null;
    }

    // ---- what it shows

    WorkerSnapshot snapshot() {
        Work first = first();
        OptionalLong pid = pid();
        return new WorkerSnapshot(name, number, pid,
                !ready ? "starting" : isLeaving() ? "leaving" : first == null ? "idle" : "running",
                first instanceof Task task ? task.name() : first == null ? "" : "items",
                board.get(Counter.TASKS), nanos(Counter.WAITING), nanos(Counter.DECODING),
                nanos(Counter.RUNNING), nanos(Counter.ENCODING), board.get(Counter.BYTES_IN),
                board.get(Counter.BYTES_OUT),
                pid.isPresent() ? ProcessMemory.residentBytes(pid.getAsLong()) : pid,
                pid.isPresent()
                        ? ProcessHandle.of(pid.getAsLong())
                                .flatMap(process -> process.info().totalCpuDuration())
                        : Optional.empty());
    }

    private Duration nanos(Counter counter) {
        return Duration.ofNanos(board.get(counter));
    }
}
