package io.github.procesy.pipe;

/**
 * Thrown when a message is to be received and none can come any more, or sent and nobody can receive it: no process has the
 * other end. Thrown too when the end itself was closed in this process.
 */
public final class PipeClosedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    PipeClosedException(String message) {
        super(message);
    }
}
