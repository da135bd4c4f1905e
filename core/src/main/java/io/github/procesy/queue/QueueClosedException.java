package io.github.procesy.queue;

/** Thrown when something is to be put into a queue that is closed, or taken out of one that is closed and empty. */
public final class QueueClosedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    QueueClosedException(String message) {
        super(message);
    }
}
