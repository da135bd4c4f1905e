package io.github.procesy.pool;

import org.jspecify.annotations.Nullable;

/**
 * What became of an item of a {@link MappingQueue}.
 *
 * @param <T> the type of the item
 * @param <R> the type of the result
 */
public sealed interface ItemResult<T extends @Nullable Object, R extends @Nullable Object> {
    /**
     * The how manyth item it is.
     *
     * @return 0 for the first that was put
     */
    long index();

    /**
     * The item.
     *
     * @return as it was put
     */
    T item();

    /**
     * The function returned.
     *
     * @param <T> the type of the item
     * @param <R> the type of the result
     * @param index the how manyth item it is
     * @param item the item
     * @param value what the function returned
     */
    record Returned<T extends @Nullable Object, R extends @Nullable Object>(long index, T item,
            R value) implements ItemResult<T, R> {
    }

    /**
     * The item has no result.
     *
     * @param <T> the type of the item
     * @param <R> the type of the result
     * @param index the how manyth item it is
     * @param item the item
     * @param cause what the function threw; a {@link io.github.procesy.RemoteThrowable} that tells of it if that does not travel; or a
     *        {@link TaskTimeoutException}, {@link WorkerLostException}, {@link WorkerStartException},
     *        {@link io.github.procesy.TransferException}, {@link io.github.procesy.memory.SharedMemoryException} or
     *        {@link java.util.concurrent.CancellationException}
     */
    record Failed<T extends @Nullable Object, R extends @Nullable Object>(long index, T item,
            Throwable cause) implements ItemResult<T, R> {
    }
}
