package io.github.procesy.cli.map;

import java.util.concurrent.atomic.LongAdder;

/** Counts what has become of the items. */
final class Tally {
    private final LongAdder done = new LongAdder();
    private final LongAdder failed = new LongAdder();

    void done() {
        done.increment();
    }

    void failed() {
        failed.increment();
        done.increment();
    }

    /** How many have ended, the failed ones included. */
    long ended() {
        return done.sum();
    }

    long failures() {
        return failed.sum();
    }
}
