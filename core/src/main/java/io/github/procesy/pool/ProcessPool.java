package io.github.procesy.pool;

import java.io.Serializable;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Gatherer;
import java.util.stream.Stream;

import io.github.procesy.SerializableCallable;
import io.github.procesy.SerializableFunction;
import io.github.procesy.SerializableRunnable;
import io.github.procesy.TransferException;
import io.github.procesy.process.ChildProcess;
import io.github.procesy.wire.EncodedTask;
import io.github.procesy.wire.References;
import org.jspecify.annotations.Nullable;

import static io.github.procesy.pool.Arguments.require;
import static io.github.procesy.pool.Arguments.requireName;

/**
 * Worker processes that take tasks: an {@link java.util.concurrent.ExecutorService} whose tasks cannot harm each other, nor this
 * process.
 *
 * {@snippet :
 * try (var pool = ProcessPool.create()) {
 *     Future<Integer> answer = pool.submit(() -> 6 * 7);
 *     List<Integer> squares = pool.map(List.of(1, 2, 3), n -> n * n);
 *     List<Integer> more = Stream.of(4, 5, 6).gather(pool.mapping(n -> n * n)).toList();
 * }
 * }
 *
 * <p>A task travels to its worker as a copy, with what it captured, and its result as a copy back: what is to travel is
 * serializable, and lambdas are when they are written where a {@link SerializableCallable}, {@link RunnableTask} or
 * {@link SerializableFunction} is expected, as in the methods of this class. What is not serializable fails in the call that submits it,
 * by a {@link TransferException}. Shared memory, queues, pipes and locks travel as themselves.
 *
 * <p>Each task ends in one way, whatever dies: it returned, threw, ran over its deadline, was cancelled, was lost with its worker, or
 * was rejected; see {@link TaskState}. A worker that dies takes the one task with it that it had taken; another worker
 * takes its place, and the pool goes on. A task is begun once, unless its {@linkplain TaskOptions#retries options} allow more; but see
 * {@link #map}.
 *
 * <p>A task may make pools of its own: it is granted the cores of its worker, so that all together use no more than there are.
 *
 * <p>As with other executors, a pool is shut down by {@link #shutdown}, {@link #shutdownNow} or {@link #close}, which waits for all
 * tasks, however long they take; {@code shutdownNow} bounds that. Workers end with this process in any case. Tasks that are not finished
 * keep this JVM alive, idle workers do not.
 *
 * <p>It is no {@link java.util.concurrent.ScheduledExecutorService}: what is to happen at a time can be submitted at that time, by a
 * scheduler of threads, which costs one thread for all pools. {@link CompletableFuture#supplyAsync} and its like do
 * not work with it, because they wrap tasks in objects of the JDK that do not serialize: {@link #submit(SerializableCallable)} returns a
 * {@code CompletableFuture} itself.
 *
 * <p>All methods may be called by any thread of the process that made the pool. A pool does not travel.
 */
public final class ProcessPool extends AbstractExecutorService {
    /** The most workers that a pool may have: {@value}. */
    public static final int MAX_WORKERS = 512;
    /** System property: {@code processes}, {@code threads} or {@code serial}; for pools that do not say themselves. */
    static final String MODE = "procesy.pool.mode";
    private static final AtomicLong MADE = new AtomicLong();
    /** A future that {@link #newTaskFor} made last, for {@link java.util.concurrent.ExecutorCompletionService}. */
    private static final ThreadLocal<@Nullable TaskFuture<?>> MADE_LAST = new ThreadLocal<>();

    private final Engine engine;
    private final TaskOptions options;

    private ProcessPool(Engine engine, TaskOptions options) {
        this.engine = engine;
        this.options = options;
    }

    /**
     * A pool with as many workers as there are cores.
     *
     * @return a new pool
     * @throws io.github.procesy.memory.SharedMemoryException if there is no room for what it shares with its workers
     * @throws IllegalArgumentException if the system property {@code procesy.pool.mode} is none of {@code processes},
     *         {@code threads} and {@code serial}
     */
    public static ProcessPool create() {
        return builder().create();
    }

    /**
     * A pool with a number of workers.
     *
     * @param workers at most so many; 1 to {@value #MAX_WORKERS}
     * @return a new pool
     * @throws io.github.procesy.memory.SharedMemoryException if there is no room for what it shares with its workers
     * @throws IllegalArgumentException if the number is out of range, or the system property {@code procesy.pool.mode} is none of
     *         {@code processes}, {@code threads} and {@code serial}
     */
    public static ProcessPool create(int workers) {
        return builder().workers(workers).create();
    }

