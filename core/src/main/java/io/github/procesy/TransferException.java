package io.github.procesy;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a task, an argument or a result cannot travel between processes.
 *
 * <p>When something cannot be written it is thrown by the call that would send it, on the caller's
 * stack, before anything was sent. When something cannot be read it is what the receiver gets in
 * place of the value.
 */
public final class TransferException extends ProcesyException {
    private static final long serialVersionUID = 1L;

    private final String path;
    private final String typeName;

    /**
     * Creates an exception.
     *
     * @param message the rule, the value and what to do next
     * @param path the field path from the thing sent to what does not travel
     * @param typeName the name of the class that does not travel
     * @param cause what the serialization said, or null
     */
    public TransferException(String message, String path, String typeName,
            @Nullable Throwable cause) {
        super(message, cause);
        this.path = path;
        this.typeName = typeName;
    }

    /**
     * The field path from the thing that was sent to the value that does not travel, for instance
     * {@code task.job.items[3].socket}.
     *
     * @return the path; it starts with what was sent: {@code task}, {@code result} and so on
     */
    public String path() {
        return path;
    }

    /**
     * The name of the class that does not travel.
     *
     * @return a binary class name
     */
    public String typeName() {
        return typeName;
    }
}
