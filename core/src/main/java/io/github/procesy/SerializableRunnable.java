package io.github.procesy;

import java.io.Serializable;

/** A task without a result whose lambdas can travel to another process and may throw. */
@FunctionalInterface
public interface SerializableRunnable extends Serializable {
    /**
     * Runs the task.
     *
     * @throws Exception whatever the task throws
     */
    void run() throws Exception;
}
