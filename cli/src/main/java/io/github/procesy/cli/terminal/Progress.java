package io.github.procesy.cli.terminal;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Shows how far a run is, once it lasts. */
public final class Progress implements AutoCloseable {
    private static final long FIRST_MILLIS = 700;
    private static final long PERIOD_MILLIS = 250;

    private final Messages messages;
    private final Supplier<Figures> figures;
    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * How far a run is.
     *
     * @param queued how many items wait for a worker
     * @param running how many workers have in their hands
     * @param ended how many have ended
     * @param failed how many of these failed
     * @param lost how many of these because their process died
     * @param retried how often one was tried again
     * @param inAll how many there are, once that is known
     */
    public record Figures(long queued, long running, long ended, long failed, long lost,
            long retried, OptionalLong inAll) {
        /**
         * The same with a total.
         *
         * @param total how many there are; empty if that is not known otherwise
         * @return other figures
         */
        public Figures of(OptionalLong total) {
            return total.isPresent()
                    ? new Figures(queued, running, ended, failed, lost, retried, total)
                    : this;
        }
    }

    private Progress(Messages messages, Supplier<Figures> figures) {
        this.messages = messages;
        this.figures = figures;
    }

    /**
     * Begins to show.
     *
     * @param messages where
     * @param figures asked again and again
     * @return the progress; close it when the run ends
     */
    public static Progress begin(Messages messages, Supplier<Figures> figures) {
        Progress progress = new Progress(messages, figures);
        Thread thread = new Thread(null, progress::show, "procesy-progress", 0, false);
        thread.setDaemon(true);
        thread.start();
        return progress;
    }

    private void show() {
        try {
            if (!closed.await(FIRST_MILLIS, TimeUnit.MILLISECONDS)) {
                ProgressLine line = new ProgressLine(messages, TerminalWidth.columns(),
                        Duration.ofMillis(FIRST_MILLIS));
                do {
                    line.show(figures.get());
                } while (!closed.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS));
            }
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts this thread", e);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        messages.endProgress();
    }
}
