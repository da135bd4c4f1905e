package io.github.procesy.process;

import java.util.List;

import io.github.procesy.ProcesyException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a result is asked for that a process does not have. Its stack is that of the caller;
 * its cause, if the task threw, has the stack of the other process.
 */
public final class ProcessFailedException extends ProcesyException {
    private static final long serialVersionUID = 1L;
    private static final int LINES_SHOWN = 10;

    private final transient @Nullable Outcome<?> outcome;

    ProcessFailedException(Outcome<?> outcome, @Nullable Throwable cause) {
        super(message(outcome), cause);
        this.outcome = outcome;
    }

    /**
     * How the process ended.
     *
     * @return the outcome
     * @throws IllegalStateException if this exception came from another process; the outcome stayed
     *         there
     */
    public Outcome<?> outcome() {
        if (outcome == null) {
            throw new IllegalStateException(
                    "The outcome of a process is known in the process that started it alone;"
                            + " this exception came from another one: " + getMessage());
        }
        return outcome;
    }

    private static String message(Outcome<?> outcome) {
        List<String> lines = outcome.evidence().lastErrorLines();
        if (outcome instanceof Outcome.Threw || lines.isEmpty()) {
            return outcome.toString();
        }
        List<String> shown = lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size());
        return outcome + "; the last lines of its stderr:\n    " + String.join("\n    ", shown);
    }
}
