package io.github.procesy.bench.probe;

import java.io.IOException;
import java.util.OptionalLong;

import io.github.procesy.process.ChildProcess;
import io.github.procesy.process.Outcome;

/** What probes of this library share. */
public final class Children {
    private static final long PATIENCE_NANOS = 10_000_000_000L;
    private static final long LOOK_MILLIS = 5;
    private static final long QUIET_MILLIS = 5_000;

    private Children() {}

    /**
     * Starts an empty task and joins it.
     *
     * @throws Exception if it does not return
     */
    public static void startAndJoin() throws Exception {
        try (var child = ChildProcess.start(() -> {
        })) {
            join(child);
        }
    }

    /**
     * Waits for the end of a child.
     *
     * @param child the child
     * @throws Exception if its task did not return
     */
    public static void join(ChildProcess<?> child) throws Exception {
        if (!(child.join() instanceof Outcome.Returned)) {
            throw new IllegalStateException("a task did not return: " + child);
        }
    }

    /**
     * Waits until a spare JVM is ready, where no other child is alive. There is no asking the
     * library; but a JVM that has booted and rests can be seen.
     *
     * @return its pid
     * @throws IOException if none comes up
     * @throws InterruptedException if this thread is interrupted
     */
    public static long awaitSpare() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        OptionalLong spare = booted();
        while (spare.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("no spare JVM came up within 10 s");
            }
            Thread.sleep(LOOK_MILLIS);
            spare = booted();
        }
        Processes.awaitQuiet(QUIET_MILLIS);
        return spare.getAsLong();
    }

    private static OptionalLong booted() {
        return ProcessHandle.current()
                .children()
                .filter(ProcessHandle::isAlive)
                .mapToLong(ProcessHandle::pid)
                .filter(Processes::hasBooted)
                .findFirst();
    }
}
