package io.github.procesy.bench.probe;

import java.io.IOException;
import java.util.List;

/** A JVM of which nothing is known but its command line, run by {@link ProcessBuilder}. */
public final class JavaCommand {
    private static final long PATIENCE_NANOS = 10_000_000_000L;
    private static final long LOOK_MILLIS = 5;
    private static final long QUIET_MILLIS = 2_000;

    private final List<String> command;

    /**
     * A command.
     *
     * @param command the program and its arguments
     */
    public JavaCommand(List<String> command) {
        this.command = List.copyOf(command);
    }

    /**
     * Starts it; its standard input is a pipe, and its output goes nowhere.
     *
     * @return the process
     * @throws IOException if it cannot be started
     */
    public Process start() throws IOException {
        return new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /**
     * Waits until a process that was started so has booted, and rests.
     *
     * @param java the process
     * @throws IOException if it ends, or does not boot
     * @throws InterruptedException if this thread is interrupted
     */
    public static void awaitBoot(Process java) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!Processes.hasBooted(java.pid())) {
            if (!java.isAlive() || System.nanoTime() > deadline) {
                throw new IOException("a bare JVM did not boot");
            }
            Thread.sleep(LOOK_MILLIS);
        }
        Processes.awaitQuiet(QUIET_MILLIS);
    }

    /**
     * Runs it to its end.
     *
     * @throws Exception if it cannot be started, or fails
     */
    public void run() throws Exception {
        int exitCode = start().waitFor();
        if (exitCode != 0) {
            throw new IOException("exit code " + exitCode + " of " + command);
        }
    }
}
