package io.github.procesy.pool;

import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import io.github.procesy.TransferException;
import io.github.procesy.process.Outcome;
import io.github.procesy.wire.EncodedTask;
import io.github.procesy.wire.Loaders;
import io.github.procesy.wire.References;
import io.github.procesy.wire.ValueBlock;
import org.jspecify.annotations.Nullable;

/**
 * The application of one function to many items. One thread adds items and one takes results, often the same; between the two there
 * are at most as many as the window has. Items go to workers in chunks of about {@value #TARGET_MILLIS} ms of work, as measured.
 */
final class MapRun {
    private static final long TARGET_MILLIS = 10;
    private static final double TARGET_NANOS = TARGET_MILLIS * 1e6;
    /** A chunk of less work than that is not sent just because a worker is idle. */
    private static final double WORTH_NANOS = 50_000;
    private static final int MAX_CHUNK = 8192;
    private static final int MAX_CHUNK_BYTES = 32 << 10;
    /** How much larger than the one before a chunk may be. */
    private static final int GROWTH = 4;
    private static final int CHUNKS_AHEAD = 3;
    private static final double AHEAD_NANOS = 2e6;
    /** If nobody looks at results before all are there, so that the pool need not be woken for each. */
    private static final double COLLECTED_AHEAD_NANOS = 40e6;
    /** More items than it takes for the workers to have enough are under way only as long as they are small. */
    private static final double AHEAD_BYTES = 256 << 10;
    private static final int LOOK_EVERY = 64;
    private static final long PATIENCE_NANOS = 100_000;
    private static final long TELL_NANOS = 1_000_000;
    private static final String ROLE = "item";
    private static final Object NULL = new Object();
    private static final AtomicLong FUNCTIONS = new AtomicLong();

    private final Engine engine;
    private final TaskOptions options;
    private final MapOptions settings;
    private final String name;
    private final long function = FUNCTIONS.incrementAndGet();
    private final Object definition;
    /** What the function refers to stays until nothing of this is to be done any more. */
    private final Hold hold;

    private final Taking taking;

    /** From the thread that adds to the one that takes; of a run that is ordered. */
    private final Queue<Segment> segments = new ConcurrentLinkedQueue<>();
    private final AtomicLong taken = new AtomicLong();

    // Belong to the thread that adds.
    private @Nullable Object[] buffer = new Object[1];
    private int buffered;
    private int lastChunk;
    private long added;
    private long sealedAt;
    private long knownSize = Long.MAX_VALUE;
    private double bytesPerItem = 1;
    /** As they were when it was last looked: they cost more than an item that is only added. */
    private long window;
    private int chunk;

    /** The results in the order in which they came; of a run that is not ordered. */
    private final ConcurrentLinkedQueue<Object> arrived = new ConcurrentLinkedQueue<>();
    private volatile double nanosPerItem;
    private volatile boolean cancelled;
    private volatile @Nullable Thread waiter;
    /** How many items have a result. */
    private volatile long settled;
    /** The same, for who counts them; guarded by the lock of the engine. */
    private long settledSoFar;
    /** Of these, how many nobody was told of, and when somebody was; guarded by the lock of the engine. */
    private int untold;
    private long toldAt = System.nanoTime();
    /** How many must have one before the thread that waits is woken. */
    private volatile long wakeAt;
    private volatile boolean hasFailed;

    /** What has failed before; guarded by the lock of the engine. */
    private final Map<Long, Failures> failures = new HashMap<>();

    /** Who looks at results, and when. */
    enum Taking {
        /** Nobody, before all are there. */
        ALL,
        /** Each when it is there. */
        EACH,
        /** The same, and it comes with its item, as a {@link Settled}; a failure too. */
        WITH_ITEMS
    }

    /** Items that were added one after another, and their results. */
    static final class Segment {
        private final long index;
        private final @Nullable Object[] items;
        private final @Nullable Object[] results;
        /** Written after results, and read before them. */
        private volatile int version;
        private int versions;
        private int emitted;

        Segment(long index, @Nullable Object[] items) {
            this.index = index;
            this.items = items;
            results = new Object[items.length];
        }
    }

