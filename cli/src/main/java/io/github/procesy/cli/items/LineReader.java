package io.github.procesy.cli.items;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;

/**
 * Reads lines as they come. A line ends at a line feed; a carriage return before it is no part of
 * the line. The last line may lack its end.
 */
final class LineReader {
    private static final int BUFFER_BYTES = 1 << 16;

    private final InputStream in;
    private final Charset encoding;

    /** Takes a line; false if it wants no more. */
    interface LineTaker {
        boolean take(String line) throws InterruptedException;
    }

    LineReader(InputStream in, Charset encoding) {
        this.in = in;
        this.encoding = encoding;
    }

    /** Reads until the end, or until no more is wanted. */
    void readAll(LineTaker taker) throws IOException, InterruptedException {
        byte[] buffer = new byte[BUFFER_BYTES];
        ByteArrayOutputStream begun = new ByteArrayOutputStream();
        for (int count; (count = in.read(buffer)) >= 0;) {
            int start = 0;
            for (int i = 0; i < count; i++) {
                if (buffer[i] == '\n') {
                    if (!taker.take(line(begun, buffer, start, i))) {
                        return;
                    }
                    start = i + 1;
                }
            }
            begun.write(buffer, start, count - start);
        }
        if (begun.size() > 0) {
            taker.take(line(begun, buffer, 0, 0));
        }
    }

    private String line(ByteArrayOutputStream begun, byte[] buffer, int start, int end) {
        byte[] bytes = buffer;
        int from = start;
        int to = end;
        if (begun.size() > 0) {
            begun.write(buffer, start, end - start);
            bytes = begun.toByteArray();
            begun.reset();
            from = 0;
            to = bytes.length;
        }
        if (to > from && bytes[to - 1] == '\r') {
            to--;
        }
        return new String(bytes, from, to - from, encoding);
    }
}
