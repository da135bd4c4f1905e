package io.github.procesy.process;

import io.github.procesy.ProcesyException;
import org.jspecify.annotations.Nullable;

/** Thrown when the operating system starts no process. */
public final class ProcessStartException extends ProcesyException {
    private static final long serialVersionUID = 1L;

    ProcessStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
