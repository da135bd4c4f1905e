package io.github.procesy.pool;

/** What happens to a task when as many wait as may. */
public enum WhenFull {
    /** The thread that submits waits for room. An interrupt ends that with a {@code RejectedExecutionException}. */
    BLOCK,
    /** The thread that submits gets a {@link java.util.concurrent.RejectedExecutionException}. */
    FAIL,
    /** The thread that submits runs the task itself, in its own process, on a copy. */
    CALLER_RUNS
}