    /**
     * A run.
     *
     * @param taking who looks at results, and when
     */
    MapRun(Engine engine, References.Noted<EncodedTask> encoded, TaskOptions options,
            MapOptions settings, Taking taking) {
        this.taking = taking;
        this.engine = engine;
        this.options = options;
        this.settings = settings;
        name = options.name().isEmpty() ? encoded.value().name() : options.name();
        definition = Parcel.of(new References.Noted<>(
                Order.define(function, name, encoded.value().bytes()), encoded.ids()));
        hold = engine.hold(encoded.ids());
    }

    TaskOptions options() {
        return options;
    }

    String name() {
        return name;
    }

    long function() {
        return function;
    }

    Object definition() {
        return definition;
    }

    boolean isCancelled() {
        return cancelled;
    }

    // ---- adding

    /** There will be so many items. */
    void expect(long size) {
        knownSize = size;
    }

    /** How many items are under way. */
    private long underWay() {
        return added - taken.get();
    }

    /** Whether nothing can be added before results were taken. */
    boolean isFull() {
        if (underWay() < window) {
            return false;
        }
        window = window();
        return underWay() >= window;
    }

    /** Whether so much can be added that it is worth to wake who adds. */
    boolean hasMuchRoom() {
        return underWay() <= window() * 3 / 4;
    }

    private long window() {
        if (settings.window() > 0) {
            return settings.window();
        }
        double measured = nanosPerItem;
        double ahead = collects() ? COLLECTED_AHEAD_NANOS : AHEAD_NANOS;
        double byTime = measured == 0
                ? 1
                : Math.min(Math.min(ahead / measured, MAX_CHUNK), AHEAD_BYTES / bytesPerItem);
        return (long) (engine.maxWorkers() * CHUNKS_AHEAD
                * Math.max(Math.max(chunk(), CHUNKS_AHEAD), byTime));
    }

    /** How many items the next chunk should have. */
    private int chunk() {
        if (settings.chunk() > 0) {
            return settings.chunk();
        }
        double measured = nanosPerItem;
        double byTime = measured == 0 ? 1 : TARGET_NANOS / measured;
        double most = Math.min(Math.min(byTime, MAX_CHUNK), MAX_CHUNK_BYTES / bytesPerItem);
        most = Math.min(most, GROWTH * Math.max(1.0, lastChunk));
        most = Math.min(most, knownSize / (2.0 * engine.maxWorkers()));
        if (settings.window() > 0) {
            most = Math.min(most, settings.window() / (2.0 * engine.maxWorkers()));
        }
        return Math.max(1, (int) most);
    }

    /** Adds an item. */
    void add(@Nullable Object item) {
        if (buffered == buffer.length) {
            buffer = java.util.Arrays.copyOf(buffer, 2 * buffered);
        }
        buffer[buffered++] = item;
        added++;
        if (buffered % LOOK_EVERY == 1) {
            chunk = chunk();
        }
        if (buffered >= chunk || isWorthIt()) {
            seal();
        }
    }

    /** Whether a chunk should go that is smaller than it could be. */
    private boolean isWorthIt() {
        if (settings.chunk() > 0 || (buffered != 1 && buffered % LOOK_EVERY != 0)
                || !engine.hasIdle()) {
            return false;
        }
        return buffered * nanosPerItem > WORTH_NANOS
                || System.nanoTime() - sealedAt > PATIENCE_NANOS;
    }

    /** Nothing more will be added for now: what was goes to the workers. */
    void seal() {
        if (buffered == 0) {
            return;
        }
        Segment segment = new Segment(added - buffered, java.util.Arrays.copyOf(buffer, buffered));
        lastChunk = buffered;
        java.util.Arrays.fill(buffer, 0, buffered, null);
        buffered = 0;
        if (settings.isOrdered()) {
            segments.add(segment);
        }
        try {
            submit(segment);
        } catch (RuntimeException | Error e) {
            engine.failed(this, segment, e); // they were added, and somebody may wait for them
            throw e;
        }
        window = window();
        sealedAt = System.nanoTime();
        engine.pumpIfReady();
    }

    private void submit(Segment segment) {
        int size = segment.items.length;
        try {
            Object order = encode(segment, 0, size);
            bytesPerItem = Math.max(1, Parcel.bytesOf(order).length / (double) size);
            engine.submit(new Chunk(this, segment, 0, size, order));
        } catch (TransferException e) {
            submitOneByOne(segment);
        }
    }

    /** One of the items does not serialize: the others do. */
    private void submitOneByOne(Segment segment) {
        for (int i = 0; i < segment.items.length; i++) {
            try {
                engine.submit(new Chunk(this, segment, i, 1, encode(segment, i, 1)));
            } catch (TransferException e) {
                engine.failed(this, segment, i, e);
            }
        }
    }

