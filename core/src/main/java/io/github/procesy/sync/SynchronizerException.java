package io.github.procesy.sync;

import io.github.procesy.ProcesyException;
import org.jspecify.annotations.Nullable;

/** Thrown when this process cannot use shared locks and the like. */
public final class SynchronizerException extends ProcesyException {
    private static final long serialVersionUID = 1L;

    SynchronizerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
