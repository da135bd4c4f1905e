package io.github.procesy.pool;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;

import io.github.procesy.process.Outcome;
import org.jspecify.annotations.Nullable;

/** One task on its way through the pool. */
final class Task extends Work {
    private static final AtomicLong MADE = new AtomicLong();

    private final long number = MADE.incrementAndGet();
    private final TaskFuture<?> future;
    private final TaskOptions options;
    private final String name;
    private final Object order;
    private final Failures failures = new Failures();
    private @Nullable Hold hold;
    private volatile TaskState state = TaskState.QUEUED;

    Task(TaskFuture<?> future, TaskOptions options, String name, Object order) {
        this.future = future;
        this.options = options;
        this.name = options.name().isEmpty() ? name : options.name();
        this.order = order;
    }

    /** What it refers to stays, even if the user closes it before the task has run. */
    void hold(Hold held) {
        hold = held;
    }

    @Override
    TaskOptions options() {
        return options;
    }

    @Override
    boolean isEncoded() {
        return true;
    }

    @Override
    Object order() {
        return order;
    }

    @Override
    int size() {
        return 1;
    }

    @Override
    boolean isOver() {
        return state.isFinal();
    }

    TaskFuture<?> future() {
        return future;
    }

    /** Whether a worker has begun it at some time, and it is to be tried again. */
    boolean wasBegun() {
        return !failures.isEmpty();
    }

    /** Those that were submitted later have a higher one. */
    long number() {
        return number;
    }

    @Override
    String name() {
        return name;
    }

    /**
     * May be asked by any thread: what lies ready for a worker is queued until the worker has begun it. (The state is written
     * after who has it, and read before.)
     */
    TaskState state() {
        TaskState now = state;
        Lane taker = lane();
        return now == TaskState.RUNNING && taker != null && !taker.hasBegun(serial())
                ? TaskState.QUEUED
                : now;
    }

    @Override
    void keptByCaller(long number) {
        super.keptByCaller(number);
        if (!isOver()) {
            state = TaskState.RUNNING;
        }
    }

    @Override
    void handedTo(Lane taker, long number) {
        super.handedTo(taker, number);
        if (!isOver()) {
            state = TaskState.RUNNING;
        }
    }

    @Override
    void takenBack() {
        super.takenBack();
        if (!isOver()) {
            state = TaskState.QUEUED;
        }
    }

    // ---- how it ends; all with the lock of the engine

    void returned(@Nullable Object value, Engine engine) {
        if (settle(TaskState.RETURNED, engine)) {
            engine.lock().later(() -> future.settle(value));
        }
    }

    void threw(Throwable failure, Engine engine) {
        if (isOver()) {
            return;
        }
        failures.threw(failure, options)
                .ifPresentOrElse(wait -> engine.retry(this, wait),
                        () -> fail(TaskState.THREW, failure, engine));
    }

    @Override
    void lost(long claim, Outcome<?> death, Engine engine) {
        if (isOver()) {
            return;
        }
        failures.lost(death, options)
                .ifPresentOrElse(wait -> engine.retry(this, wait),
                        () -> fail(TaskState.LOST,
                                new WorkerLostException(name, failures.deaths()), engine));
    }

    void timedOut(String worker, Engine engine) {
        fail(TaskState.TIMED_OUT,
                new TaskTimeoutException(name, options.deadline().orElseThrow(), worker),
                engine);
    }

    @Override
    void rejected(Throwable cause, Engine engine) {
        fail(TaskState.REJECTED, cause, engine);
    }

    /** Who submits it is told so: nobody else has to be. */
    void refused(RejectedExecutionException cause, Engine engine) {
        if (settle(TaskState.REJECTED, engine)) {
            engine.lock().later(() -> future.settleRefused(cause));
        }
    }

    @Override
    void cancelled(Engine engine) {
        if (settle(TaskState.CANCELLED, engine)) {
            engine.lock().later(future::settleCancelled);
        }
    }

    private void fail(TaskState how, Throwable failure, Engine engine) {
        if (settle(how, engine)) {
            engine.lock().later(() -> future.settleFailed(failure));
        }
    }

    /** Whether it ends now, and has not before. */
    private boolean settle(TaskState how, Engine engine) {
        if (isOver()) {
            return false;
        }
        state = how;
        engine.counts().taskEnded(how);
        engine.tell(() -> new PoolEvent.TaskEnded(name, how));
        Hold held = hold;
        if (held != null && held.isHeld()) {
            engine.lock().later(held::giveBack);
        }
        return true;
    }
}
