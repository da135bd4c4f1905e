package io.github.procesy.worker;

import io.github.procesy.process.Outcome;

/**
 * What a worker says about the oldest item that it has and that is not finished.
 *
 * @param <R> the type of the results
 */
public sealed interface WorkerEvent<R> {
    /**
     * One more result of the item.
     *
     * @param <R> the type of the results
     * @param value the result
     */
    record Result<R>(R value) implements WorkerEvent<R> {
    }

    /**
     * The item is finished.
     *
     * @param <R> the type of the results
     */
    record Finished<R>() implements WorkerEvent<R> {
    }

    /**
     * The task threw; the item is finished, the worker goes on.
     *
     * @param <R> the type of the results
     * @param failure what it threw
     */
    record Failed<R>(Throwable failure) implements WorkerEvent<R> {
    }

    /**
     * The process ended; the item was the one in its hands, and those behind it were not touched.
     *
     * @param <R> the type of the results
     * @param outcome how it ended
     */
    record Lost<R>(Outcome<?> outcome) implements WorkerEvent<R> {
    }
}
