package io.github.procesy.cli.items;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/** What is known of an item that has sent pieces, or waits for its turn to be printed. */
final class KeptItem {
    private final Deque<Piece> kept = new ArrayDeque<>();
    private final Printed[] printed = {new Printed(), new Printed()};
    private long bytes;
    private int worker;
    private int pieces;
    private boolean ended;
    private boolean errorLineBegun;
    private boolean waits;
    private @Nullable ItemEnd end;

    /** What was printed of one stream: lines, and bytes behind the last of them. */
    private static final class Printed {
        private long lines;
        private long rest;
        private long linesToSkip;
        private long restToSkip;

        void beginAgain() {
            linesToSkip = lines;
            restToSkip = rest;
        }

        byte[] unseen(byte[] content) {
            int from = 0;
            while (linesToSkip > 0 && from < content.length) {
                linesToSkip -= content[from++] == '\n' ? 1 : 0;
            }
            while (linesToSkip == 0 && restToSkip > 0 && from < content.length) {
                restToSkip = content[from] == '\n' ? 0 : restToSkip - 1;
                from++;
            }
            return from == 0 ? content : Arrays.copyOfRange(content, from, content.length);
        }

        void count(byte[] content) {
            for (byte b : content) {
                if (b == '\n') {
                    lines++;
                    rest = 0;
                } else {
                    rest++;
                }
            }
        }
    }

    /**
     * A piece has come, or what counts as one.
     *
     * @param from the number of the worker
     * @return how many bytes were kept that nobody needs: of a worker that died
     */
    long begin(int from) {
        long dropped = 0;
        if (from != worker) {
            dropped = bytes;
            kept.clear();
            bytes = 0;
            pieces = 0;
            worker = from;
            waits = false;
            for (Printed stream : printed) {
                stream.beginAgain();
            }
        }
        return dropped;
    }

    void count() {
        pieces++;
        waits = false;
    }

    /** Its worker waits until it may send more. */
    void setWaits() {
        waits = true;
    }

    /** Whether its worker waits until it may send more. */
    boolean waits() {
        return waits && end == null && !ended;
    }

    /** The number of the worker of its last piece. */
    int worker() {
        return worker;
    }

    /** How many pieces there were of a worker. */
    int pieces(int of) {
        return of == worker ? pieces : 0;
    }

    /** What of a piece was not printed before its worker died and another began anew. */
    byte[] unseen(byte stream, byte[] content) {
        byte[] unseen = printed[stream].unseen(content);
        if (stream == Piece.ERR && unseen.length > 0) {
            errorLineBegun = unseen[unseen.length - 1] != '\n';
        }
        return unseen;
    }

    /** Whether what it has said so far ends within a line. */
    boolean hasBegunErrorLine() {
        return errorLineBegun;
    }

    /** A part was printed. */
    void print(byte stream, byte[] content) {
        printed[stream].count(content);
    }

    void keep(Piece piece) {
        kept.add(piece);
        bytes += piece.bytes().length;
    }

    /** Takes the first that is kept. */
    @Nullable
    Piece next() {
        Piece next = kept.poll();
        if (next != null) {
            bytes -= next.bytes().length;
        }
        return next;
    }

    boolean isEmpty() {
        return kept.isEmpty();
    }

    /** How it ends when all its pieces have come. */
    @Nullable
    ItemEnd end() {
        return end;
    }

    void setEnd(ItemEnd how) {
        end = how;
    }

    boolean hasEnded() {
        return ended;
    }

    void setEnded() {
        ended = true;
    }
}
