package io.github.procesy.cli.terminal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Writes to a stream of the operating system from a thread of its own: soon when there is little,
 * in large pieces when there is much. What was given in one call stays together. Who gives more than
 * the stream takes waits.
 */
public final class ResultWriter extends OutputStream {
    private static final int MAX_WAITING_BYTES = 1 << 18;
    /** A buffer that a huge result blew up beyond this is not kept. */
    private static final int MAX_KEPT_BYTES = 4 * MAX_WAITING_BYTES;
    private static final Duration FOREVER = Duration.ofDays(10_000);
    /** Under load, results of this time go out in one write. */
    private static final long PAUSE_NANOS = 1_000_000;
    private static final long SLOW_NANOS = 50_000_000;

    private final OutputStream target;
    private final Consumer<? super IOException> onFailure;
    private final Thread thread = new Thread(null, this::writeAll, "procesy-results", 0, false);
    private ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private ByteArrayOutputStream leaving = new ByteArrayOutputStream();
    private boolean closed;
    private boolean failed;
    private boolean writes;
    private long writesSince;

    /**
     * Starts the thread.
     *
     * @param target where everything goes
     * @param onFailure told once when the target fails; what comes after that is dropped
     */
    public ResultWriter(OutputStream target, Consumer<? super IOException> onFailure) {
        this.target = target;
        this.onFailure = onFailure;
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        boolean interrupted = false;
        while (waiting.size() >= MAX_WAITING_BYTES && !failed && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (!failed && !closed) {
            waiting.write(bytes, offset, length);
            notifyAll();
        }
    }

    /** Waits until everything is written, or the target has failed. */
    @Override
    public void close() {
        refuse();
        awaitWritten(FOREVER);
    }

    /** Takes nothing more: what is given is dropped, and who waits goes on. */
    public synchronized void refuse() {
        closed = true;
        notifyAll();
    }

    /**
     * Waits for a time until everything is written, once nothing more is taken.
     *
     * @param atMost how long to wait
     */
    public void awaitWritten(Duration atMost) {
        try {
            thread.join(atMost);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeAll() {
        try {
            while (fetch()) {
                leaving.writeTo(target);
                written();
                leaving = emptied(leaving);
                if (isCalm()) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        } catch (IOException e) {
            fail(e);
        } catch (OutOfMemoryError e) {
            fail(new IOException("too little memory for such results", e));
        } catch (InterruptedException e) {
            throw new AssertionError("nobody has this thread in hand", e);
        }
    }

    /** Waits for bytes; false at the end. */
    private synchronized boolean fetch() throws InterruptedException {
        while (waiting.size() == 0 && !closed) {
            wait();
        }
        ByteArrayOutputStream empty = leaving;
        leaving = waiting;
        waiting = empty;
        notifyAll();
        writes = leaving.size() > 0;
        writesSince = System.nanoTime();
        return writes;
    }

    private synchronized void written() {
        writes = false;
    }

    /**
     * Whether the target takes what it is given, or has failed.
     *
     * @return false if it has kept this waiting for a while
     */
    public synchronized boolean isTaken() {
        return failed || !writes || System.nanoTime() - writesSince < SLOW_NANOS;
    }

    private static ByteArrayOutputStream emptied(ByteArrayOutputStream buffer) {
        if (buffer.size() > MAX_KEPT_BYTES) {
            return new ByteArrayOutputStream();
        }
        buffer.reset();
        return buffer;
    }

    private synchronized boolean isCalm() {
        return !closed && waiting.size() < MAX_WAITING_BYTES / 2;
    }

    private void fail(IOException e) {
        synchronized (this) {
            failed = true;
            notifyAll();
        }
        onFailure.accept(e);
    }
}
