package io.github.procesy.cli.map;

import java.time.Duration;
import java.util.List;

/** Kills the processes whose item is over time. */
record Watchdog(List<MapWorker> workers, Duration timeout) implements Runnable {
    private static final long MAX_PERIOD_MILLIS = 50;
    private static final int LOOKS_PER_TIMEOUT = 20;

    @Override
    public void run() {
        long period = Math.clamp(timeout.toMillis() / LOOKS_PER_TIMEOUT, 1L, MAX_PERIOD_MILLIS);
        try {
            while (true) {
                Thread.sleep(period);
                workers.forEach(MapWorker::killIfOverdue);
            }
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts this thread", e);
        }
    }
}
