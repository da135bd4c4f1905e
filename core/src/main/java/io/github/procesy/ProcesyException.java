package io.github.procesy;

import org.jspecify.annotations.Nullable;

/** The root of the exceptions of this library. */
public class ProcesyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message the rule, the value and what to do next
     * @param cause what led to it, or null
     */
    protected ProcesyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
