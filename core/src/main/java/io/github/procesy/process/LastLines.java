package io.github.procesy.process;

import java.nio.charset.Charset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Keeps the last lines that pass by. */
final class LastLines {
    private static final int MAX_LINES = 40;
    private static final int MAX_LENGTH = 1000;
    /** No encoding takes more bytes for a character. */
    private static final int MAX_CHARACTER_BYTES = 4;

    private final Charset charset;
    private final Deque<String> lines = new ArrayDeque<>();

    LastLines(Charset charset) {
        this.charset = charset;
    }

    synchronized void take(byte[] buffer, int offset, int length) {
        Lines.forEach(buffer, offset, length, (start, size) -> {
            if (lines.size() == MAX_LINES) {
                lines.removeFirst();
            }
            String line = Lines.text(buffer, start,
                    Math.min(size, (MAX_LENGTH + 1) * MAX_CHARACTER_BYTES), charset);
            lines.addLast(line.length() > MAX_LENGTH ? line.substring(0, MAX_LENGTH) : line);
        });
    }

    synchronized List<String> list() {
        return List.copyOf(lines);
    }
}
