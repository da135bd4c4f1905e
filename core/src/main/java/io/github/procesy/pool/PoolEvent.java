package io.github.procesy.pool;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

import io.github.procesy.process.Outcome;

/** Something that happened in a pool; see {@link ProcessPool.Builder#listener}. */
public sealed interface PoolEvent {
    /**
     * A task has ended.
     *
     * @param name of the task
     * @param state how it ended
     */
    record TaskEnded(String name, TaskState state) implements PoolEvent {
    }

    /**
     * A task, or an item of a mapping, is tried again.
     *
     * @param name of the task, or of the function
     * @param after how long it waits before
     */
    record TaskRetried(String name, Duration after) implements PoolEvent {
    }

    /**
     * Items of a mapping have ended.
     *
     * @param name of the function
     * @param count how many
     */
    record ItemsEnded(String name, int count) implements PoolEvent {
    }

    /**
     * A worker is ready for tasks.
     *
     * @param name of the worker
     * @param pid of its process; empty if it is a thread
     */
    record WorkerStarted(String name, OptionalLong pid) implements PoolEvent {
    }

    /**
     * A worker has ended.
     *
     * @param name of the worker
     * @param told whether it was told to, because it was idle, had done enough, was too large, {@linkplain WorkerContext#retire()
     *        retired}, was one too many, or the pool is shut down; and did so: one that had to be killed was not
     * @param outcome of its process; empty if it was a thread
     */
    record WorkerEnded(String name, boolean told, Optional<Outcome<?>> outcome)
            implements
            PoolEvent {
    }
}
