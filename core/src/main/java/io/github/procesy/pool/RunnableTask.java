package io.github.procesy.pool;

import java.io.Serializable;

/** A {@link Runnable} that can travel to a worker; a lambda that is written for one is serializable. */
@FunctionalInterface
public interface RunnableTask extends Runnable, Serializable {
}
