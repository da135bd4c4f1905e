package io.github.procesy.pool;

import java.time.Duration;

import io.github.procesy.ProcesyException;

/** Why a task has no result: it ran longer than its deadline. */
public final class TaskTimeoutException extends ProcesyException {
    private static final long serialVersionUID = 1L;

    private final Duration deadline;
    private final String worker;

    TaskTimeoutException(String task, Duration deadline, String worker) {
        super("The task " + task + " ran longer than its deadline of " + deadline.toMillis()
                + " ms, and was stopped.", null);
        this.deadline = deadline;
        this.worker = worker;
    }

    /**
     * How long the task could have taken.
     *
     * @return the deadline
     */
    public Duration deadline() {
        return deadline;
    }

    /**
     * Which worker ran it.
     *
     * @return the name of the worker
     */
    public String worker() {
        return worker;
    }
}
