package io.github.procesy.cli.map;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.github.procesy.cli.expression.CompiledExpression;
import io.github.procesy.cli.terminal.Messages;
import io.github.procesy.os.Signals;
import io.github.procesy.process.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * What the workers of a run share. Whoever finds a reason to end the run calls {@link #end}; the
 * first reason counts.
 */
final class RunState {
    /** A signal that a terminal sends to all processes in it reaches us about when it does them. */
    private static final int SIGNAL_REACHES_US_MILLIS = 1000;

    private final MapSettings settings;
    private final WorkerJvm jvm;
    private final ItemQueue queue;
    private final ResultPrinter printer;
    private final Messages messages;
    private final Consumer<String> printedLines;
    private final Consumer<Ending> onEnd;
    private final Tally tally = new Tally();
    private final CompletableFuture<Optional<CompiledExpression>> expression =
            new CompletableFuture<>();
    private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean loadedAny;

    /**
     * The state of a run that has not begun.
     *
     * @param printedLines takes the lines that worker processes print
     * @param onEnd told once why the run ends
     */
    RunState(MapSettings settings, WorkerJvm jvm, ItemQueue queue, ResultPrinter printer,
            Messages messages, Consumer<String> printedLines, Consumer<Ending> onEnd) {
        this.settings = settings;
        this.jvm = jvm;
        this.queue = queue;
        this.printer = printer;
        this.messages = messages;
        this.printedLines = printedLines;
        this.onEnd = onEnd;
    }

    MapSettings settings() {
        return settings;
    }

    WorkerJvm jvm() {
        return jvm;
    }

    ItemQueue queue() {
        return queue;
    }

    ResultPrinter printer() {
        return printer;
    }

    Messages messages() {
        return messages;
    }

    Tally tally() {
        return tally;
    }

    /** The expression has been compiled. */
    void compiled(CompiledExpression compiled) {
        expression.complete(Optional.of(compiled));
    }

    /** The expression; waits until it is compiled. Empty if the run ends before. */
    Optional<CompiledExpression> expression() {
        return expression.join();
    }

    /** A worker process is up and has loaded the expression: they can start here. */
    void loaded() {
        loadedAny = true;
    }

    boolean hasLoadedAny() {
        return loadedAny;
    }

    /** A worker process has printed a line. */
    void printed(String line) {
        printedLines.accept(line);
    }

    /** The item has ended well. */
    void done(Item item) {
        printer.end(item);
        tally.done();
        endIfComplete();
    }

    /** The item has failed. */
    void failed(Item item, String cause) {
        messages.print(FailureText.line(item, cause));
        if (settings.failFast()) {
            tally.failed();
            end(new Ending.FailedFast());
            return;
        }
        printer.end(item);
        tally.failed();
        endIfComplete();
    }

    /** Ends the run if no item is left. */
    void endIfComplete() {
        if (queue.isEnded() && tally.ended() == queue.added()) {
            end(new Ending.Complete());
        }
    }

    /** Ends the run, unless it ends already. */
    void end(Ending reason) {
        if (ending.compareAndSet(null, reason)) {
            expression.complete(Optional.empty());
            ended.countDown();
            onEnd.accept(reason);
        }
    }

    /** Why the run ends, if it does. */
    Optional<Ending> ending() {
        return Optional.ofNullable(ending.get());
    }

    boolean isEnding() {
        return ending.get() != null;
    }

    /** Waits for the end of the run, for a time; whether it ends. */
    boolean awaitEnding(long millis) throws InterruptedException {
        return ended.await(millis, TimeUnit.MILLISECONDS);
    }

    /** Whether a process may have died because this program is being ended as well. */
    boolean isEndingSoon(Outcome<?> outcome) throws InterruptedException {
        boolean signalled = outcome instanceof Outcome.Killed<?> killed
                && (killed.signal() == Signals.SIGHUP || killed.signal() == Signals.SIGINT
                        || killed.signal() == Signals.SIGTERM);
        return (signalled || outcome.evidence().endRequested())
                && awaitEnding(SIGNAL_REACHES_US_MILLIS);
    }
}
