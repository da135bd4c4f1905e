package io.github.procesy.cli.items;

import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Prints what items give, in order. What the item gives whose turn it is goes out at once, the rest is kept. Never waits but for the
 * stream itself: who brings items waits for room, and workers look whether they may send more.
 */
final class Printer {
    /** What an item that waits for its turn takes beside its bytes, roughly. */
    private static final int ITEM_BYTES = 200;
    private static final int LOOK_MILLIS = 10;

    private final PrintOrder order;
    private final Consumer<byte[]> out;
    private final Consumer<byte[]> err;
    private final Charset encoding;
    private final Room room;
    private final Turn turn;
    private final TreeMap<Long, KeptItem> items = new TreeMap<>();
    /** Those of them that have said that they wait for their turn; some may have it now. */
    private final Map<Long, KeptItem> waiting = new HashMap<>();
    private final EndedItems ended = new EndedItems();
    private long current;
    private long keptBytes;
    private boolean closed;

    Printer(PrintOrder order, Consumer<byte[]> out, Consumer<byte[]> err, Charset encoding,
            Room room, Turn turn) {
        this.order = order;
        this.encoding = encoding;
        this.out = out;
        this.err = err;
        this.room = room;
        this.turn = turn;
        current = switch (order) {
            case INPUT -> 0;
            case WHOLE -> Turn.NONE;
            case PIECES -> Turn.ALL;
        };
        turn.isOf(current);
    }

    // ---- what comes

    /** A piece has come. */
    synchronized void piece(Piece piece) {
        if (hasEnded(piece.item())) {
            return; // from a worker that died, or was too late
        }
        KeptItem item = item(piece.item());
        if (piece.stream() == Piece.END) {
            finish(piece.item(), item);
            notifyAll();
            return;
        }
        give(-item.begin(piece.worker()));
        if (piece.stream() == Piece.WAITS) {
            item.setWaits();
            waiting.put(piece.item(), item);
            return;
        }
        item.count();
        pass(piece.item(), item, piece.stream(), piece.bytes());
        finishIfComplete(piece.item(), item);
        chooseIfTooMuch();
        notifyAll();
    }

    /** An item has ended that sent no pieces. */
    synchronized void end(long index, byte[] result) {
        KeptItem item = items.get(index);
        if (item == null && !closed && isTurnOf(index)) {
            out.accept(result);
            hasEnded(index, null);
        } else if (!hasEnded(index)) {
            item = item(index);
            give(-item.begin(0));
            item.setEnd(ItemEnd.of(0, 0, result, new byte[0], ""));
            finish(index, item);
        }
    }

    /** An item has ended; its pieces may still be on their way. */
    synchronized void end(long index, ItemEnd how) {
        if (!hasEnded(index)) {
            KeptItem item = item(index);
            item.setEnd(how);
            finishIfComplete(index, item);
        }
    }

    /** An item has ended when a piece comes that says so. */
    synchronized void endBehindPieces(long index, String lastWords) {
        if (!hasEnded(index)) {
            item(index).setEnd(ItemEnd.unknown(lastWords));
        }
    }

    private KeptItem item(long index) {
        return items.computeIfAbsent(index, i -> {
            give(ITEM_BYTES);
            return new KeptItem();
        });
    }

    private boolean hasEnded(long index) {
        if (closed) {
            return true; // nothing more is printed
        }
        if (order == PrintOrder.INPUT) {
            KeptItem item = items.get(index);
            return index < current || (item != null && item.hasEnded());
        }
        return ended.has(index);
    }

    // ---- what becomes of it

    private boolean isTurnOf(long index) {
        return order == PrintOrder.PIECES || current == index
                || (order == PrintOrder.WHOLE && current == Turn.NONE);
    }

    /** Prints or keeps a part. */
    private void pass(long index, KeptItem item, byte stream, byte[] bytes) {
        byte[] unseen = item.unseen(stream, bytes);
        if (unseen.length > 0) {
            passUnseen(index, item, stream, unseen);
        }
    }

    private void passUnseen(long index, KeptItem item, byte stream, byte[] bytes) {
        if (order == PrintOrder.PIECES || current == index) {
            print(item, stream, bytes);
        } else {
            item.keep(new Piece(index, 0, stream, bytes));
            give(bytes.length);
        }
    }

    private void print(KeptItem item, byte stream, byte[] bytes) {
        item.print(stream, bytes);
        (stream == Piece.OUT ? out : err).accept(bytes);
    }

