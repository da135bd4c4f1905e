package io.github.procesy.process;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Leaves out what HotSpot prints to standard output when it crashes, whatever
 * {@code -XX:+DisplayVMOutputToStderr} says: standard output belongs to the user's data, and the
 * outcome carries the report. It begins with a line {@code #} and a title; all its lines begin with
 * {@code #}.
 */
final class CrashReportFilter implements LineTarget {
    private static final String[] TITLES = {
            "# A fatal error has been detected by the Java Runtime Environment:",
            "# There is insufficient memory for the Java Runtime Environment to continue."};

    private final LineTarget target;
    /** A line {@code #} of which only the next line will tell whether it begins a report. */
    private byte[] held = {};
    private boolean inReport;

    CrashReportFilter(LineTarget target) {
        this.target = target;
    }

    @Override
    public void take(byte[] buffer, int offset, int length) {
        int end = offset + length;
        int passFrom = offset;
        int start = offset;
        while (start < end) {
            int next = endOfLine(buffer, start, end);
            if (buffer[start] != '#') {
                release();
            } else if (inReport || isTitle(buffer, start, next)) {
                inReport = true;
                held = new byte[0];
                pass(buffer, passFrom, start);
                passFrom = next;
            } else {
                release();
                if (isLoneHash(buffer, start, next)) {
                    pass(buffer, passFrom, start);
                    held = Arrays.copyOfRange(buffer, start, next);
                    passFrom = next;
                }
            }
            start = next;
        }
        pass(buffer, passFrom, end);
    }

    private static int endOfLine(byte[] buffer, int start, int end) {
        int i = start;
        while (i < end && buffer[i] != '\n') {
            i++;
        }
        return Math.min(i + 1, end);
    }

    private boolean isTitle(byte[] buffer, int start, int end) {
        if (held.length == 0) {
            return false;
        }
        String line = new String(buffer, start, end - start, StandardCharsets.ISO_8859_1).strip();
        return Arrays.asList(TITLES).contains(line);
    }

    private static boolean isLoneHash(byte[] buffer, int start, int end) {
        return end - start == 2 && buffer[start + 1] == '\n';
    }

    private void release() {
        if (held.length > 0) {
            byte[] line = held;
            held = new byte[0];
            target.take(line, 0, line.length);
        }
    }

    private void pass(byte[] buffer, int from, int to) {
        if (from < to) {
            target.take(buffer, from, to - from);
        }
    }

    @Override
    public boolean wantsLineEnd() {
        return target.wantsLineEnd();
    }

    @Override
    public void close() {
        try (target) {
            release();
        }
    }
}
