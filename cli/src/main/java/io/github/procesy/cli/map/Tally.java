package io.github.procesy.cli.map;

import java.util.concurrent.atomic.AtomicLong;

/** Counts what has become of the items. */
final class Tally {
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    void done() {
        done.incrementAndGet();
    }

    void failed() {
        failed.incrementAndGet();
        done.incrementAndGet();
    }

    /** How many have ended, the failed ones included. */
    long ended() {
        return done.get();
    }

    long failures() {
        return failed.get();
    }
}
