package io.github.procesy.pool;

import java.io.Serializable;

import org.jspecify.annotations.Nullable;

/**
 * What is done with each item, in another process; a lambda that is written for one is serializable.
 *
 * @param <T> the type of the items
 */
@FunctionalInterface
public interface SerializableConsumer<T extends @Nullable Object> extends Serializable {
    /**
     * Does it.
     *
     * @param item the item
     * @throws Exception whatever the action throws
     */
    void accept(T item) throws Exception;
}
