package io.github.procesy.cli.map;

import java.time.Duration;
import java.util.Optional;

/**
 * The time that each item of one worker process may take. The worker's thread begins and ends items;
 * the watchdog asks whether the present one is over time.
 */
final class ItemClock {
    private enum State {
        STOPPED, RUNNING, PAUSED
    }

    private final Optional<Duration> limit;
    private State state = State.STOPPED;
    private long deadline;
    private long remaining;
    private long items;
    private long overdueItem;

    ItemClock(Optional<Duration> limit) {
        this.limit = limit;
    }

    /** The next item begins. */
    synchronized void begin() {
        if (limit.isPresent()) {
            items++;
            deadline = System.nanoTime() + limit.get().toNanos();
            state = State.RUNNING;
        }
    }

    /** The present item, if there is one, has to wait for us. */
    synchronized void pause() {
        if (state == State.RUNNING) {
            remaining = deadline - System.nanoTime();
            state = State.PAUSED;
        }
    }

    /** The present item goes on. */
    synchronized void resume() {
        if (state == State.PAUSED) {
            deadline = System.nanoTime() + remaining;
            state = State.RUNNING;
        }
    }

    /** The present item has ended. */
    synchronized void end() {
        state = State.STOPPED;
    }

    /** Whether the present item has run over its time just now; true once for this process. */
    synchronized boolean expires() {
        if (state != State.RUNNING || overdueItem != 0 || System.nanoTime() - deadline < 0) {
            return false;
        }
        overdueItem = items;
        return true;
    }

    /** Whether the present item ran over its time. */
    synchronized boolean isOverdue() {
        return overdueItem != 0 && overdueItem == items;
    }

    /** Whether an item ran over its time that ended all the same, before the process did. */
    synchronized boolean wasOverdue() {
        return overdueItem != 0 && overdueItem != items;
    }
}