    /**
     * A builder with the defaults.
     *
     * @return a new builder
     * @throws IllegalArgumentException if the system property {@code procesy.pool.mode} is none of {@code processes},
     *         {@code threads} and {@code serial}
     */
    public static Builder builder() {
        return new Builder();
    }

    // ---- tasks

    /**
     * Submits a task.
     *
     * @param <T> the type of its result
     * @param task the task
     * @return its result to come
     * @throws java.util.concurrent.RejectedExecutionException if the pool was shut down, or is full
     * @throws TransferException if the task does not serialize
     */
    public <T extends @Nullable Object> TaskFuture<T> submit(SerializableCallable<T> task) {
        return submit(task, options);
    }

    /**
     * Submits a task without a result.
     *
     * @param task the task
     * @return its end to come; its result is null
     * @throws java.util.concurrent.RejectedExecutionException if the pool was shut down, or is full
     * @throws TransferException if the task does not serialize
     */
    public TaskFuture<@Nullable Void> submit(RunnableTask task) {
        return submit(task, options);
    }

    /**
     * Submits a task that is run in a certain way.
     *
     * @param <T> the type of its result
     * @param task the task
     * @param how its options, in place of those of the pool
     * @return its result to come
     * @throws java.util.concurrent.RejectedExecutionException if the pool was shut down, or is full
     * @throws TransferException if the task does not serialize
     */
    public <T extends @Nullable Object> TaskFuture<T> submit(SerializableCallable<T> task,
            TaskOptions how) {
        return submit(new TaskFuture<>(engine, Objects.requireNonNull(task, "task"),
                Objects.requireNonNull(how, "how"), null, null));
    }

    /**
     * Submits a task without a result that is run in a certain way.
     *
     * @param task the task
     * @param how its options, in place of those of the pool
     * @return its end to come; its result is null
     * @throws java.util.concurrent.RejectedExecutionException if the pool was shut down, or is full
     * @throws TransferException if the task does not serialize
     */
    public TaskFuture<@Nullable Void> submit(RunnableTask task, TaskOptions how) {
        return submit(new TaskFuture<>(engine,
                serializable(asRunnable(Objects.requireNonNull(task, "task"))),
                Objects.requireNonNull(how, "how"), null, null));
    }

    private <T extends @Nullable Object> TaskFuture<T> submit(TaskFuture<T> future) {
        engine.submit(future);
        return future;
    }

    /**
     * Submits a task; see {@link #submit(SerializableCallable)}.
     *
     * @throws TransferException if the task does not serialize: it is to be written as a {@link SerializableCallable}
     */
    @Override
    public <T extends @Nullable Object> TaskFuture<T> submit(Callable<T> task) {
        return submit(newFuture(task));
    }

    /**
     * Submits a task without a result; see {@link #submit(RunnableTask)}.
     *
     * @throws TransferException if the task does not serialize: it is to be written as a {@link RunnableTask}
     */
    @Override
    public TaskFuture<? extends @Nullable Object> submit(Runnable task) {
        TaskFuture<@Nullable Object> future =
                new TaskFuture<>(engine, serializable(asRunnable(task)), options, null, null);
        engine.submit(future);
        return future;
    }

    /**
     * Submits a task without a result; see {@link #submit(RunnableTask)}.
     *
     * @param result what the future has when the task has ended; it stays in this process
     * @throws TransferException if the task does not serialize: it is to be written as a {@link RunnableTask}
     */
    @Override
    public <T extends @Nullable Object> TaskFuture<T> submit(Runnable task, T result) {
        return submit(future(asRunnable(task), result));
    }

    /**
     * Runs a task some time; who waits for its end submits it instead. If it fails, that is logged.
     *
     * @param command the task
     * @throws java.util.concurrent.RejectedExecutionException if the pool was shut down, or is full
     * @throws TransferException if the task does not serialize: it is to be written as a {@link RunnableTask}
     */
    @Override
    public void execute(Runnable command) {
        if (command instanceof TaskFuture<?> future) {
            MADE_LAST.remove();
            engine.submit(future);
            return;
        }
        TaskFuture<?> inner = MADE_LAST.get();
        if (inner != null && command instanceof FutureTask<?>) {
            // ExecutorCompletionService wraps what newTaskFor made, to learn of its end.
            MADE_LAST.remove();
            engine.submit(inner);
            var _ = inner.whenComplete((result, failure) -> command.run());
            return;
        }
        if (command instanceof CompletableFuture.AsynchronousCompletionTask) {
            throw notSerializable(command);
        }
        engine.submit(new TaskFuture<@Nullable Void>(engine, serializable(asRunnable(command)),
                options, command, null));
    }

