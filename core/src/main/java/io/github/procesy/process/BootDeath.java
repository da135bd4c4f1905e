package io.github.procesy.process;

import java.util.List;

/**
 * Recognizes a JVM that a signal met while it initialized itself. Between the first and the second
 * phase of that, a JVM that obeys SIGHUP, SIGINT or SIGTERM fails with an internal error instead
 * ({@code VM.initLevel} of the JDK refuses to go on after the shutdown has begun).
 */
final class BootDeath {
    private static final int EXIT_CODE = 1;
    private static final String TITLE = "Error occurred during initialization of VM";
    private static final String ERROR = "java.lang.InternalError: Bad level: ";

    private BootDeath() {}

    /** Whether that was the end of the process. */
    static boolean bySignal(int exitCode, List<String> errorLines) {
        return exitCode == EXIT_CODE && errorLines.contains(TITLE)
                && errorLines.stream().anyMatch(line -> line.startsWith(ERROR));
    }
}
