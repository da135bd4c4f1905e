package io.github.procesy.cli.items;

/** How many bytes this program has in its hands: lines that are under way, and results that wait for their turn. */
final class Room {
    private final long max;
    private long used;
    private boolean stopped;

    /**
     * A room.
     *
     * @param max who brings more waits
     */
    Room(long max) {
        this.max = max;
    }

    /** Brings something in, and waits for room first; false if nothing is wanted any more. */
    synchronized boolean enter(long bytes) throws InterruptedException {
        while (used >= max && !stopped) {
            wait();
        }
        used += bytes;
        return !stopped;
    }

    /** Brings something in that cannot wait. */
    synchronized void add(long bytes) {
        used += bytes;
    }

    /** Something is gone. */
    synchronized void leave(long bytes) {
        boolean wasFull = used >= max;
        used -= bytes;
        if (wasFull && used < max) {
            notifyAll();
        }
    }

    /** Lets everybody go. */
    synchronized void stop() {
        stopped = true;
        notifyAll();
    }
}
