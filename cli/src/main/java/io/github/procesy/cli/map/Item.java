package io.github.procesy.cli.map;

import java.util.Arrays;

/** A line of the input on its way. In the hands of one thread at a time. */
final class Item {
    private final long line;
    private final String text;
    private int attempts = 1;
    private long linesDelivered;
    private long linesToSkip;

    /**
     * An item.
     *
     * @param line the number of its line, from 1
     */
    Item(long line, String text) {
        this.line = line;
        this.text = text;
    }

    long line() {
        return line;
    }

    String text() {
        return text;
    }

    /** How often it has been given to a process, the present time included. */
    int attempts() {
        return attempts;
    }

    /** It is done again from its beginning; results that were delivered are not delivered again. */
    void repeat() {
        attempts++;
        linesToSkip = linesDelivered;
    }

    /** What is new in the next results of this item. */
    byte[] unseen(byte[] results) {
        int start = 0;
        for (int i = 0; i < results.length; i++) {
            if (results[i] == '\n') {
                if (linesToSkip > 0) {
                    linesToSkip--;
                    start = i + 1;
                } else {
                    linesDelivered++;
                }
            }
        }
        return start == 0 ? results : Arrays.copyOfRange(results, start, results.length);
    }
}
