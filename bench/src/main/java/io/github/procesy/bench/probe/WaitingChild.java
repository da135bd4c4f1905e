package io.github.procesy.bench.probe;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.github.procesy.process.ChildProcess;
import io.github.procesy.process.Outcome;
import io.github.procesy.process.Output;
import org.jspecify.annotations.Nullable;

/** A child whose task has begun and waits; it may print a line now and then to show that it lives. */
public final class WaitingChild implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;

    private final CountDownLatch begun = new CountDownLatch(1);
    private final AtomicLong lines = new AtomicLong();
    private final ChildProcess<@Nullable Void> child;
    private final ProcessHandle handle;

    private WaitingChild(long lineMillis) {
        child = ChildProcess.builder().stdout(Output.lines(line -> {
            lines.incrementAndGet();
            begun.countDown();
        })).start(() -> stay(lineMillis));
        handle = ProcessHandle.of(child.pid())
                .orElseThrow(() -> new IllegalStateException(child + " ended at once"));
    }

    /** What runs in the child. */
    private static void stay(long lineMillis) throws InterruptedException {
        while (true) {
            System.out.println("here");
            Thread.sleep(lineMillis);
        }
    }

    /**
     * Starts a child that waits until it is killed.
     *
     * @return the child, which may not have begun its task
     */
    public static WaitingChild start() {
        return new WaitingChild(Long.MAX_VALUE);
    }

    /**
     * Starts a child that shows that it lives.
     *
     * @param lineMillis the time between two signs of life
     * @return the child, which may not have begun its task
     */
    public static WaitingChild startAlive(long lineMillis) {
        return new WaitingChild(lineMillis);
    }

    /**
     * Waits until the task has begun.
     *
     * @throws IOException if it does not
     * @throws InterruptedException if this thread is interrupted
     */
    public void awaitTask() throws IOException, InterruptedException {
        if (!begun.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("a task did not begin within " + PATIENCE_SECONDS + " s: "
                    + child);
        }
    }

    /**
     * Waits for a new sign of life.
     *
     * @throws IOException if there is none
     * @throws InterruptedException if this thread is interrupted
     */
    public void awaitSignOfLife() throws IOException, InterruptedException {
        long seen = lines.get();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (lines.get() == seen) {
            if (System.nanoTime() > deadline || !child.isAlive()) {
                throw new IOException("a neighbour of the process that was killed does not go on: "
                        + child);
            }
            Thread.sleep(1);
        }
    }

    /**
     * The process id.
     *
     * @return the pid
     */
    public long pid() {
        return child.pid();
    }

    /**
     * Sends it SIGKILL, past the library, and joins it.
     *
     * @throws Exception if it did not end by that
     */
    public void killAndJoin() throws Exception {
        handle.destroyForcibly();
        if (!(child.join() instanceof Outcome.Killed)) {
            throw new IllegalStateException("the cause of death is wrong: " + child);
        }
    }

    /** Kills it, if it is alive, and waits for its end. */
    @Override
    public void close() {
        child.kill();
        child.close();
    }
}