    /**
     * Runs a task some time; see {@link #execute(Runnable)}.
     *
     * @param command the task
     * @throws java.util.concurrent.RejectedExecutionException if the pool was shut down, or is full
     * @throws TransferException if the task does not serialize
     */
    public void execute(RunnableTask command) {
        execute((Runnable) command);
    }

    @Override
    protected <T extends @Nullable Object> TaskFuture<T> newTaskFor(Runnable task, T value) {
        TaskFuture<T> future = future(asRunnable(task), value);
        MADE_LAST.set(future);
        return future;
    }

    @Override
    protected <T extends @Nullable Object> TaskFuture<T> newTaskFor(Callable<T> task) {
        TaskFuture<T> future = newFuture(task);
        MADE_LAST.set(future);
        return future;
    }

    /** What is both, and is submitted as the one, must not be taken for the other in the worker. */
    private static Object asRunnable(Runnable task) {
        return task instanceof Callable<?> && task instanceof Serializable
                ? (RunnableTask) task::run
                : task;
    }

    private <T extends @Nullable Object> TaskFuture<T> newFuture(Callable<T> task) {
        Object body = task instanceof SerializableRunnable
                && !(task instanceof SerializableCallable<?>)
                        ? (SerializableCallable<T>) task::call
                        : task;
        return future(body, null);
    }

    private <T extends @Nullable Object> TaskFuture<T> future(Object task, @Nullable T value) {
        return new TaskFuture<>(engine, serializable(task), options, null, value);
    }

