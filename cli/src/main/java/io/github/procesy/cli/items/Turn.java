package io.github.procesy.cli.items;

import java.io.Serializable;

import io.github.procesy.memory.SharedArray;
import io.github.procesy.memory.SharedLongArray;

/**
 * Which item may send pieces without regard to how many wait to be printed: the one that is being printed. The others may as long as
 * not too much waits. In shared memory, where workers look it up.
 */
final class Turn implements Serializable, AutoCloseable {
    /** The turn of all. */
    static final long ALL = -1;
    /** The turn of none. */
    static final long NONE = -2;

    private static final long serialVersionUID = 1L;
    private static final int ITEM = 0;
    private static final int WAITING = 1;

    private final SharedLongArray words = SharedArray.ofLongs(2);
    private final long maxWaiting;

    /**
     * A turn.
     *
     * @param maxWaiting so many bytes may wait, roughly
     */
    Turn(long maxWaiting) {
        this.maxWaiting = maxWaiting;
    }

    void isOf(long item) {
        words.setOpaque(ITEM, item);
    }

    void waiting(long bytes) {
        words.setOpaque(WAITING, bytes);
    }

    boolean isTooMuch(long bytes) {
        return bytes >= maxWaiting;
    }

    /** Whether an item may send a piece. */
    boolean allows(long item) {
        long of = words.getOpaque(ITEM);
        return of == item || of == ALL || !isTooMuch(words.getOpaque(WAITING));
    }

    @Override
    public void close() {
        words.close();
    }
}
