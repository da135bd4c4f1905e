package io.github.procesy.process;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Cuts bytes into lines. */
final class Lines {
    /** The encoding of lines that are decoded in this process. */
    static final Charset CONSUMED = StandardCharsets.UTF_8;

    /** Takes the place of a line in a buffer; its line end counts as part of it. */
    interface LineVisitor {
        void line(int start, int length);
    }

    private Lines() {}

    static void forEach(byte[] buffer, int offset, int length, LineVisitor visitor) {
        int end = offset + length;
        int start = offset;
        for (int i = offset; i < end; i++) {
            if (buffer[i] == '\n') {
                visitor.line(start, i + 1 - start);
                start = i + 1;
            }
        }
        if (start < end) {
            visitor.line(start, end - start);
        }
    }

    /** The text of a line without its line end. */
    static String text(byte[] buffer, int start, int length, Charset charset) {
        int size = length;
        if (size > 0 && buffer[start + size - 1] == '\n') {
            size--;
            if (size > 0 && buffer[start + size - 1] == '\r') {
                size--;
            }
        }
        return new String(buffer, start, size, charset);
    }
}
