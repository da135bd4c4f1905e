package io.github.procesy;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * What one can wait for together with others: a queue that has an item, an end of a pipe that has a message, a process that has
 * ended.
 *
 * {@snippet :
 * for (Waitable ready : Waitable.awaitAny(List.of(orders, control, worker))) {
 *     // ...
 * }
 * }
 *
 * <p>That something is ready is true for the moment: another thread may take the item before the one that was told.
 */
public interface Waitable {
    /**
     * Whether the next take, receive or join would not wait. A queue or pipe that is at its end is ready too.
     *
     * @return true if so
     */
    boolean isReady();

    /**
     * A future that is completed when this is ready, by a virtual thread; at once if it is now. To cancel it ends the
     * waiting for it.
     *
     * @return a new future
     */
    CompletableFuture<@Nullable Void> whenReady();

    /**
     * Waits until this is ready, for a time.
     *
     * @param timeout how long to wait at most
     * @return whether it is ready
     * @throws InterruptedException if the thread is interrupted
     */
    default boolean awaitReady(Duration timeout) throws InterruptedException {
        return !awaitAny(List.of(this), timeout).isEmpty();
    }

    /**
     * Waits until any of several is ready.
     *
     * @param <W> the type of all
     * @param several at least one
     * @return those that are ready, in their order
     * @throws InterruptedException if the thread is interrupted
     * @throws IllegalArgumentException if there is none
     */
    static <W extends Waitable> List<W> awaitAny(Collection<? extends W> several)
            throws InterruptedException {
        return Waits.any(several, Long.MAX_VALUE);
    }

    /**
     * Waits until any of several is ready, for a time.
     *
     * @param <W> the type of all
     * @param several at least one
     * @param timeout how long to wait at most
     * @return those that are ready, in their order; none if the time is over
     * @throws InterruptedException if the thread is interrupted
     * @throws IllegalArgumentException if there is none
     */
    static <W extends Waitable> List<W> awaitAny(Collection<? extends W> several, Duration timeout)
            throws InterruptedException {
        return Waits.any(several, TimeUnit.NANOSECONDS.convert(timeout));
    }
}
