package io.github.procesy.memory;

import io.github.procesy.ProcesyException;

/** Thrown when shared memory cannot be made, or is not there any more when it is opened. */
public final class SharedMemoryException extends ProcesyException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param cause says it in the user's terms
     */
    public SharedMemoryException(Throwable cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }
}
