package io.github.procesy.cli.map;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;

import io.github.procesy.cli.terminal.ResultWriter;

/**
 * Prints results in the order of the input. Those of the <i>head</i>, the first item that has not
 * ended, go out at once and never wait for others; those of later items are kept until it is their
 * turn. When much is kept, the threads of later items wait. The thread of the head is never among
 * them, and every thread has its items in the order of the input: so there is always one that goes
 * on.
 */
final class OrderedPrinter implements ResultPrinter {
    /** What an item that waits for its turn takes beside its results, roughly. */
    private static final int ITEM_BYTES = 150;

    private final ResultWriter out;
    private final long maxBytes;
    private final Map<Long, Kept> kept = new HashMap<>();
    private long keptBytes;
    private long head = 1;
    private boolean stopped;

    /** Results that wait for their turn. */
    private static final class Kept {
        private final ByteArrayOutputStream lines = new ByteArrayOutputStream(0);
        private boolean ended;
    }

    /**
     * A printer.
     *
     * @param maxBytes how much is kept, roughly
     */
    OrderedPrinter(ResultWriter out, long maxBytes) {
        this.out = out;
        this.maxBytes = maxBytes;
    }

    @Override
    public synchronized void print(Item item, byte[] lines) {
        if (awaitTurnOrRoom(item)) {
            out.write(lines, 0, lines.length);
        } else if (!stopped) {
            kept(item).lines.writeBytes(lines);
            keptBytes += lines.length;
        }
    }

    @Override
    public synchronized void end(Item item) {
        if (awaitTurnOrRoom(item)) {
            head++;
            release();
            notifyAll();
        } else if (!stopped) {
            kept(item).ended = true;
        }
    }

    @Override
    public synchronized void stop() {
        stopped = true;
        kept.clear();
        notifyAll();
    }

    /** Prints what was kept of the new head, and of those behind it if it has ended. */
    private void release() {
        for (Kept next; (next = kept.remove(head)) != null;) {
            out.write(next.lines.toByteArray(), 0, next.lines.size());
            keptBytes -= ITEM_BYTES + next.lines.size();
            if (!next.ended) {
                return;
            }
            head++;
        }
    }

    /** Waits while the item is not the head and too much is kept; true if it is the head. */
    private boolean awaitTurnOrRoom(Item item) {
        boolean interrupted = false;
        while (!stopped && item.line() != head && keptBytes >= maxBytes) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return !stopped && item.line() == head;
    }

    private Kept kept(Item item) {
        return kept.computeIfAbsent(item.line(), line -> {
            keptBytes += ITEM_BYTES;
            return new Kept();
        });
    }
}