    private void flush(KeptItem item) {
        Piece piece;
        while ((piece = item.next()) != null) {
            give(-piece.bytes().length);
            print(item, piece.stream(), piece.bytes());
        }
    }

    private void finishIfComplete(long index, KeptItem item) {
        ItemEnd end = item.end();
        if (end != null && item.pieces(end.worker()) >= end.pieces()) {
            finish(index, item);
        }
    }

    private void finish(long index, KeptItem item) {
        ItemEnd end = item.end();
        if (end != null) {
            if (!end.isUnknown()) {
                give(-item.begin(end.worker()));
            }
            pass(index, item, Piece.OUT, end.out());
            pass(index, item, Piece.ERR, end.err());
            if (!end.failure().isEmpty()) {
                String before = item.hasBegunErrorLine() ? "\n" : "";
                passUnseen(index, item, Piece.ERR,
                        (before + end.failure() + "\n").getBytes(encoding));
            }
        }
        item.setEnded();
        if (isTurnOf(index)) {
            flush(item);
            hasEnded(index, item);
        } else if (order != PrintOrder.INPUT) {
            ended.add(index);
        }
    }

    /** All of an item is printed. */
    private void hasEnded(long index, @Nullable KeptItem item) {
        if (item != null) {
            items.remove(index);
            give(-ITEM_BYTES);
        }
        if (order != PrintOrder.INPUT) {
            ended.add(index);
            if (order == PrintOrder.WHOLE && current == index) {
                releaseWhole();
            }
            return;
        }
        current++;
        KeptItem next;
        while (!items.isEmpty() && (next = items.get(current)) != null) {
            flush(next);
            if (!next.hasEnded()) {
                break;
            }
            items.remove(current);
            give(-ITEM_BYTES);
            current++;
        }
        turn.isOf(current);
    }

    /** Prints those that have ended meanwhile. */
    private void releaseWhole() {
        current = Turn.NONE;
        turn.isOf(current);
        items.entrySet().removeIf(entry -> {
            if (entry.getValue().hasEnded()) {
                flush(entry.getValue());
                give(-ITEM_BYTES);
                return true;
            }
            return false;
        });
        chooseIfTooMuch();
    }

    /** Where much is kept, the first that has something is printed on until it ends. */
    private void chooseIfTooMuch() {
        if (order == PrintOrder.WHOLE && current == Turn.NONE && turn.isTooMuch(keptBytes)) {
            for (var entry : items.entrySet()) {
                if (!entry.getValue().isEmpty() && !entry.getValue().hasEnded()) {
                    current = entry.getKey();
                    turn.isOf(current);
                    flush(entry.getValue());
                    return;
                }
            }
        }
    }

    /** The numbers of the workers that wait until their items may send more, as long as too much is kept. */
    synchronized Set<Integer> waitingWorkers() {
        if (waiting.isEmpty() || !turn.isTooMuch(keptBytes)) {
            return Set.of();
        }
        waiting.entrySet()
                .removeIf(item -> !item.getValue().waits() || isTurnOf(item.getKey()));
        return waiting.values().stream().map(KeptItem::worker).collect(Collectors.toSet());
    }

    /** So many bytes more are kept. */
    private void give(long bytes) {
        if (bytes != 0) {
            keptBytes += bytes;
            turn.waiting(keptBytes);
            if (bytes > 0) {
                room.add(bytes);
            } else {
                room.leave(-bytes);
            }
        }
    }

    /** Waits for a time until all that has ended is printed. */
    synchronized boolean awaitEmpty(long millis) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        long left = millis;
        while (!items.isEmpty() && left > 0) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        }
        return items.isEmpty();
    }

    /**
     * Prints an item that was told to end, whosever turn it is, and nothing after it.
     *
     * @param index the item
     * @param piecesCome whether there are pieces on their way
     * @param millis how long to wait for pieces of it when none are
     */
    synchronized void printLast(long index, BooleanSupplier piecesCome, long millis)
            throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        KeptItem last;
        while ((last = items.get(index)) != null && !last.hasEnded()
                && (piecesCome.getAsBoolean() || System.nanoTime() - deadline < 0)) {
            wait(LOOK_MILLIS);
        }
        if (last != null && !last.hasEnded()) {
            finish(index, last);
        }
        last = items.remove(index);
        if (last != null) {
            flush(last);
        }
        closed = true;
    }
}
