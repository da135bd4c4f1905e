package io.github.procesy.pool;

import java.io.Serializable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * The result of a task of a {@link ProcessPool} to come. It is a {@link CompletableFuture}: what depends on it runs on a thread
 * of the pool in this process, or on the thread that adds it if the task has ended, or on that which cancels or completes it by hand,
 * the JDK's own for {@link #orTimeout} and {@link #completeOnTimeout}: they complete the future, and the task runs on until it is
 * {@linkplain #cancel cancelled}. What depends on it is a plain {@code CompletableFuture}, with the default executor of those.
 *
 * <p>{@code get} throws an {@link ExecutionException} whose cause is what the task threw, or a {@link io.github.procesy.RemoteThrowable}
 * that tells of it if that does not travel; a {@link io.github.procesy.TransferException} if the result does not; a
 * {@link WorkerLostException} if its worker died, a {@link TaskTimeoutException} if it ran over its deadline, a
 * {@link WorkerStartException}, or a
 * {@link io.github.procesy.memory.SharedMemoryException} if there was no memory to hand it over.
 *
 * <p>All methods may be called by any thread of the process that has the pool. A future does not travel.
 *
 * @param <T> the type of the result
 */
public final class TaskFuture<T extends @Nullable Object> extends CompletableFuture<T>
        implements
        RunnableFuture<T> {
    private static final long MAX_COMPLETION_NANOS = 100_000_000;

    private final Engine engine;
    private final Serializable body;
    private final TaskOptions options;
    private final @Nullable Runnable original;
    private final @Nullable T value;
    /** Null until it is submitted. */
    private volatile @Nullable Task task;
    /** Somebody adds, or has added, what depends on this. Written before that is added. */
    private volatile boolean mayHaveDependents;
    /** The thread that completes this, which must not run what depends on it. Written before it looks whether there is something. */
    private volatile @Nullable Thread completing;

    /**
     * A future.
     *
     * @param body what is run
     * @param original what the user handed over; null if that is the future
     * @param value the result if what is run has none
     */
    TaskFuture(Engine engine, Serializable body, TaskOptions options,
            @Nullable Runnable original, @Nullable T value) {
        this.engine = engine;
        this.body = body;
        this.options = options;
        this.original = original;
        this.value = value;
    }

    Serializable body() {
        return body;
    }

    TaskOptions options() {
        return options;
    }

    /** The name of the options, if they have one. */
    String shownName(String name) {
        return options.name().isEmpty() ? name : options.name();
    }

    /** What {@code shutdownNow} gives back. */
    Runnable original() {
        return original == null ? this : original;
    }

    /** False if it is submitted already. */
    synchronized boolean submitted(Task submitted) {
        if (task != null) {
            return false;
        }
        task = submitted;
        return true;
    }

    /**
     * Where the task is.
     *
     * @return the state; of a future that was completed by hand the state of what it would have completed
     */
    public TaskState taskState() {
        Task submitted = task;
        return submitted == null
                ? isCancelled() ? TaskState.CANCELLED : TaskState.QUEUED
                : submitted.state();
    }

    /**
     * The name of the task.
     *
     * @return that of its options; or, once it was submitted, the class and method where its lambda stands, or its class if it is no
     *         lambda; empty before
     */
    public String name() {
        Task submitted = task;
        return submitted == null ? options.name() : submitted.name();
    }

    // ---- the pool

    @SuppressWarnings("unchecked") // the worker returns what the task does
    void settle(@Nullable Object result) {
        completed(() -> complete(value == null ? (T) result : value));
    }

    void settleRefused(RejectedExecutionException refusal) {
        completed(() -> completeExceptionally(refusal));
    }

    void settleFailed(Throwable failure) {
        completed(() -> completeExceptionally(asThrown(failure)));
        if (original != null) {
            engine.unclaimed(name(), failure);
        }
    }

    /** To be the cause even if it is of a kind that a CompletableFuture takes for a cancellation, or for a wrapping. */
    private static Throwable asThrown(Throwable failure) {
        return failure instanceof CancellationException || failure instanceof CompletionException
                ? new CompletionException(failure)
                : failure;
    }

    void settleCancelled() {
        completed(() -> super.cancel(false));
    }

    /**
     * What depends on it may take long, or wait for other tasks: this thread may belong to somebody else, or read what workers say. So
     * it completes this itself only if nothing depends on it, and who adds something at that moment waits and runs that itself.
     */
    private void completed(Runnable completion) {
        completing = Thread.currentThread();
        if (mayHaveDependents || getNumberOfDependents() > 0) {
            completing = null;
            engine.callBack(this, completion);
            return;
        }
        try {
            completion.run();
        } finally {
            completing = null;
        }
    }

    /** All that adds something that depends on this calls one of the three methods that call this, before it adds that. */
    private void dependentComes() {
        mayHaveDependents = true;
        Thread other = completing;
        if (other == null || other.equals(Thread.currentThread())) {
            return;
        }
        // To the end, as the method that calls this may have looked before: what it adds could be seen by the other thread still. That does
        // nothing else, but for what allOf has added at this very moment.
        long until = System.nanoTime() + MAX_COMPLETION_NANOS;
        while (completing != null && System.nanoTime() - until < 0) {
            LockSupport.parkNanos(this, 1);
        }
    }

    // ---- waiting

    @Override
    public T get() throws InterruptedException, ExecutionException {
        engine.help(this::isDone);
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (timeout > 0) {
            engine.help(this::isDone);
        }
        return super.get(timeout, unit);
    }

    /**
     * The result; waits for it.
     *
     * @throws CompletionException if there is none; its cause says why
     * @throws CancellationException if the task was cancelled
     */
    @Override
    public T join() {
        engine.help(this::isDone);
        return super.join();
    }

    /**
     * Cancels the task. One that no worker has begun is never begun. One that runs goes on if it may not be interrupted, and
     * its result is dropped; else its thread is interrupted, and its worker is killed if the task has not ended when the
     * {@linkplain TaskOptions#grace grace} is over. Does not wait for any of that. A task whose future was completed otherwise, by hand or
     * by a time-out, is cancelled all the same.
     *
     * @param mayInterruptIfRunning whether a task that runs is stopped
     * @return true if this future is cancelled now, by this call or one before; false if it had been completed otherwise
     */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        Task submitted = task;
        if (submitted != null) {
            if (!submitted.isOver()) {
                engine.cancel(submitted, mayInterruptIfRunning); // before all that depends on this, and may wait
            }
            if (submitted.state() != TaskState.CANCELLED) {
                return isCancelled(); // it had ended, and this may be about to
            }
        }
        return super.cancel(mayInterruptIfRunning);
    }

    /** Runs the task in the pool, and waits for that; does nothing if it was submitted or has ended, as what {@code shutdownNow} returned has. */
    @Override
    public void run() {
        if (task == null && !isDone()) {
            engine.submit(this);
            engine.help(this::isDone);
            var _ = super.handle((result, failure) -> result).join();
        }
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        dependentComes();
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<T> toCompletableFuture() {
        dependentComes();
        return super.toCompletableFuture();
    }

    @Override
    public CompletionStage<T> minimalCompletionStage() {
        dependentComes();
        return super.minimalCompletionStage();
    }

    @Override
    public Executor defaultExecutor() {
        return engine.callBacks();
    }

    /** Name, state of the task, and that of the future as {@link CompletableFuture#toString} and {@link java.util.concurrent.FutureTask#toString} have it. */
    @Override
    public String toString() {
        String identity = super.toString();
        return "TaskFuture[" + name() + ", " + taskState() + ", "
                + (isCancelled() ? "Cancelled]" : identity.substring(identity.indexOf('[') + 1));
    }
}
