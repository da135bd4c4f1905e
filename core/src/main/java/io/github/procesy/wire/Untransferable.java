package io.github.procesy.wire;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.github.procesy.TransferException;
import org.jspecify.annotations.Nullable;

/** Finds out why an object could not be written, and says so in the user's terms. */
final class Untransferable {
    /** Methods of the user's classes that serialization calls. */
    private static final Set<String> HOOKS = Set.of("writeObject", "writeReplace",
            "writeExternal");
    private static final StackTraceElement[] NO_FRAMES = {};

    private Untransferable() {}

    static TransferException explain(@Nullable Object root, String role, Throwable failure) {
        Object culprit = culprit(root, failure);
        FieldPath path = FieldPath.find(root, culprit, role);
        String typeName = culprit == null ? "unknown" : culprit.getClass().getName();
        String what = "The " + role + " cannot be sent to another process: " + path;
        String message;
        if (!(failure instanceof NotSerializableException)) {
            message = what + " (" + typeName + ") failed to serialize with "
                    + Failures.describe(failure) + ". Mend its writeObject or writeReplace, or"
                    + " leave it out.";
        } else if (culprit != null && culprit.getClass().isHidden()) {
            message = what + " is a lambda of " + typeName.replaceFirst("\\$\\$Lambda.*", "")
                    + " whose type is not Serializable. Give it a type that is, for instance"
                    + " io.github.procesy.SerializableFunction, or create it inside the task.";
        } else {
            message = what + " is a " + typeName + ", which is not Serializable. "
                    + path.remedy(typeName);
        }
        return new TransferException(message, path.toString(), typeName, failure);
    }

    static TransferException tooDeep(@Nullable Object root, String role, StackOverflowError e) {
        String typeName = root == null ? "null" : root.getClass().getName();
        return new TransferException("The " + role + " cannot be sent to another process: the"
                + " object graph of " + typeName + " is too deep for the stack. Send it in a flat"
                + " form (an array or ArrayList).", role, typeName, e);
    }

    /**
     * The object that failed: the one whose own method is on the stack of the failure, else the one
     * that serialization had reached.
     */
    private static @Nullable Object culprit(@Nullable Object root, Throwable failure) {
        List<Object> visited = visited(root);
        if (!(failure instanceof NotSerializableException)) {
            for (StackTraceElement frame : Failures.ask(failure::getStackTrace, NO_FRAMES)) {
                for (Object object : visited.reversed()) {
                    if (HOOKS.contains(frame.getMethodName())
                            && object.getClass().getName().equals(frame.getClassName())) {
                        return object;
                    }
                }
            }
        }
        return visited.isEmpty() ? root : visited.getLast();
    }

    /** Writes the object once more, to see how far that goes. */
    private static List<Object> visited(@Nullable Object root) {
        List<Object> visited = new ArrayList<>();
        try (TracingOutputStream out = new TracingOutputStream(root, visited)) {
            out.writeObject(root);
        } catch (IOException | RuntimeException | Error e) {
            return visited; // the same failure again, this time with a trace
        }
        return visited;
    }

    /** Remembers what it was asked to write. */
    private static final class TracingOutputStream extends ObjectOutputStream {
        private static final int MAX_REMEMBERED = 100_000;

        private final @Nullable Object root;
        private final List<Object> visited;
        private boolean failed;

        TracingOutputStream(@Nullable Object root, List<Object> visited) throws IOException {
            super(OutputStream.nullOutputStream());
            this.root = root;
            this.visited = visited;
            enableReplaceObject(true);
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // this very object
        protected @Nullable Object replaceObject(@Nullable Object value) {
            // A stream that fails ends with the exception of its failure.
            failed |= value instanceof IOException && value != root;
            if (value != null && !failed) {
                if (visited.size() == MAX_REMEMBERED) {
                    visited.removeFirst();
                }
                visited.add(value);
            }
            return value;
        }
    }
}
