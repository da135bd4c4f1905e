package io.github.procesy;

import java.io.Serializable;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;

/**
 * A {@link Callable} whose lambdas can travel to another process.
 *
 * @param <T> the type of the result
 */
@FunctionalInterface
public interface SerializableCallable<T extends @Nullable Object>
        extends Callable<T>, Serializable {
}
