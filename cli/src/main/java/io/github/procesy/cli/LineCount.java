package io.github.procesy.cli;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Counts the lines of a file ahead of those who read it, for the progress alone. */
final class LineCount {
    private static final int BUFFER_BYTES = 1 << 18;
    private static final long UNKNOWN = -1;

    private final Path file;
    private volatile long lines = UNKNOWN;

    private LineCount(Path file) {
        this.file = file;
    }

    /** Begins to count. */
    static LineCount begin(Path file) {
        LineCount count = new LineCount(file);
        Thread thread = new Thread(null, count::count, "procesy-lines", 0, false);
        thread.setDaemon(true);
        thread.start();
        return count;
    }

    /** The number of lines, once it is known. */
    OptionalLong lines() {
        return lines == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(lines);
    }

    private void count() {
        byte[] buffer = new byte[BUFFER_BYTES];
        long found = 0;
        byte last = '\n';
        try (InputStream in = new FileInputStream(file.toFile())) {
            for (int count; (count = in.read(buffer)) > 0;) {
                for (int i = 0; i < count; i++) {
                    if (buffer[i] == '\n') {
                        found++;
                    }
                }
                last = buffer[count - 1];
            }
            lines = last == '\n' ? found : found + 1;
        } catch (IOException e) {
            // The total stays unknown; who reads the lines will say what is wrong.
        }
    }
}
