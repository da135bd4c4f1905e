package io.github.procesy.pool;

import io.github.procesy.ProcesyException;
import org.jspecify.annotations.Nullable;

/** Why a task was not run: several workers in a row did not get as far as to take tasks. Its cause is what the initializer threw. */
public final class WorkerStartException extends ProcesyException {
    private static final long serialVersionUID = 1L;

    WorkerStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
