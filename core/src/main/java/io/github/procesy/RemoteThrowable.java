package io.github.procesy;

import org.jspecify.annotations.Nullable;

/**
 * Stands for a throwable of another process that could not be rebuilt in this one, because its
 * class is missing here or because it does not serialize.
 *
 * <p>Stack trace, cause and suppressed throwables are those of the other process.
 */
public final class RemoteThrowable extends Exception {
    private static final long serialVersionUID = 1L;

    private final String className;

    /**
     * Creates a stand-in with the stack of the other process.
     *
     * @param className the name of the class of the original
     * @param message the message of the original, or null
     * @param stack the stack trace of the original
     * @param cause the cause, already rebuilt, or null
     */
    public RemoteThrowable(String className, @Nullable String message, StackTraceElement[] stack,
            @Nullable Throwable cause) {
        super(message, cause);
        this.className = className;
        setStackTrace(stack);
    }

    /**
     * The name of the class of the original.
     *
     * @return a binary class name
     */
    public String className() {
        return className;
    }

    /** Prints as the original would: its class name and message. */
    @Override
    @SuppressWarnings("OverrideThrowableToString") // the class name is that of the original
    public String toString() {
        String message = getLocalizedMessage();
        return message == null ? className : className + ": " + message;
    }
}
