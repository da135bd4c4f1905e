package io.github.procesy.cli.items;

import java.nio.charset.Charset;

import io.github.procesy.SerializableCallable;
import io.github.procesy.pool.WorkerContext;
import io.github.procesy.queue.SharedQueue;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * One worker of a run, in its process. An item arrives as its index, a colon and the bytes of the line; what it gives leaves as bytes.
 * Both are strings of Latin-1, one character for each byte, which travel fast.
 */
final class LineWorker {
    private static final char SEPARATOR = ':';

    private final ItemWork work;
    private final Charset encoding;
    private final ItemOutput output;
    private final String unusable;

    private LineWorker(ItemWork work, Charset encoding, ItemOutput output, String unusable) {
        this.work = work;
        this.encoding = encoding;
        this.output = output;
        this.unusable = unusable;
    }

    /** Makes the worker when its process has come up. */
    // No record: their deserialization costs a starting process 20 ms for method handles.
    static final class Maker implements SerializableCallable<LineWorker> {
        private static final long serialVersionUID = 1L;

        private final ItemWork work;
        private final String encoding;
        private final SharedQueue<Piece> pieces;
        private final Turn turn;

        Maker(ItemWork work, Charset encoding, SharedQueue<Piece> pieces, Turn turn) {
            this.work = work;
            this.encoding = encoding.name();
            this.pieces = pieces;
            this.turn = turn;
        }

        @Override
        public LineWorker call() {
            ItemOutput output = new ItemOutput(WorkerContext.current(), pieces, turn);
            String unusable = "";
            try {
                work.begin();
            } catch (ItemFailure e) {
                unusable = String.valueOf(e.getMessage());
            } catch (Throwable e) {
                unusable = FailureText.thrown(e);
            }
            return new LineWorker(work, Charset.forName(encoding), output, unusable);
        }
    }

    /** An item as it travels. */
    static String item(long index, String line) {
        return index + ":" + line;
    }

    /** The bytes of the line of an item. */
    static String line(String item) {
        return item.substring(item.indexOf(SEPARATOR) + 1);
    }

    /** Treats an item, in the worker of the current thread. */
    static Object treat(String item) {
        return WorkerContext.current().state(LineWorker.class).treatHere(item);
    }

    private Object treatHere(String item) {
        if (!unusable.isEmpty()) {
            return ItemEnd.unusable(unusable);
        }
        int separator = item.indexOf(SEPARATOR);
        long index = Long.parseLong(item, 0, separator, 10);
        String line = new String(item.substring(separator + 1).getBytes(ISO_8859_1), encoding);
        String failure = "";
        output.begin(index);
        try {
            work.treat(line, output);
        } catch (ItemFailure e) {
            failure = String.valueOf(e.getMessage());
        } catch (Throwable e) {
            failure = FailureText.thrown(e);
        }
        return output.end(failure);
    }
}
