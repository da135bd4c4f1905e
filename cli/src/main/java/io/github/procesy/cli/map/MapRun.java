package io.github.procesy.cli.map;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import io.github.procesy.cli.expression.CompiledExpression;
import io.github.procesy.cli.terminal.BrokenPipe;
import io.github.procesy.cli.terminal.ExitCode;
import io.github.procesy.cli.terminal.Messages;
import io.github.procesy.cli.terminal.ResultWriter;

/**
 * One run of {@code map}. Its threads:
 *
 * <ul>
 * <li>the reader: lines from the input to the queue, as long as there is room;
 * <li>one for each worker: items from the queue to its process, results to the printer;
 * <li>the writer of results: from the printer to standard output;
 * <li>the watchdog, if there is a timeout: kills the processes whose item is over time.
 * </ul>
 *
 * All are daemons: what one of them waits for must not keep the program alive.
 */
public final class MapRun {
    private static final Duration LAST_RESULTS = Duration.ofMillis(200);
    private static final Duration A_MOMENT = Duration.ofMillis(100);
    /** How long the threads may take to notice that the run is broken off. */
    private static final Duration BROKEN_OFF = Duration.ofSeconds(2);
    private static final long MIN_KEPT_BYTES = 4L << 20;
    private static final long MAX_KEPT_BYTES = 64L << 20;

    private final Charset encoding;
    private final Messages messages;
    private final ResultWriter results;
    private final RunState state;
    private final InputReader reader;
    private final List<MapWorker> workers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Thread shutdownHook = new Thread(this::interrupted, "procesy-interrupted");
    private volatile Runnable beforeLastWords = () -> {
    };
    private volatile long brokenOffNanos;
    private volatile Optional<IOException> resultsFailure = Optional.empty();

    /**
     * A run that has not begun.
     *
     * @param settings what is to be done how
     * @param in where the lines come from
     * @param out where the results go
     * @param messages takes a line for each item that fails
     * @param encoding the encoding of lines and results
     */
    public MapRun(MapSettings settings, InputStream in, OutputStream out, Messages messages,
            Charset encoding) {
        this.encoding = encoding;
        this.messages = messages;
        results = new ResultWriter(out, this::resultsFailed);
        state = new RunState(settings, new WorkerJvm(settings, encoding),
                new ItemQueue(settings.workers()),
                settings.ordered()
                        ? new OrderedPrinter(results, Math.clamp(
                                Runtime.getRuntime().maxMemory() / 8, MIN_KEPT_BYTES,
                                MAX_KEPT_BYTES))
                        : new UnorderedPrinter(results),
                messages, this::printed, this::broken);
        reader = new InputReader(in, encoding, state);
        for (int i = 1; i <= settings.workers(); i++) {
            workers.add(new MapWorker(state, i));
        }
    }

    /** Begins: reads, and starts the first worker. */
    public void start() {
        Runtime.getRuntime().addShutdownHook(shutdownHook);
        daemon("procesy-reader", reader).start();
        for (MapWorker worker : workers) {
            threads.add(daemon("procesy-" + worker.name(), worker));
        }
        threads.forEach(Thread::start);
        state.settings()
                .timeout()
                .ifPresent(
                        timeout -> daemon("procesy-watchdog", new Watchdog(workers, timeout))
                                .start());
    }

    /**
     * Goes on once the expression is compiled.
     *
     * @param expression the expression
     */
    public void expression(CompiledExpression expression) {
        state.compiled(expression);
    }

    /**
     * Says what is to be done when the run has ended, before the last messages.
     *
     * @param task what is to be done
     */
    public void beforeLastWords(Runnable task) {
        beforeLastWords = task;
    }

    /** Ends a run that cannot go on, quietly. */
    public void abandon() {
        state.end(new Ending.Abandoned());
        await();
    }

    /**
     * Waits for the end of the run and says what is to be said of it.
     *
     * @return the exit code of the program
     */
    public int await() {
        try {
            for (Thread thread : threads) {
                while (!thread.join(A_MOMENT) && !isBrokenOffForLong()) {
                    // A run takes as long as it takes.
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts this thread", e);
        }
        if (isBrokenOff()) {
            results.awaitWritten(LAST_RESULTS);
        } else {
            results.close();
        }
        beforeLastWords.run();
        removeHook();
        return exitCode();
    }

    /** How many items have ended. */
    public long itemsEnded() {
        return state.tally().ended();
    }

    /** How many items have failed. */
    public long itemsFailed() {
        return state.tally().failures();
    }

    /** How many items there are, once all of the input is read. */
    public OptionalLong itemsInAll() {
        return state.queue().isEnded()
                ? OptionalLong.of(state.queue().added())
                : OptionalLong.empty();
    }

    /** What a worker process prints goes the way of the results. */
    private void printed(String line) {
        byte[] bytes = (line + "\n").getBytes(encoding);
        results.write(bytes, 0, bytes.length);
    }

    private boolean isBrokenOff() {
        return state.ending().filter(e -> !(e instanceof Ending.Complete)).isPresent();
    }

    private boolean isBrokenOffForLong() {
        return isBrokenOff() && System.nanoTime() - brokenOffNanos > BROKEN_OFF.toNanos();
    }

    /** Lets go of everybody who waits, as far as the reason goes. */
    private void broken(Ending reason) {
        brokenOffNanos = System.nanoTime();
        if (reason instanceof Ending.Complete) {
            workers.forEach(MapWorker::killUnlessLoaded);
            return;
        }
        results.refuse(); // first, because who waits for it holds the printer
        state.queue().stop();
        state.printer().stop();
        workers.forEach(MapWorker::kill);
    }

    private void resultsFailed(IOException e) {
        resultsFailure = Optional.of(e);
        state.end(new Ending.Abandoned());
    }

    /** Runs when the JVM ends before the run has. The library kills the workers meanwhile. */
    private void interrupted() {
        state.end(new Ending.Interrupted());
        results.awaitWritten(LAST_RESULTS);
        messages.printLast("procesy: interrupted after " + counted(itemsEnded())
                + (itemsFailed() > 0 ? ", " + itemsFailed() + " of them failed" : ""),
                LAST_RESULTS);
    }

    private void removeHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException e) {
            // It runs.
        }
    }

    private int exitCode() {
        if (resultsFailure.isPresent() && !BrokenPipe.is(resultsFailure.get())) {
            return unusable("the results cannot be written: " + resultsFailure.get().getMessage());
        }
        return switch (state.ending().orElseThrow()) {
            case Ending.Complete complete when reader.problem().isPresent() -> unusable(
                    reader.problem().get());
            case Ending.Complete complete when resultsFailure.isPresent() -> ExitCode.BROKEN_PIPE;
            case Ending.Complete complete -> summary("");
            case Ending.FailedFast failed -> summary("; the first failure ended the run");
            case Ending.Abandoned abandoned -> ExitCode.BROKEN_PIPE;
            case Ending.Interrupted interrupted -> ExitCode.INTERRUPTED;
            case Ending.Problem(String message) -> unusable(message);
        };
    }

    private int unusable(String problem) {
        messages.print("procesy: " + problem);
        return ExitCode.UNUSABLE;
    }

    private int summary(String remark) {
        if (itemsFailed() == 0) {
            return ExitCode.OK;
        }
        messages.print("procesy: " + itemsFailed() + " of " + counted(itemsEnded()) + " failed"
                + remark);
        return ExitCode.ITEMS_FAILED;
    }

    private static String counted(long items) {
        return items + (items == 1 ? " item" : " items");
    }

    private static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(null, task, name, 0, false);
        thread.setDaemon(true);
        return thread;
    }
}
