package io.github.procesy.pool;

import java.util.List;

import io.github.procesy.ProcesyException;
import io.github.procesy.process.Outcome;
import org.jspecify.annotations.Nullable;

/** Why a task has no result: the worker that ran it died, and it is not tried again. */
public final class WorkerLostException extends ProcesyException {
    private static final long serialVersionUID = 1L;
    private static final int LINES_SHOWN = 10;

    private final transient @Nullable List<Outcome<?>> deaths;

    WorkerLostException(String task, List<Outcome<?>> deaths) {
        super(message(task, deaths), null);
        this.deaths = List.copyOf(deaths);
    }

    /**
     * How the workers died.
     *
     * @return the outcome of each process that the task was on, in order; empty if this exception came from another process
     */
    public List<Outcome<?>> deaths() {
        return deaths == null ? List.of() : deaths;
    }

    private static String message(String task, List<Outcome<?>> deaths) {
        Outcome<?> last = deaths.getLast();
        List<String> lines = last.evidence().lastErrorLines();
        StringBuilder text = new StringBuilder("The worker of the task ").append(task)
                .append(" died: ")
                .append(last);
        if (deaths.size() > 1) {
            text.append("; so did ").append(deaths.size() - 1).append(" before it");
        }
        if (!lines.isEmpty()) {
            text.append("; the last lines of its stderr:");
            lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size())
                    .forEach(line -> text.append("\n    ").append(line));
        }
        return text.toString();
    }
}
