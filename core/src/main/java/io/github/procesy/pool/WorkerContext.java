package io.github.procesy.pool;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** The worker that runs the current task, as the task sees it. */
public final class WorkerContext {
    private static final ThreadLocal<@Nullable WorkerContext> OF_THREAD = new ThreadLocal<>();
    private static volatile @Nullable WorkerContext ofProcess;

    private final String pool;
    private final String name;
    private final int number;
    private final Board board;
    private volatile @Nullable Object state;
    private volatile String task = "";
    private volatile boolean retired;

    WorkerContext(String pool, String name, int number, Board board) {
        this.pool = pool;
        this.name = name;
        this.number = number;
        this.board = board;
    }

    /** The current thread works for a pool; in a process of its own all other threads count as its. */
    void enter(boolean alone) {
        OF_THREAD.set(this);
        if (alone) {
            ofProcess = this;
        }
    }

    /** The current thread works for a pool for a while; returns the worker that it was before. */
    @Nullable
    WorkerContext enterWithin() {
        WorkerContext outer = OF_THREAD.get();
        OF_THREAD.set(this);
        return outer;
    }

    /** The current thread is again what it was before. */
    static void leaveTo(@Nullable WorkerContext outer) {
        if (outer == null) {
            OF_THREAD.remove();
        } else {
            OF_THREAD.set(outer);
        }
    }

    void setTask(String name) {
        task = name;
    }

    /**
     * The name of the present task, or of the function that is applied to items.
     *
     * @return the name; empty if the worker has none
     */
    public String task() {
        return task;
    }

    void setState(@Nullable Object made) {
        state = made;
    }

    /**
     * The worker of the current thread. Threads that a task starts belong to its worker where that is a process.
     *
     * @return the worker
     * @throws IllegalStateException if no pool runs the current thread
     */
    public static WorkerContext current() {
        return find().orElseThrow(() -> new IllegalStateException("No pool runs the thread '"
                + Thread.currentThread().getName()
                + "'. Only tasks of a ProcessPool have a worker; call this in one."));
    }

    /**
     * The worker of the current thread, if a pool runs it.
     *
     * @return the worker, or empty elsewhere
     */
    public static Optional<WorkerContext> find() {
        WorkerContext own = OF_THREAD.get();
        return Optional.ofNullable(own == null ? ofProcess : own);
    }

    /**
     * The name of the pool.
     *
     * @return as the builder was told
     */
    public String pool() {
        return pool;
    }

    /**
     * The name of the worker.
     *
     * @return the name of its process; {@code caller} for a thread that does itself what it submitted
     */
    public String name() {
        return name;
    }

    /**
     * The number of the worker in its pool. A worker that takes the place of another has a number of its own.
     *
     * @return 1 or more; 0 for a thread that does itself what it submitted
     */
    public int number() {
        return number;
    }

    /**
     * What the {@linkplain ProcessPool.Builder#initializer initializer} made of this worker.
     *
     * @param <S> its type
     * @param type its class
     * @return the state
     * @throws IllegalStateException if there is none, because the initializer returned null or there was none
     * @throws ClassCastException if it is of another class
     */
    public <S> S state(Class<S> type) {
        Object made = state;
        if (made == null) {
            throw new IllegalStateException("The worker '" + name + "' has no state: the pool was"
                    + " made without an initializer that returns one. Give it one by"
                    + " ProcessPool.builder().initializer(...).");
        }
        return type.cast(made);
    }

    /**
     * Lets the worker leave when it is done with what it has in its hands, a task or a chunk of items; another takes its place. For a
     * task that knows that it has spoilt its process for others. A thread that does itself what it submitted does not leave.
     */
    public void retire() {
        retired = true;
    }

    boolean isRetired() {
        return retired;
    }

    /** A time that does not count; see {@link WorkerContext#stopClock}. */
    @FunctionalInterface
    public interface StoppedClock extends AutoCloseable {
        /** The deadline goes on; nothing happens if it does already, or if the task or item has ended. */
        @Override
        void close();
    }

    /**
     * Stops the clock of the {@linkplain TaskOptions#deadline deadline} of the present task or item, for a time in which it waits for
     * others and is not to blame: {@code try (var _ = WorkerContext.current().stopClock()) { queue.put(item); }}.
     * Within such a time it changes nothing. To be called by the thread that the task or item runs on.
     *
     * @return lets it go on when it is closed
     */
    public StoppedClock stopClock() {
        long now = System.nanoTime();
        long used = now - board.began();
        if (used < 0) {
            return () -> {
            };
        }
        long stopped = board.clockStopped();
        return () -> board.clockGoesOn(stopped, System.nanoTime() - used);
    }

    /** The names of worker and pool. */
    @Override
    public String toString() {
        return "worker '" + name + "' of the pool '" + pool + "'";
    }
}
