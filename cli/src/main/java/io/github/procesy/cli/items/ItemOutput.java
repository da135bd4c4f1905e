package io.github.procesy.cli.items;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import io.github.procesy.pool.WorkerContext;
import io.github.procesy.queue.QueueClosedException;
import io.github.procesy.queue.SharedQueue;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * Takes what an item gives, in its worker. What is little goes with the end of the item; of what is much, or comes slowly, pieces are
 * sent before.
 */
public final class ItemOutput {
    private static final int PIECE_BYTES = 1 << 14;
    private static final int MAX_PIECE_BYTES = 1 << 16;
    /** How long something waits for more to come; up to twice as long. */
    private static final long PATIENCE_MILLIS = 5;
    /** After so many looks in vain the thread that looks sleeps. */
    private static final int LOOKS = 100;
    private static final long NOT_ITS_TURN_NANOS = 2_000_000;

    private final WorkerContext worker;
    private final SharedQueue<Piece> pieces;
    private final Turn turn;
    private final List<ByteArrayOutputStream> waiting =
            List.of(new ByteArrayOutputStream(), new ByteArrayOutputStream());
    private long item = Turn.NONE;
    private int sent;
    private boolean hurries;
    private boolean senderSleeps;

    ItemOutput(WorkerContext worker, SharedQueue<Piece> pieces, Turn turn) {
        this.worker = worker;
        this.pieces = pieces;
        this.turn = turn;
        Thread.ofPlatform().name("procesy-lines").daemon().start(this::sendSoon);
    }

    synchronized void begin(long newItem) {
        waiting.forEach(ByteArrayOutputStream::reset);
        item = newItem;
        sent = 0;
    }

    /** The end of the item, with what was not sent. */
    synchronized Object end(String failure) {
        if (waiting.get(Piece.OUT).size() > PIECE_BYTES) {
            send(Piece.OUT);
        }
        item = Turn.NONE;
        byte[] out = taken(Piece.OUT);
        byte[] err = taken(Piece.ERR);
        return sent == 0 && err.length == 0 && failure.isEmpty()
                ? new String(out, ISO_8859_1)
                : ItemEnd.of(worker.number(), sent, out, err, failure);
    }

    private byte[] taken(byte stream) {
        ByteArrayOutputStream bytes = waiting.get(stream);
        byte[] taken = bytes.toByteArray();
        bytes.reset();
        return taken;
    }

    /**
     * Adds to standard output what goes with the end of the item.
     *
     * @param bytes the bytes
     */
    public synchronized void add(byte[] bytes) {
        waiting.get(Piece.OUT).writeBytes(bytes);
    }

    /**
     * Adds to standard output what may come long before the item ends.
     *
     * @param bytes has the bytes
     * @param from the first of them
     * @param count how many
     */
    public void stream(byte[] bytes, int from, int count) {
        write(Piece.OUT, bytes, from, count);
    }

    /**
     * Adds to standard error what may come long before the item ends. It is sent at once: it may be the last that the process says.
     *
     * @param bytes has the bytes
     * @param from the first of them
     * @param count how many
     */
    public void streamError(byte[] bytes, int from, int count) {
        write(Piece.ERR, bytes, from, count);
    }

    private synchronized void write(byte stream, byte[] bytes, int from, int count) {
        if (item == Turn.NONE) {
            return;
        }
        ByteArrayOutputStream target = waiting.get(stream);
        target.write(bytes, from, count);
        if (stream == Piece.ERR) {
            flush();
        } else if (hurries || target.size() >= PIECE_BYTES) {
            send(stream);
        } else if (senderSleeps) {
            senderSleeps = false;
            notifyAll();
        }
    }

    /** From now on everything is sent at once: the process ends. */
    public synchronized void hurry() {
        hurries = true;
        flush();
    }

    private void flush() {
        send(Piece.OUT);
        send(Piece.ERR);
    }

    private void send(byte stream) {
        if (item == Turn.NONE || waiting.get(stream).size() == 0) {
            return;
        }
        byte[] bytes = taken(stream);
        boolean interrupted = Thread.interrupted(); // by the program, which wants to print all the same
        try (var _ = worker.stopClock()) {
            int from = 0;
            while (from < bytes.length) {
                int to = endOfPiece(bytes, from);
                interrupted |= awaitTurn();
                interrupted |= put(new Piece(item, worker.number(), stream,
                        Arrays.copyOfRange(bytes, from, to)));
                from = to;
                sent++;
            }
        } catch (QueueClosedException e) {
            // The run has ended.
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Pieces of several items may be printed as they come: so they end with a line, however long that is. */
    private static int endOfPiece(byte[] bytes, int from) {
        if (bytes.length - from <= MAX_PIECE_BYTES) {
            return bytes.length;
        }
        int to = from + MAX_PIECE_BYTES;
        while (to > from && bytes[to - 1] != '\n') {
            to--;
        }
        if (to == from) {
            to = from + MAX_PIECE_BYTES;
            while (to < bytes.length && bytes[to - 1] != '\n') {
                to++;
            }
        }
        return to;
    }

    /** Waits until the item may send; true if the thread was interrupted meanwhile. */
    private boolean awaitTurn() {
        boolean interrupted = false;
        if (!turn.allows(item)) {
            interrupted = put(Piece.waits(item, worker.number()));
            do {
                LockSupport.parkNanos(NOT_ITS_TURN_NANOS);
                interrupted |= Thread.interrupted();
            } while (!turn.allows(item));
        }
        return interrupted;
    }

    /** Puts a piece; true if the thread was interrupted meanwhile. */
    private boolean put(Piece piece) {
        boolean interrupted = false;
        while (true) {
            try {
                pieces.put(piece);
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    /** Sends what waits since the last look. */
    private synchronized void sendSoon() {
        try {
            long seen = Turn.NONE;
            int inVain = LOOKS;
            while (true) {
                if (inVain < LOOKS) {
                    wait(PATIENCE_MILLIS);
                } else {
                    senderSleeps = true;
                    wait();
                    inVain = 0;
                }
                inVain++;
                if (item != Turn.NONE && item == seen && isAnythingWaiting()) {
                    flush();
                    inVain = 0;
                }
                seen = item;
            }
        } catch (InterruptedException e) {
            throw new AssertionError("nobody has this thread in hand", e);
        }
    }

    private boolean isAnythingWaiting() {
        return waiting.get(Piece.OUT).size() > 0 || waiting.get(Piece.ERR).size() > 0;
    }
}
