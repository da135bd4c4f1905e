package io.github.procesy.worker;

import java.io.Serializable;
import java.util.function.Consumer;

/**
 * What a worker does with each item.
 *
 * @param <A> the type of the items
 * @param <R> the type of the results
 */
@FunctionalInterface
public interface WorkerTask<A, R> extends Serializable {
    /**
     * Treats one item.
     *
     * @param item the item
     * @param results takes each result, in order; what it has taken is on its way to the parent
     *        when it returns
     * @throws Exception whatever the task throws; it costs this item alone
     */
    void run(A item, Consumer<? super R> results) throws Exception;
}
