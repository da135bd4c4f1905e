package io.github.procesy.pool;

/** Where a task of a pool is. The last six are final, and each task gets to exactly one of them. */
public enum TaskState {
    /** Waits for a worker; also between two tries. */
    QUEUED,
    /** A worker has begun it. */
    RUNNING,
    /** Returned a value. */
    RETURNED,
    /** Threw an exception. */
    THREW,
    /** Took longer than its deadline; see {@link TaskTimeoutException}. */
    TIMED_OUT,
    /** Was cancelled, by its future or with the pool. */
    CANCELLED,
    /** Its worker died; see {@link WorkerLostException}. */
    LOST,
    /**
     * Could not be run: the pool was full or shut down, no worker could be started, see {@link WorkerStartException}, or there was no
     * memory for it, see {@link io.github.procesy.memory.SharedMemoryException}.
     */
    REJECTED;

    /**
     * Whether nothing more happens to the task.
     *
     * @return true for the last six
     */
    public boolean isFinal() {
        return compareTo(RUNNING) > 0;
    }
}
