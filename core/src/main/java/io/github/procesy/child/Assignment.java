package io.github.procesy.child;

import java.util.Optional;

import io.github.procesy.control.TaskMessage;
import org.jspecify.annotations.Nullable;

/** What this process was started for, if this library started it. */
public final class Assignment {
    private static volatile @Nullable TaskMessage message;

    private Assignment() {}

    static void set(TaskMessage assigned) {
        message = assigned;
    }

    /**
     * The message by which this process got its task.
     *
     * @return the message; empty in a process that was not started by this library, or has no task
     *         yet
     */
    public static Optional<TaskMessage> message() {
        return Optional.ofNullable(message);
    }
}
