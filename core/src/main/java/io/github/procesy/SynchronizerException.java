package io.github.procesy;

import org.jspecify.annotations.Nullable;

/** Thrown when this process cannot use shared locks, queues and the like. */
public final class SynchronizerException extends ProcesyException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message the rule, the value and what to do next
     * @param cause what led to it, or null
     */
    public SynchronizerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
