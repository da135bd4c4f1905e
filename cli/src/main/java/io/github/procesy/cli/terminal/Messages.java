package io.github.procesy.cli.terminal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Prints whole lines to standard error, whoever prints. A progress line, if there is one, stays
 * below them. Where standard error is closed, messages are lost and nothing else happens.
 */
public final class Messages {
    /** Back to the first column, and clear the line: ECMA-48. */
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final OutputStream target;
    private final Charset encoding;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean progressShown;
    private boolean progressEnded;
    /** What was written last has no line end yet. */
    private boolean lineBegun;

    /**
     * Messages to a stream.
     *
     * @param target the stream
     * @param encoding how text is encoded
     */
    public Messages(OutputStream target, Charset encoding) {
        this.target = target;
        this.encoding = encoding;
    }

    /**
     * Prints a line.
     *
     * @param text the line, or several
     */
    public void print(String text) {
        lock.lock();
        try {
            printLocked(text);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Prints bytes as they are.
     *
     * @param bytes what a program has said
     */
    public void write(byte[] bytes) {
        lock.lock();
        try {
            clearProgress();
            noteLine(bytes, 0, bytes.length);
            target.write(bytes);
        } catch (IOException e) {
            // Nobody reads messages any more.
        } finally {
            lock.unlock();
        }
    }

    /**
     * Prints the last line and shows no progress after it; not if another thread is busy printing
     * for too long, because the end of the JVM must not wait for a terminal that is stopped.
     *
     * @param text the line
     * @param atMost how long to wait for the other thread
     */
    public void printLast(String text, Duration atMost) {
        try {
            if (lock.tryLock(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
                try {
                    printLocked(text);
                    progressEnded = true;
                } finally {
                    lock.unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Shows a line that the next message, or the next progress, replaces; not behind a line that has no end yet.
     *
     * @param text one line, shorter than the terminal is wide
     */
    public void progress(String text) {
        lock.lock();
        try {
            if (!progressEnded && !lineBegun) {
                clearProgress();
                write(text);
                progressShown = true;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Shows no progress any more. */
    public void endProgress() {
        lock.lock();
        try {
            clearProgress();
            progressEnded = true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * A stream that writes to another one, which is the same terminal, while no progress line is
     * shown.
     *
     * @param other the other stream
     * @return the stream
     */
    public OutputStream aside(OutputStream other) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                lock.lock();
                try {
                    clearProgress();
                    noteLine(bytes, offset, length);
                    other.write(bytes, offset, length);
                } finally {
                    lock.unlock();
                }
            }
        };
    }

    private void noteLine(byte[] bytes, int offset, int length) {
        if (length > 0) {
            lineBegun = bytes[offset + length - 1] != '\n';
        }
    }

    private void printLocked(String text) {
        clearProgress();
        lineBegun = false;
        write(text + "\n");
    }

    private void clearProgress() {
        if (progressShown) {
            progressShown = false;
            write(CLEAR_LINE);
        }
    }

    private void write(String text) {
        try {
            target.write(text.getBytes(encoding));
        } catch (IOException e) {
            // Nobody reads messages any more.
        }
    }
}
