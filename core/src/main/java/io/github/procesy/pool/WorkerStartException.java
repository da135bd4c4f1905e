package io.github.procesy.pool;

import io.github.procesy.ProcesyException;
import org.jspecify.annotations.Nullable;

/**
 * Why a task has no result: several workers in a row did not get as far as to take tasks; or the initializer failed on the thread that
 * was to do itself what it submitted; or the worker was a thread that was given up, because it did not end when it was to be
 * stopped. Its cause is what the initializer threw, or the start of the process; null if there is none.
 */
public final class WorkerStartException extends ProcesyException {
    private static final long serialVersionUID = 1L;

    WorkerStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
