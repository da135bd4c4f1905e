package io.github.procesy.pool;

import java.io.Serializable;

/**
 * Makes one result of two, in any process; a lambda that is written for one is serializable.
 *
 * @param <R> the type of the results
 */
@FunctionalInterface
public interface SerializableCombiner<R> extends Serializable {
    /**
     * Combines two results.
     *
     * @param first of the items that come first
     * @param second of those behind
     * @return both in one
     * @throws Exception whatever the function throws
     */
    R combine(R first, R second) throws Exception;
}
