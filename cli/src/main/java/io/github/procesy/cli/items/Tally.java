package io.github.procesy.cli.items;

import java.util.concurrent.atomic.AtomicLong;

/** Counts what becomes of the items of a run. */
final class Tally {
    private final AtomicLong read = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private volatile boolean readAll;

    void read() {
        read.incrementAndGet();
    }

    void readAll() {
        readAll = true;
    }

    void ended() {
        ended.incrementAndGet();
    }

    void failed() {
        failed.incrementAndGet();
        ended.incrementAndGet();
    }

    void lost() {
        lost.incrementAndGet();
    }

    long itemsRead() {
        return read.get();
    }

    /** Whether there will be no more of them. */
    boolean hasReadAll() {
        return readAll;
    }

    /** How many have ended, the failed ones included. */
    long itemsEnded() {
        return ended.get();
    }

    /** How many have failed, those among them whose process died. */
    long itemsFailed() {
        return failed.get();
    }

    /** How many have failed because their process died. */
    long itemsLost() {
        return lost.get();
    }
}
