package io.github.procesy.process;

import java.time.Duration;
import java.util.List;

/**
 * What is known about a process that has ended.
 *
 * @param name the name of the process
 * @param pid its process id
 * @param task what it ran: the class and method that the lambda stands in, or the class of the task
 * @param exitCode its exit code; 128 + n if signal n killed it
 * @param lifetime from its start to its end
 * @param endRequested whether this library was asked to end it: terminate, kill, close, or the exit
 *        of this JVM
 * @param lastErrorLines the last lines that it wrote to standard error, 40 at the most
 */
public record ProcessEvidence(String name, long pid, String task, int exitCode,
        Duration lifetime, boolean endRequested, List<String> lastErrorLines) {
    /** Copies the list. */
    public ProcessEvidence {
        lastErrorLines = List.copyOf(lastErrorLines);
    }

    String line(String description) {
        return "process '" + name + "' (pid " + pid + ", " + task + ") " + description + " after "
                + seconds(lifetime);
    }

    private static String seconds(Duration time) {
        long millis = time.toMillis();
        return millis < 10_000 ? millis + " ms" : millis / 1000 + " s";
    }
}