    /** The message that hands items over. */
    Object encode(Segment segment, int from, int count) {
        Loaders loaders = new Loaders();
        Object order = Parcel.of(References.noting(() -> Order.apply(
                ValueBlock.encode(Order.APPLY_BYTES, segment.items, from, count, ROLE, loaders),
                function, options.deadline().isPresent(), settings.isOnce(), collects())));
        engine.addLoaders(loaders);
        return order;
    }

    /** Whether items were added that no worker can have yet. */
    boolean hasBuffered() {
        return buffered > 0;
    }

    /** Whether such items wait for others for long enough. */
    boolean isStale() {
        return buffered > 0 && System.nanoTime() - sealedAt > PATIENCE_NANOS;
    }

    // ---- taking

    /**
     * Gives the results that are there to somebody.
     *
     * @param target takes them; says whether it wants more
     * @return false if it wants no more
     */
    boolean emit(Predicate<@Nullable Object> target) {
        Object result;
        while ((result = poll()) != null) {
            if (result instanceof Failed failed) {
                throw new TaskFailedException(failed.index, failed.cause);
            }
            if (!target.test(value(result))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Takes the next result.
     *
     * @return as it was settled: see {@link #value}, {@link Failed} and {@link Settled}; null if none is there
     */
    @Nullable
    Object poll() {
        Object result = settings.isOrdered() ? pollInOrder() : arrived.poll();
        if (result != null) {
            long count = taken.getPlain() + 1;
            if (collects()) {
                taken.setPlain(count); // the same thread adds
            } else {
                taken.set(count); // seen before it is looked whether somebody waits for room
            }
        }
        return result;
    }

    /** What the function returned. */
    @SuppressWarnings("ReferenceEquality") // that very object
    static @Nullable Object value(Object result) {
        return result == NULL ? null : result;
    }

    private @Nullable Object pollInOrder() {
        Segment head;
        while ((head = segments.peek()) != null) {
            var _ = head.version;
            while (head.emitted < head.results.length) {
                Object result = head.results[head.emitted];
                if (result != null) {
                    head.results[head.emitted] = null;
                    head.emitted++;
                }
                return result;
            }
            segments.remove();
        }
        return null;
    }

    /**
     * Stands for the result of an item that failed.
     *
     * @param index of the item
     * @param cause why
     */
    record Failed(long index, Throwable cause) {
    }

    /**
     * A result with its item.
     *
     * @param index of the item
     * @param item as it was added
     * @param result as it would be without
     */
    record Settled(long index, @Nullable Object item, Object result) {
    }

    /** Whether all that was added has been taken. */
    boolean isEmpty() {
        return underWay() == 0;
    }

    /** Whether there is a result to take. */
    boolean hasResult() {
        if (!settings.isOrdered()) {
            return !arrived.isEmpty();
        }
        Segment head;
        while ((head = segments.peek()) != null) {
            var _ = head.version;
            if (head.emitted < head.results.length) {
                return head.results[head.emitted] != null;
            }
            segments.remove();
        }
        return false;
    }

    boolean collects() {
        return taking == Taking.ALL;
    }

    /**
     * Waits until there is a result to take. If nobody looks at results before all are there, waits until it is worth while:
     * until half of what is under way has one, or something has failed. To be woken for each would take the cores from
     * the workers.
     *
     * @throws CancellationException if the thread is interrupted; its interrupt status stays set
     */
    void await() {
        seal();
        requireNotInterrupted();
        if (engine.help(this::hasResult)) {
            return;
        }
        wakeAt = collects() ? taken.get() + (underWay() + 1) / 2 : 0;
        try {
            while (true) {
                waiter = Thread.currentThread();
                if (hasResult() && isEnough()) {
                    return;
                }
                requireNotInterrupted();
                LockSupport.park(this);
            }
        } finally {
            waiter = null;
        }
    }

    private static void requireNotInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("The thread that maps was interrupted.");
        }
    }

    private boolean isEnough() {
        return settled >= wakeAt || hasFailed;
    }

    /**
     * Looks for some microseconds whether there is a result, and sleeps for a time if there is none, or until it is woken.
     *
     * @param nanos how long, asked when who wakes it finds it; 0 for not at all
     */
    void awaitBriefly(LongSupplier nanos) {
        if (engine.help(this::hasResult)) {
            return;
        }
        waiter = Thread.currentThread();
        try {
            long most = nanos.getAsLong();
            if (!hasResult() && most > 0) {
                LockSupport.parkNanos(this, most);
            }
        } finally {
            waiter = null;
        }
    }

    /** Wakes the thread that waits for a result. */
    void wake() {
        Thread waiting = waiter;
        if (waiting != null) {
            waiter = null; // once is enough until it waits again
            LockSupport.unpark(waiting);
        }
    }

    /** Nobody wants the rest: what is not begun will not be, and what is under way is stopped. */
    void cancel() {
        cancelled = true;
        if (!isEmpty()) {
            engine.cancel(this);
        }
        end();
    }

    /** Nothing more will be done for this. */
    void end() {
        hold.giveBack();
    }

    // ---- the pool; all with the lock of the engine

    /** So many items took so long. */
    void learn(long nanos, int items) {
        double each = Math.max(1, nanos / (double) items);
        double before = nanosPerItem;
        nanosPerItem = before == 0 ? each : before + (each - before) / 2;
    }

    boolean isSettled(Segment segment, int at) {
        return segment.items[at] == NULL;
    }

    /** The results of items that lie one after another. */
    void settle(Segment segment, int from, @Nullable Object[] values) {
        int count = 0;
        for (int i = 0; i < values.length; i++) {
            if (!isSettled(segment, from + i)) { // else it took too long, or was done twice
                put(segment, from + i, values[i]);
                count++;
            }
        }
        settledSoFar += count;
        settled = settledSoFar;
        engine.counts().itemsEnded(count);
        untold += count;
        long now = System.nanoTime();
        if (now - toldAt > TELL_NANOS) {
            toldAt = now;
            tellRest();
        }
    }

    /** Tells of items that have ended, not of each alone. */
    void tellRest() {
        int count = untold;
        if (count > 0) {
            untold = 0;
            engine.tell(() -> new PoolEvent.ItemsEnded(name, count));
        }
    }

    private void put(Segment segment, int at, @Nullable Object value) {
        Object item = segment.items[at];
        segment.items[at] = NULL; // it is needed no more
        failures.remove(segment.index + at);
        Object result = value == null ? NULL
                : value instanceof Event.Failure failure
                        ? failed(segment.index + at, failure.cause())
                : value;
        if (taking == Taking.WITH_ITEMS) {
            result = new Settled(segment.index + at, item, result);
        }
        if (settings.isOrdered()) {
            segment.results[at] = result;
        } else {
            arrived.add(result);
        }
    }

    private Failed failed(long index, Throwable cause) {
        hasFailed = true;
        return new Failed(index, cause);
    }

    /** What was settled can be seen. */
    void progress(Segment segment) {
        segment.version = ++segment.versions;
        if (isEnough()) {
            wake();
        }
    }

    /** The items of a segment that have no result have none. */
    void reject(Segment segment, Throwable cause) {
        for (int i = 0; i < segment.items.length; i++) {
            fail(segment, i, cause);
        }
        tellRest();
        progress(segment);
    }

    void fail(Segment segment, int at, Throwable cause) {
        settle(segment, at, new Object[] {new Event.Failure(cause)});
    }

    private Failures failures(Segment segment, int at) {
        return failures.computeIfAbsent(segment.index + at, index -> new Failures());
    }

    void threw(Segment segment, int at, Throwable failure, Engine pool) {
        if (isSettled(segment, at)) {
            return;
        }
        failures(segment, at)
                .threw(failure, options)
                .ifPresentOrElse(wait -> retry(segment, at, wait, pool),
                        () -> end(segment, at, failure));
    }

    void lost(Segment segment, int at, Outcome<?> death, Engine pool) {
        if (isSettled(segment, at)) {
            return;
        }
        Failures before = failures(segment, at);
        before.lost(death, options)
                .ifPresentOrElse(wait -> retry(segment, at, wait, pool),
                        () -> end(segment, at, new WorkerLostException(name, before.deaths())));
    }

    private void retry(Segment segment, int at, long afterNanos, Engine pool) {
        pool.retry(new Chunk(this, segment, at, 1, null), afterNanos);
    }

    private void end(Segment segment, int at, Throwable failure) {
        fail(segment, at, failure);
        progress(segment);
    }
}
