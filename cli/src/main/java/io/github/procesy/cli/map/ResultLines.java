package io.github.procesy.cli.map;

import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.nio.charset.Charset;
import java.util.Collection;
import java.util.function.Consumer;
import java.util.stream.BaseStream;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import io.github.procesy.cli.expression.NoResult;
import org.jspecify.annotations.Nullable;

/**
 * Turns the result of an item into lines and sends them to the parent: one line, or one for each
 * element of a stream, collection or array. The lines of a fast stream go in large pieces, those of
 * a slow one as they come.
 */
final class ResultLines {
    private static final int PIECE_BYTES = 1 << 14;
    /** How long a line waits for more to come. */
    private static final long PATIENCE_MILLIS = 5;

    private final Charset encoding;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private @Nullable Consumer<? super byte[]> target;
    private @Nullable Thread sender;

    ResultLines(Charset encoding) {
        this.encoding = encoding;
    }

    /** Begins with an item. */
    synchronized void begin(Consumer<? super byte[]> results) {
        target = results;
    }

    /** Sends what is left of the item. */
    synchronized void end() {
        send();
        target = null;
    }

    void print(@Nullable Object result) {
        if (result instanceof Collection<?> collection) {
            collection.forEach(this::element);
        } else if (result instanceof BaseStream<?, ?> stream) {
            try (stream) {
                printStream(stream.sequential());
            }
        } else if (result != null && result.getClass().isArray()) {
            int length = Array.getLength(result);
            for (int i = 0; i < length; i++) {
                element(Array.get(result, i));
            }
        } else if (result != NoResult.INSTANCE) {
            line(result);
        }
    }

    /** Not by an iterator, which gathers all that one element of a flatMap yields. */
    private void printStream(BaseStream<?, ?> stream) {
        if (stream instanceof IntStream ints) {
            ints.forEachOrdered(this::element);
        } else if (stream instanceof LongStream longs) {
            longs.forEachOrdered(this::element);
        } else if (stream instanceof DoubleStream doubles) {
            doubles.forEachOrdered(this::element);
        } else {
            ((Stream<?>) stream).forEachOrdered(this::element);
        }
    }

    private synchronized void element(@Nullable Object element) {
        boolean first = waiting.size() == 0;
        line(element);
        if (waiting.size() >= PIECE_BYTES) {
            send();
        } else if (sender == null) {
            sender = new Thread(null, this::sendSoon, "procesy-lines", 0, false);
            sender.setDaemon(true);
            sender.start();
        } else if (first) {
            notifyAll();
        }
    }

    private synchronized void line(@Nullable Object value) {
        waiting.writeBytes(String.valueOf(value).getBytes(encoding));
        waiting.write('\n');
    }

    private synchronized void send() {
        if (target != null && waiting.size() > 0) {
            byte[] lines = waiting.toByteArray();
            waiting.reset();
            target.accept(lines);
        }
    }

    /** Sends the lines that nothing followed for a while. */
    private synchronized void sendSoon() {
        try {
            while (true) {
                while (waiting.size() == 0) {
                    wait();
                }
                wait(PATIENCE_MILLIS);
                send();
            }
        } catch (InterruptedException e) {
            throw new AssertionError("nobody has this thread in hand", e);
        } catch (UncheckedIOException e) {
            // The parent is gone; the process ends itself.
        }
    }
}
