package io.github.procesy.pool;

import io.github.procesy.ProcesyException;

/**
 * Thrown to who maps when an item has no result. Its stack is that of the caller, its cause what the function threw, with the
 * stack of the worker; a {@link io.github.procesy.RemoteThrowable} that tells of it if that does not travel; or a
 * {@link WorkerLostException}, {@link TaskTimeoutException}, {@link WorkerStartException},
 * {@link io.github.procesy.TransferException}, {@link io.github.procesy.memory.SharedMemoryException}, or a
 * {@link java.util.concurrent.CancellationException} if the pool was stopped.
 */
public final class TaskFailedException extends ProcesyException {
    private static final long serialVersionUID = 1L;

    private final long index;

    TaskFailedException(long index, Throwable cause) {
        super("The item at " + index + " has no result: " + cause, cause);
        this.index = index;
    }

    /**
     * Which item it was.
     *
     * @return its place in the input, from 0 on
     */
    public long index() {
        return index;
    }
}
