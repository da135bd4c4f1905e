package io.github.procesy.process;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Arrays;

/** Carries what a process prints to its target, in whole lines. */
final class OutputPump extends Thread {
    private static final System.Logger LOG = System.getLogger(OutputPump.class.getName());
    private static final int BUFFER_BYTES = 16 * 1024;
    /** A line longer than this is passed on in pieces, as if they were lines. */
    private static final int MAX_LINE_BYTES = 64 << 20;
    /** How long a stream must be silent, once its process has ended, to count as drained. */
    private static final Duration QUIET = Duration.ofMillis(100);
    private static final Duration LOOK = Duration.ofMillis(1);
    /** How long a target may take for what is left, once the process has ended. */
    private static final Duration SLOW_TARGET = Duration.ofSeconds(10);

    private final InputStream in;
    private final LineTarget target;
    private final LastLines lastLines;
    private volatile boolean delivering;
    private volatile long bytesRead;
    private boolean complained;

    OutputPump(String threadName, InputStream in, LineTarget target, LastLines lastLines) {
        super(null, null, threadName, 0, false);
        this.in = in;
        this.target = target;
        this.lastLines = lastLines;
        setDaemon(true);
    }

    @Override
    public void run() {
        byte[] buffer = new byte[BUFFER_BYTES];
        int filled = 0;
        long totalRead = 0;
        try (in; target) {
            while (true) {
                int count = in.read(buffer, filled, buffer.length - filled);
                delivering = true;
                if (count < 0) {
                    deliverLast(buffer, filled);
                    return;
                }
                totalRead += count;
                bytesRead = totalRead;
                filled += count;
                int whole = endOfLastLine(buffer, filled, filled - count);
                if (whole == 0 && filled >= MAX_LINE_BYTES) {
                    whole = filled;
                }
                deliver(buffer, whole);
                System.arraycopy(buffer, whole, buffer, 0, filled - whole);
                filled -= whole;
                if (filled == buffer.length) {
                    buffer = Arrays.copyOf(buffer, 2 * buffer.length);
                }
                delivering = false;
            }
        } catch (IOException | RuntimeException e) {
            // The stream of a process that was killed may fail instead of ending.
            LOG.log(Level.DEBUG, "output ended", e);
        } finally {
            delivering = false;
        }
    }

    /**
     * Waits, after the end of the process, until what it printed has been passed on. A descendant
     * that inherited the stream may hold it open and go on printing: what was in the pipe when the
     * process ended is waited for where that is known; elsewhere silence counts as the end.
     */
    void awaitDrained() throws InterruptedException {
        if (join(QUIET)) {
            return;
        }
        long deadline = System.nanoTime() + SLOW_TARGET.toNanos();
        long printed = printedSoFar();
        long seen = -1;
        while (delivering || (printed < 0 ? bytesRead != seen : bytesRead < printed)) {
            seen = bytesRead;
            if (join(printed < 0 ? QUIET : LOOK) || System.nanoTime() > deadline) {
                return;
            }
        }
    }

    /** All bytes that were ever printed, or -1 if that is not known. */
    private long printedSoFar() {
        if (!(in instanceof FileInputStream)) {
            return -1; // a buffered stream would make us wait for its reader
        }
        try {
            return bytesRead + in.available();
        } catch (IOException e) {
            return 0; // closed: all is read
        }
    }

    private void deliverLast(byte[] buffer, int length) {
        if (length > 0 && target.wantsLineEnd()) {
            byte[] line = Arrays.copyOf(buffer, length + 1);
            line[length] = '\n';
            deliver(line, line.length);
        } else {
            deliver(buffer, length);
        }
    }

    /** Whether the current thread is in the middle of passing lines on, in code of the user. */
    boolean isCurrentThread() {
        return Thread.currentThread() == this;
    }

    private void deliver(byte[] buffer, int length) {
        if (length == 0) {
            return;
        }
        lastLines.take(buffer, 0, length);
        try {
            target.take(buffer, 0, length);
        } catch (RuntimeException | Error e) {
            if (!complained) {
                complained = true;
                LOG.log(Level.WARNING, getName() + ": the target of the output failed; the process"
                        + " goes on, and so does its output. This is said once.", e);
            }
        }
    }

    private static int endOfLastLine(byte[] buffer, int filled, int unseenFrom) {
        for (int i = filled - 1; i >= unseenFrom; i--) {
            if (buffer[i] == '\n') {
                return i + 1;
            }
        }
        return 0;
    }
}
