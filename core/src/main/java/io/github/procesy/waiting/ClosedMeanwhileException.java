package io.github.procesy.waiting;

/**
 * Thrown to a thread that waits for something which another thread of its process closes. It has not touched the memory since: so its
 * interrupt status is what it was, where an access to memory that another thread unmaps just then sets it.
 */
public final class ClosedMeanwhileException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    ClosedMeanwhileException(String what) {
        super(what + " was closed in this process meanwhile.");
    }
}
