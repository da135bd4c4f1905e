package io.github.procesy.cli.items;

import java.io.Serializable;

/**
 * How an item ended, where there is more to say than what it gave: that is a string then.
 */
// No record: their deserialization costs a starting process 20 ms for method handles.
final class ItemEnd implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final byte[] NOTHING = {};
    private static final int UNKNOWN = -1;

    private final int worker;
    private final int pieces;
    private final byte[] out;
    private final byte[] err;
    private final String failure;
    private final boolean unusable;

    private ItemEnd(int worker, int pieces, byte[] out, byte[] err, String failure,
            boolean unusable) {
        this.worker = worker;
        this.pieces = pieces;
        this.out = out;
        this.err = err;
        this.failure = failure;
        this.unusable = unusable;
    }

    /**
     * The end of an item.
     *
     * @param worker the number of its worker
     * @param pieces how many pieces were sent before
     * @param out what comes behind them
     * @param err the same of standard error
     * @param failure why it failed; empty if it did not
     */
    static ItemEnd of(int worker, int pieces, byte[] out, byte[] err, String failure) {
        return new ItemEnd(worker, pieces, out, err, failure, false);
    }

    /** No item can be treated. */
    static ItemEnd unusable(String why) {
        return new ItemEnd(0, 0, NOTHING, NOTHING, why, true);
    }

    /**
     * The end of an item whose process is gone: nobody says how many pieces there were.
     *
     * @param lastWords a line on standard error behind what the item has said; empty for none
     */
    static ItemEnd unknown(String lastWords) {
        return new ItemEnd(UNKNOWN, Integer.MAX_VALUE, NOTHING, NOTHING, lastWords, false);
    }

    /** The same with another line about the failure. */
    ItemEnd saying(String lastWords) {
        return new ItemEnd(worker, pieces, out, err, lastWords, false);
    }

    /** Whether it is not known which worker it was on. */
    boolean isUnknown() {
        return worker == UNKNOWN;
    }

    int worker() {
        return worker;
    }

    int pieces() {
        return pieces;
    }

    byte[] out() {
        return out;
    }

    byte[] err() {
        return err;
    }

    String failure() {
        return failure;
    }

    boolean isUnusable() {
        return unusable;
    }
}