    @Override
    public <T extends @Nullable Object> List<Future<T>> invokeAll(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException {
        try {
            return super.invokeAll(tasks, timeout, unit);
        } finally {
            MADE_LAST.remove(); // the time may have been over before all were executed
        }
    }

    private static Serializable serializable(Object task) {
        Objects.requireNonNull(task, "task");
        if (task instanceof Serializable serializable) {
            return serializable;
        }
        throw notSerializable(task);
    }

    private static TransferException notSerializable(Object task) {
        String type = task.getClass().getName();
        return new TransferException("The task cannot be sent to another process: " + type
                + " is not serializable. Write a lambda where a SerializableCallable or"
                + " RunnableTask is expected, or let the class implement Serializable"
                + (task instanceof RunnableFuture<?> || type.startsWith("java.util.concurrent.")
                        ? "; futures of the JDK stay in their process, submit() makes one that"
                                + " the pool completes"
                        : "")
                + ".", "task", type, null);
    }

    // ---- many items

    /**
     * Applies a function to all items, in the workers, and waits for all results.
     *
     * <p>Items go to the workers in chunks of about ten milliseconds of work, as measured; an item that takes longer goes alone,
     * and a worker that has nothing to do gets those that others have not begun. Results of one chunk are sent together, about once in a
     * millisecond, but not while an item runs: that of a quick item may wait for a long one behind it. When a worker dies, items that
     * it had finished and not sent may be done once more. Where that matters, hand over one item at a
     * time or {@linkplain MapOptions#once each result at once}, by {@link #map(Iterable, SerializableFunction, MapOptions)}. The input is read as the results come; it may be of any
     * length.
     *
     * <p>An item is serialized some time after it was read, once more if it is handed over again, and by any thread: it must not be
     * changed before its result is there. Items of a chunk that refer to the same object do so in the worker.
     *
     * @param <T> the type of the items
     * @param <R> the type of the results
     * @param items the items
     * @param function what is done with each; sent once to each worker, with what it captured
     * @return the results, in the order of the items
     * @throws TaskFailedException if an item has no result: the first in the order of the items. Those behind it are cancelled.
     * @throws TransferException if the function does not serialize
     * @throws java.util.concurrent.CancellationException if the thread is interrupted; its interrupt status stays set
     * @throws java.util.concurrent.RejectedExecutionException if the pool was shut down
     */
    public <T extends @Nullable Object, R extends @Nullable Object> List<R> map(
            Iterable<? extends T> items, SerializableFunction<? super T, ? extends R> function) {
        return map(items, function, MapOptions.defaults());
    }

    /**
     * Applies a function to all elements of a stream; see {@link #map(Iterable, SerializableFunction)}. The stream is read by the
     * current thread, as the results come. For one that is not to be read to its end, or is infinite:
     * {@code stream.gather(pool.mapping(function))}.
     *
     * @param <T> the type of the elements
     * @param <R> the type of the results
     * @param items the elements; the stream is used by this
     * @param function what is done with each
     * @return the results, in the order of the elements
     * @throws TaskFailedException if an element has no result
     * @throws TransferException if the function does not serialize
     * @throws IllegalStateException if the stream was used before
     * @throws java.util.concurrent.CancellationException if the thread is interrupted; its interrupt status stays set
     * @throws java.util.concurrent.RejectedExecutionException if the pool was shut down
     */
    public <T extends @Nullable Object, R extends @Nullable Object> List<R> map(
            Stream<? extends T> items, SerializableFunction<? super T, ? extends R> function) {
        return map(iterable(items), function);
    }

    /**
     * Applies a function to all items in a certain way; see {@link #map(Iterable, SerializableFunction)}.
     *
     * @param <T> the type of the items
     * @param <R> the type of the results
     * @param items the items
     * @param function what is done with each
     * @param how order, chunks, window, and options of each item
     * @return the results
     * @throws TaskFailedException if an item has no result
     * @throws TransferException if the function does not serialize
     * @throws java.util.concurrent.CancellationException if the thread is interrupted; its interrupt status stays set
     * @throws java.util.concurrent.RejectedExecutionException if the pool was shut down
     */
    public <T extends @Nullable Object, R extends @Nullable Object> List<R> map(
            Iterable<? extends T> items, SerializableFunction<? super T, ? extends R> function,
            MapOptions how) {
        List<R> results = new ResultList<>();
        forEachResult(items, function, how, results::add);
        return results;
    }

    /**
     * Applies a function to all elements of a stream, and returns the results in the order in which they are ready; see
     * {@link #map(Stream, SerializableFunction)}. For one that is not to be read to its end, or is infinite:
     * {@code stream.gather(pool.mappingUnordered(function))}.
     *
     * @param <T> the type of the elements
     * @param <R> the type of the results
     * @param items the elements; the stream is used by this
     * @param function what is done with each
     * @return the results
     * @throws TaskFailedException if an element has no result
     * @throws TransferException if the function does not serialize
     * @throws IllegalStateException if the stream was used before
     * @throws java.util.concurrent.CancellationException if the thread is interrupted; its interrupt status stays set
     * @throws java.util.concurrent.RejectedExecutionException if the pool was shut down
     */
    public <T extends @Nullable Object, R extends @Nullable Object> List<R> mapUnordered(
            Stream<? extends T> items, SerializableFunction<? super T, ? extends R> function) {
        return mapUnordered(iterable(items), function);
    }

    /**
     * Applies a function to all items, and returns the results in the order in which they are ready; see
     * {@link #map(Iterable, SerializableFunction)}.
     *
     * @param <T> the type of the items
     * @param <R> the type of the results
     * @param items the items
     * @param function what is done with each
     * @return the results
     * @throws TaskFailedException if an item has no result
     * @throws TransferException if the function does not serialize
     * @throws java.util.concurrent.CancellationException if the thread is interrupted; its interrupt status stays set
     * @throws java.util.concurrent.RejectedExecutionException if the pool was shut down
     */
    public <T extends @Nullable Object, R extends @Nullable Object> List<R> mapUnordered(
            Iterable<? extends T> items, SerializableFunction<? super T, ? extends R> function) {
        return map(items, function, MapOptions.defaults().unordered());
    }

    /**
     * Does something with each item, and waits until that is done; see {@link #map(Iterable, SerializableFunction)}.
     *
     * @param <T> the type of the items
     * @param items the items
     * @param action what is done with each, in the workers
     * @throws TaskFailedException if it failed for an item
     * @throws TransferException if the action does not serialize
     * @throws java.util.concurrent.CancellationException if the thread is interrupted; its interrupt status stays set
     * @throws java.util.concurrent.RejectedExecutionException if the pool was shut down
     */
    public <T extends @Nullable Object> void forEach(Iterable<? extends T> items,
            SerializableConsumer<? super T> action) {
        Objects.requireNonNull(action, "action");
        SerializableFunction<T, @Nullable Object> function = item -> {
            action.accept(item);
            return null;
        };
        forEachResult(items, function, MapOptions.defaults().unordered(), result -> {
        });
    }

    /**
     * Applies a function to all items, and combines the results, in the workers as far as that goes: in groups of items of about a millisecond
     * of work, which are what the pool counts, and what is tried again. Where the {@linkplain Builder#options options} of the pool have a
     * deadline, which is that of one item, each is a group.
     *
     * @param <T> the type of the items
     * @param <R> the type of the results
     * @param items the items
     * @param identity combined with any result it gives that result
     * @param function what is done with each
     * @param combiner combines two results; associative, as the results are combined in groups, but in the order of the items
     * @return all results combined; the identity if there are none
     * @throws TaskFailedException if the function failed, or the combiner in a worker; its index is that of a group of items
     * @throws TransferException if the identity or one of the functions does not serialize
     * @throws io.github.procesy.ProcesyException if the combiner throws a checked exception in this process; one that is not checked
     *         passes as it is
     * @throws java.util.concurrent.CancellationException if the thread is interrupted; its interrupt status stays set
     * @throws java.util.concurrent.RejectedExecutionException if the pool was shut down
     */
    public <T, R> R reduce(Iterable<? extends T> items, R identity,
            SerializableFunction<? super T, ? extends R> function,
            SerializableCombiner<R> combiner) {
        Objects.requireNonNull(function, "function");
        Objects.requireNonNull(combiner, "combiner");
        boolean grouped = options.deadline().isEmpty();
        Reduction<T, R> groups = new Reduction<>(items, grouped, identity, combiner);
        forEachResult(groups,
                (List<T> group) -> Reduction.part(group, identity, function, combiner),
                MapOptions.defaults(), groups::add);
        return groups.combined();
    }

    private static <T extends @Nullable Object> Iterable<T> iterable(Stream<? extends T> items) {
        @SuppressWarnings("unchecked") // it only gives elements
        Iterator<T> elements = (Iterator<T>) Objects.requireNonNull(items, "items").iterator();
        return () -> elements;
    }

    private <T extends @Nullable Object, R extends @Nullable Object> void forEachResult(
            Iterable<? extends T> items, SerializableFunction<? super T, ? extends R> function,
            MapOptions how, Consumer<? super R> target) {
        Objects.requireNonNull(items, "items");
        MapRun run = run(function, how, MapRun.Taking.ALL);
        @SuppressWarnings("unchecked") // the function returns these
        Predicate<@Nullable Object> taker = result -> {
            target.accept((R) result);
            return true;
        };
        boolean done = false;
        try {
            if (items instanceof Collection<?> known) {
                run.expect(known.size());
            }
            for (T item : items) {
                while (run.isFull()) {
                    run.await();
                    run.emit(taker);
                }
                run.add(item);
            }
            run.seal();
            while (!run.isEmpty()) {
                run.await();
                run.emit(taker);
            }
            done = true;
        } finally {
            if (done) {
                run.end();
            } else {
                run.cancel();
            }
        }
    }

    private MapRun run(SerializableFunction<?, ?> function, MapOptions how, MapRun.Taking taking) {
        Objects.requireNonNull(how, "how");
        engine.requireOpen();
        Engine.Prepared prepared = engine.prepare(Objects.requireNonNull(function, "function"));
        return new MapRun(engine,
                new References.Noted<EncodedTask>(prepared.task(), prepared.references()),
                how.task().orElse(options), how, taking);
    }

    /**
     * Opens a mapping that one thread puts items into while another takes results; an item that fails does not end it. For items
     * that come when they come, and where every result counts.
     *
     * @param <T> the type of the items
     * @param <R> the type of the results
     * @param function what is done with each
     * @param how order, chunks, window, and options of each item
     * @return the two ends of the mapping
     * @throws TransferException if the function does not serialize
     * @throws java.util.concurrent.RejectedExecutionException if the pool was shut down
     */
    public <T extends @Nullable Object, R extends @Nullable Object> MappingQueue<T, R> mappingQueue(
            SerializableFunction<? super T, ? extends R> function, MapOptions how) {
        return new MappingQueue<>(run(function, how, MapRun.Taking.WITH_ITEMS));
    }

    /**
     * A step of a stream that applies a function in the workers, in order:
     * {@code stream.gather(pool.mapping(n -> n * n))}. It reads no further ahead than its window, so that streams without end are fine;
     * when what follows wants no more, what is under way is stopped. Exceptions are those of {@link #map(Iterable, SerializableFunction)},
     * and come from the terminal operation.
     *
     * @param <T> the type of the items
     * @param <R> the type of the results
     * @param function what is done with each
     * @return a gatherer
     * @throws TransferException if the function does not serialize
     */
    public <T extends @Nullable Object, R extends @Nullable Object> Gatherer<T, ?, R> mapping(
            SerializableFunction<? super T, ? extends R> function) {
        return mapping(function, MapOptions.defaults());
    }

    /**
     * The same with results in the order in which they are ready.
     *
     * @param <T> the type of the items
     * @param <R> the type of the results
     * @param function what is done with each
     * @return a gatherer
     * @throws TransferException if the function does not serialize
     */
    public <T extends @Nullable Object,
            R extends @Nullable Object> Gatherer<T, ?, R> mappingUnordered(
                    SerializableFunction<? super T, ? extends R> function) {
        return mapping(function, MapOptions.defaults().unordered());
    }

    /**
     * A step of a stream that applies a function in a certain way; see {@link #mapping(SerializableFunction)}.
     *
     * @param <T> the type of the items
     * @param <R> the type of the results
     * @param function what is done with each
     * @param how order, chunks, window, and options of each item
     * @return a gatherer
     * @throws TransferException if the function does not serialize
     */
    public <T extends @Nullable Object, R extends @Nullable Object> Gatherer<T, ?, R> mapping(
            SerializableFunction<? super T, ? extends R> function, MapOptions how) {
        Objects.requireNonNull(how, "how");
        engine.prepare(Objects.requireNonNull(function, "function")); // fails here, if it does
        return Mapping.gatherer(() -> run(function, how, MapRun.Taking.EACH));
    }

    // ---- the pool

    /**
     * Changes the number of workers. What they have begun is finished.
     *
     * @param min as many are there even if there is nothing to do; 0 to {@code max}
     * @param max as many are there at most; 1 to {@value #MAX_WORKERS}
     * @throws IllegalArgumentException if the numbers are out of range, or there are fewer ports for debuggers
     */
    public void resize(int min, int max) {
        Builder.requireWorkers(min, max);
        Builder.requirePorts(engine.settings().debugPort(), max);
        engine.resize(min, max);
    }

    /**
     * What the pool is doing now, and has done.
     *
     * @return a picture of one moment
     */
    public PoolSnapshot snapshot() {
        return engine.snapshot();
    }

    /**
     * The name of the pool.
     *
     * @return as the builder was told, or {@code pool-N}
     */
    public String name() {
        return engine.settings().name();
    }

    /** Lets workers end when all tasks have; what is submitted from now on is rejected. */
    @Override
    public void shutdown() {
        engine.shutdown();
    }

    /**
     * Stops all tasks: those that run are interrupted, and their workers are killed after the {@linkplain TaskOptions#grace grace}
     * of each; those that wait are cancelled. Does not wait for that: workers that are processes have ended within the longest grace
     * and five seconds for their hooks.
     *
     * @return the tasks that were never begun, as they were executed, or as their futures, which are cancelled; in the order in which
     *         they were submitted
     */
    @Override
    public List<Runnable> shutdownNow() {
        return engine.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return engine.isShutdown();
    }

    /** Whether the pool was shut down, all tasks have ended, and all worker processes too. */
    @Override
    public boolean isTerminated() {
        return engine.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return engine.awaitTermination(unit.toNanos(timeout));
    }

    /** What it is doing, in one line, and what each worker does, in one more. */
    @Override
    public String toString() {
        return snapshot().toString();
    }

    /** Makes pools. Not safe for use by several threads. */
    public static final class Builder {
        private static final int MAX_PORT = 0xffff;
        private static final Duration IDLE = Duration.ofMinutes(1);

        private String name = "pool-" + MADE.incrementAndGet();
        private PoolMode mode = modeByDefault();
        private int min;
        private int max = Math.min(MAX_WORKERS, Runtime.getRuntime().availableProcessors());
        private BiConsumer<? super String, ? super ChildProcess.Builder> process =
                (worker, settings) -> {
                };
        private TaskOptions options = TaskOptions.none();
        private @Nullable SerializableCallable<?> initializer;
        private @Nullable SerializableRunnable atExit;
        private int spares;
        private long tasksPerWorker = Long.MAX_VALUE;
        private OptionalLong maxResident = OptionalLong.empty();
        private Duration idleTimeout = IDLE;
        private int queueBound = Integer.MAX_VALUE;
        private WhenFull whenFull = WhenFull.BLOCK;
        private OptionalInt debugPort = OptionalInt.empty();
        private @Nullable Consumer<? super PoolEvent> listener;
        private boolean labelled;

        private Builder() {}

        private static PoolMode modeByDefault() {
            String wanted = System.getProperty(MODE, "processes");
            for (PoolMode mode : PoolMode.values()) {
                if (mode.name().equalsIgnoreCase(wanted)) {
                    return mode;
                }
            }
            throw new IllegalArgumentException("The system property " + MODE
                    + " is 'processes', 'threads' or 'serial'; this one was '" + wanted + "'.");
        }

        private static void requirePorts(OptionalInt debugPort, int workers) {
            debugPort.ifPresent(first -> require(first + workers - 1 <= MAX_PORT,
                    "The last of the " + workers + " ports for debuggers from " + first
                            + " on is " + MAX_PORT + " at most",
                    first + workers - 1, "Let them begin lower, or have fewer workers"));
        }

        private static void requireWorkers(int min, int max) {
            require(max >= 1 && max <= MAX_WORKERS,
                    "A pool has 1 to " + MAX_WORKERS + " workers at most", max,
                    "Leave the number out for one worker for each core");
            require(min >= 0 && min <= max,
                    "The least number of workers is between 0 and the largest, " + max, min,
                    "Give 0 for workers that are started as they are needed");
        }

        /**
         * Names the pool. The default is {@code pool-N}.
         *
         * @param newName begins the names of its workers; not blank
         * @return this builder
         * @throws IllegalArgumentException if it is blank or has a control character in it
         */
        public Builder name(String newName) {
            requireName("pool", newName, "Leave it out for a name like pool-1");
            name = newName;
            return this;
        }

        /**
         * Sets where the workers are. The default is the system property {@code procesy.pool.mode}, or processes.
         *
         * @param newMode see there
         * @return this builder
         */
        public Builder mode(PoolMode newMode) {
            mode = Objects.requireNonNull(newMode, "mode");
            return this;
        }

        /**
         * Sets how many workers there are at most; they are started as they are needed. The default is the number of cores.
         *
         * @param most 1 to {@value ProcessPool#MAX_WORKERS}
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder workers(int most) {
            requireWorkers(0, most);
            min = 0;
            max = most;
            return this;
        }

        /**
         * Sets how many workers there are at least and at most.
         *
         * @param least as many are started at once, and stay; 0 to {@code most}
         * @param most 1 to {@value ProcessPool#MAX_WORKERS}
         * @return this builder
         * @throws IllegalArgumentException if one is out of range
         */
        public Builder workers(int least, int most) {
            requireWorkers(least, most);
            min = least;
            max = most;
            return this;
        }

        /**
         * Sets how the process of a worker is: its limits, JVM options, environment, class path, output. Where it sets no
         * {@linkplain ChildProcess.Builder#cores cores} and no {@linkplain ChildProcess.Builder#heap heap}, as many workers as the
         * pool may have share the cores and the memory of this process.
         *
         * @param settings is called for each worker that is started, by any thread, which has a lock of the pool: it should not
         *     wait for anything; name and {@code daemon} are the pool's. If it throws, the worker is not started, which is logged and
         *     tried again, as with an {@linkplain #initializer(SerializableCallable) initializer} that fails
         * @return this builder
         */
        public Builder process(Consumer<? super ChildProcess.Builder> settings) {
            Objects.requireNonNull(settings, "settings");
            return process((worker, builder) -> settings.accept(builder));
        }

        /**
         * Sets how the process of each worker is, by its name: its output, for instance; see {@link #process(Consumer)}.
         *
         * @param settings is called with the name of the worker for each that is started, by any thread, which has a lock of the
         *     pool
         * @return this builder
         */
        public Builder process(
                BiConsumer<? super String, ? super ChildProcess.Builder> settings) {
            process = Objects.requireNonNull(settings, "settings");
            return this;
        }

        /**
         * Sets the options of tasks and items that have none of their own.
         *
         * @param defaults deadline, retries and so on
         * @return this builder
         */
        public Builder options(TaskOptions defaults) {
            options = Objects.requireNonNull(defaults, "options");
            return this;
        }

        /**
         * Sets what each worker does before its first task. If it fails, the worker ends; after three in a row (20, if they were
         * killed), what waits for workers is rejected if there is no other worker. A thread that does itself what it submits
         * has it rejected at once.
         *
         * @param first what it returns can be got by {@link WorkerContext#state}
         * @return this builder
         */
        public Builder initializer(SerializableCallable<?> first) {
            initializer = Objects.requireNonNull(first, "initializer");
            return this;
        }

        /**
         * Sets what each worker does before its first task; see {@link #initializer(SerializableCallable)}.
         *
         * @param first the worker has no state
         * @return this builder
         */
        public Builder initializer(SerializableRunnable first) {
            Objects.requireNonNull(first, "initializer");
            return initializer((SerializableCallable<@Nullable Void>) () -> {
                first.run();
                return null;
            });
        }

        /**
         * Sets what each worker does at its end, if it is not killed. From when it is told to end, it has five seconds for that and
         * for its threads that are no daemons.
         *
         * @param last the hook
         * @return this builder
         */
        public Builder atExit(SerializableRunnable last) {
            atExit = Objects.requireNonNull(last, "atExit");
            return this;
        }

        /**
         * Sets how many workers are kept ready that have nothing to do, so that the next tasks, and those of a worker that dies, find one
         * that has been started and initialized. There are never more workers than {@linkplain #workers(int, int) the most}. The default
         * is 0: a worker is started when there is something for it, which takes no more than a moment where a JVM waits for that.
         *
         * @param count 0 to {@value ProcessPool#MAX_WORKERS}
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder spares(int count) {
            require(count >= 0 && count <= MAX_WORKERS,
                    "A number of spares is between 0 and " + MAX_WORKERS, count,
                    "Give 0 for workers that are started as they are needed");
            spares = count;
            return this;
        }

        /**
         * Sets after how many tasks and items a worker leaves, and another takes its place. There is no bound by default.
         *
         * @param tasks 1 or more
         * @return this builder
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder tasksPerWorker(long tasks) {
            require(tasks > 0, "A worker does at least 1 task", tasks,
                    "Give 1 for a new process for each task, or leave it out for no bound");
            tasksPerWorker = tasks;
            return this;
        }

        /**
         * Sets with how much resident memory a worker leaves, once it is done with its task, and another takes its place. It is
         * looked at a few times a second. There is no bound by default; see {@link ChildProcess.Builder#memory} for a hard one.
         *
         * @param bytes more than zero
         * @return this builder
         * @throws IllegalArgumentException if it is not
         */
        public Builder leaveAbove(long bytes) {
            require(bytes > 0, "A bound of memory is more than 0 bytes", bytes,
                    "Leave it out for no bound");
            maxResident = OptionalLong.of(bytes);
            return this;
        }

        /**
         * Sets after what time without a task a worker leaves, down to the least number and the {@linkplain #spares spares}. The
         * default is a minute.
         *
         * @param time longer than zero
         * @return this builder
         * @throws IllegalArgumentException if it is not
         */
        public Builder idleTimeout(Duration time) {
            Objects.requireNonNull(time, "time");
            require(time.isPositive(), "A time is longer than zero", time,
                    "To have workers leave after each task, call tasksPerWorker(1)");
            idleTimeout = TaskOptions.atMost(TaskOptions.LONGEST, time);
            return this;
        }

        /**
         * Bounds how many tasks may wait for a worker. There is no bound by default. A mapping has its window instead.
         *
         * @param tasks 1 or more
         * @param otherwise what happens to further ones
         * @return this builder
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder queueBound(int tasks, WhenFull otherwise) {
            Objects.requireNonNull(otherwise, "otherwise");
            require(tasks > 0, "At least 1 task may wait", tasks,
                    "Leave it out if any number may wait");
            queueBound = tasks;
            whenFull = otherwise;
            return this;
        }

        /**
         * Lets a debugger attach to each worker: to the first at this port of this machine, to the others at those after it. One that
         * takes the place of another has its port, once that has ended.
         *
         * @param first 1 to 65535
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder debugPort(int first) {
            require(first > 0 && first <= MAX_PORT, "A port is between 1 and " + MAX_PORT, first,
                    "Give one after which as many are free as there are workers, such as 5005");
            debugPort = OptionalInt.of(first);
            return this;
        }

        /**
         * Sets who is told what happens in the pool: ends of tasks, retries, progress of mappings, workers that come and go.
         *
         * @param told is called for one event after another, by a thread of the pool; what it throws is logged
         * @return this builder
         */
        public Builder listener(Consumer<? super PoolEvent> told) {
            listener = Objects.requireNonNull(told, "listener");
            return this;
        }

        /**
         * Says whether each line that a worker prints by {@code System.out} or {@code System.err} has the names of worker and task
         * before it: {@code [pool-1-worker-2 Resize.main] done}. A line that is not whole when its task ends ends there; one of more than
         * 64 KiB is broken. What native code prints has no names. Where workers are threads of this process it changes nothing. The default
         * is false.
         *
         * @param newLabelled true for names
         * @return this builder
         */
        public Builder labelOutput(boolean newLabelled) {
            labelled = newLabelled;
            return this;
        }

        /**
         * Makes the pool. The builder can be used again.
         *
         * @return a new pool
         * @throws io.github.procesy.memory.SharedMemoryException if there is no room for what it shares with its workers
         * @throws TransferException if initializer or hook do not serialize
         * @throws IllegalArgumentException if there are more workers than ports for their debuggers
         */
        public ProcessPool create() {
            requirePorts(debugPort, max);
            BiConsumer<? super String, ? super ChildProcess.Builder> last = process;
            PoolSettings settings = new PoolSettings(name, mode, (workerName, workers) -> {
                int cores = Math.max(1, Runtime.getRuntime().availableProcessors() / workers);
                ChildProcess.Builder worker = ChildProcess.builder().cores(cores).siblings(workers);
                last.accept(workerName, worker);
                return worker;
            }, options, initializer, atExit, spares, tasksPerWorker, maxResident, idleTimeout,
                    queueBound,
                    whenFull, debugPort, listener, labelled);
            return new ProcessPool(new Engine(settings, min, max), options);
        }
    }
}
