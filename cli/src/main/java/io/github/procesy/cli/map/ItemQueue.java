package io.github.procesy.cli.map;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Items that are read and not in work yet; bounded by their size. */
final class ItemQueue {
    private static final long MAX_BYTES = 4 << 20;
    /** What an item takes beside its characters, roughly. */
    private static final int ITEM_BYTES = 100;
    /** A taker leaves enough for each of the others this many times. */
    private static final int SHARES_EACH = 2;

    private final int takers;
    private final Deque<Item> items = new ArrayDeque<>();
    private long bytes;
    private long added;
    private boolean ended;
    private boolean stopped;

    ItemQueue(int takers) {
        this.takers = takers;
    }

    /** Adds an item; waits for room. False if nothing is wanted any more. */
    synchronized boolean add(Item item) throws InterruptedException {
        while (bytes >= MAX_BYTES && !stopped) {
            wait();
        }
        if (stopped) {
            return false;
        }
        items.add(item);
        bytes += sizeOf(item);
        added++;
        notifyAll();
        return true;
    }

    /** Nothing will be added any more. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Nothing will be taken any more. */
    synchronized void stop() {
        stopped = true;
        items.clear();
        notifyAll();
    }

    /** Waits until there is an item; false if there will be none. */
    synchronized boolean awaitItem() throws InterruptedException {
        while (items.isEmpty() && !ended && !stopped) {
            wait();
        }
        return !items.isEmpty();
    }

    /**
     * Takes items, as many as are there and fair to the other takers; waits for the first.
     *
     * @param max how many at most
     * @return the items; empty if there are none any more
     */
    synchronized List<Item> take(int max) throws InterruptedException {
        List<Item> taken = new ArrayList<>();
        if (awaitItem()) {
            int share = Math.clamp(items.size() / (SHARES_EACH * takers), 1, max);
            for (int i = 0; i < share; i++) {
                Item item = items.remove();
                bytes -= sizeOf(item);
                taken.add(item);
            }
            notifyAll();
        }
        return taken;
    }

    /** How many items there were so far. */
    synchronized long added() {
        return added;
    }

    /** Whether no item will be added any more. */
    synchronized boolean isEnded() {
        return ended;
    }

    private static int sizeOf(Item item) {
        return ITEM_BYTES + 2 * item.text().length();
    }
}
