package io.github.procesy.pool;

import java.util.concurrent.TimeUnit;

import io.github.procesy.process.ChildProcess;

/** How workers are started. */
final class Workers {
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int MAX_DOUBLINGS = 6;

    private Workers() {}

    static ChildProcess.Builder settings(PoolSettings pool, String name, int number) {
        ChildProcess.Builder settings = pool.workers().apply(name).name(name).daemon(true);
        if (pool.debugPort().isPresent()) {
            int port = pool.debugPort().getAsInt() + number - 1;
            settings.jvmOptions("-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address="
                    + "localhost:" + port);
        }
        return settings;
    }

    /** How long after so many failed starts in a row the next is tried. */
    static long startPauseNanos(int failed) {
        return FIRST_PAUSE_NANOS << Math.min(failed - 1, MAX_DOUBLINGS);
    }
}
