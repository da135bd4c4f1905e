package io.github.procesy.cli.map;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

import io.github.procesy.cli.expression.CompiledExpression;
import io.github.procesy.process.Outcome;
import io.github.procesy.process.ProcessStartException;
import io.github.procesy.worker.WorkerEvent;
import org.jspecify.annotations.Nullable;

/**
 * One worker of a run: a thread that hands items to its process, one batch after the other, takes
 * the results, and replaces the process when it is lost.
 */
final class MapWorker implements Runnable {
    /** How often a process is tried that does not start although others have. */
    private static final int START_ATTEMPTS = 10;
    /** How long to wait before the second try; before the third twice as long, and so on. */
    private static final long START_PAUSE_MILLIS = 200;
    /** After so many processes that died without an item, the next item is blamed. */
    private static final int IDLE_DEATHS = 3;
    /** A process that had nothing to do for so long may have died meanwhile. */
    private static final long IDLE_NANOS = 2_000_000;

    private final RunState run;
    private final int number;
    private final BatchSize batch = new BatchSize();
    /** The items that the process has, or is to have next. The first is the one it works at. */
    private final Deque<Item> hand = new ArrayDeque<>();
    private volatile @Nullable WorkerProcess process;
    private volatile boolean loaded;
    private int deathsInARow;

    /**
     * A worker.
     *
     * @param number from 1
     */
    MapWorker(RunState run, int number) {
        this.run = run;
        this.number = number;
    }

    String name() {
        return "worker-" + number;
    }

    @Override
    public void run() {
        try {
            // The first starts while the expression is compiled, the others when there is work.
            boolean wanted = number == 1
                    || (run.expression().isPresent() && run.queue().awaitItem());
            while (wanted) {
                Optional<WorkerProcess> started = start();
                if (started.isEmpty()) {
                    return;
                }
                try (WorkerProcess serving = started.get()) {
                    serve(serving);
                }
                loaded = false;
                wanted = !run.isEnding() && (!hand.isEmpty() || run.queue().awaitItem());
            }
            // The input has ended; whoever read it may not have come to say so.
            run.endIfComplete();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts this thread", e);
        } catch (OutOfMemoryError e) {
            Item item = hand.peek();
            run.end(new Ending.Problem("this program has too little memory"
                    + (item == null ? "" : " for the results of line " + item.line()) + ": "
                    + e.getMessage()));
        } catch (RuntimeException | Error e) {
            run.end(new Ending.Problem("an error of procesy itself: " + FailureText.thrown(e)));
            throw e;
        }
    }

    /** Starts a process; empty if the run ends meanwhile, for instance because none starts. */
    private Optional<WorkerProcess> start() throws InterruptedException {
        for (int attempt = 1; !run.isEnding(); attempt++) {
            String problem;
            try {
                Optional<String> failure = startOnce();
                if (failure.isEmpty()) {
                    loaded = true;
                    run.loaded();
                    return Optional.ofNullable(process);
                }
                problem = failure.get();
            } catch (IOException | ProcessStartException e) {
                problem = String.valueOf(e.getMessage());
            } catch (IllegalStateException e) {
                // This JVM is shutting down; whoever is told of that ends the run.
                problem = String.valueOf(e.getMessage());
                run.awaitEnding(START_PAUSE_MILLIS);
            }
            if (attempt == START_ATTEMPTS || !run.hasLoadedAny()) {
                run.end(new Ending.Problem(name() + " cannot start: " + problem));
            } else {
                run.awaitEnding(attempt * START_PAUSE_MILLIS);
            }
        }
        return Optional.empty();
    }

    /** Starts a process; what went wrong, if something did. */
    private Optional<String> startOnce() throws IOException, InterruptedException {
        WorkerProcess started = new WorkerProcess(run, name());
        process = started;
        Optional<CompiledExpression> expression = run.expression();
        if (run.isEnding() || expression.isEmpty()) {
            started.kill();
            started.close();
            return Optional.of("the run ends");
        }
        Optional<String> failure = started.load(expression.get());
        if (failure.isPresent()) {
            started.close();
        }
        return failure;
    }

    /** Hands items over until there are none any more or the process is lost. */
    private void serve(WorkerProcess serving) throws InterruptedException {
        do {
            if (hand.isEmpty()) {
                long idleSince = System.nanoTime();
                hand.addAll(run.queue().take(batch.get()));
                boolean wasIdle = System.nanoTime() - idleSince > IDLE_NANOS;
                if (wasIdle && serving.isGone() && ++deathsInARow < IDLE_DEATHS) {
                    return;
                }
            }
        } while (!hand.isEmpty() && serveHand(serving));
    }

    /** Hands over what is in the hand and sees to its end; false if the process is lost. */
    private boolean serveHand(WorkerProcess serving) throws InterruptedException {
        int items = hand.size();
        serving.send(hand);
        long began = System.nanoTime();
        long itemBegan = began;
        long slowest = 0;
        while (!hand.isEmpty()) {
            WorkerEvent<byte[]> event = serving.receive();
            Item item = hand.getFirst();
            switch (event) {
                case WorkerEvent.Result<byte[]>(byte[] lines) -> {
                    serving.clock().pause();
                    run.printer().print(item, item.unseen(lines));
                    serving.clock().resume();
                    continue;
                }
                case WorkerEvent.Finished<byte[]> finished -> {
                    next(serving.clock());
                    run.done(item);
                }
                case WorkerEvent.Failed<byte[]>(Throwable failure) -> {
                    next(serving.clock());
                    run.failed(item, FailureText.thrown(failure));
                }
                case WorkerEvent.Lost<byte[]>(Outcome<?> outcome) -> {
                    lost(serving, item, outcome);
                    return false;
                }
            }
            serving.clock().resume();
            deathsInARow = 0;
            long now = System.nanoTime();
            slowest = Math.max(slowest, now - itemBegan);
            itemBegan = now;
        }
        batch.learn(items, itemBegan - began, slowest);
        return true;
    }

    /** The process goes on with the next item while the end of the present one is seen to. */
    private void next(ItemClock clock) {
        hand.removeFirst();
        clock.end();
        if (!hand.isEmpty()) {
            clock.begin();
            clock.pause();
        }
    }

    /** The process is gone: sees to the item that it worked at. The others go to the next one. */
    private void lost(WorkerProcess lost, Item item, Outcome<?> outcome)
            throws InterruptedException {
        if (run.isEnding()) {
            return;
        }
        if (lost.clock().isOverdue()) {
            hand.removeFirst();
            run.failed(item,
                    "took longer than " + Durations.text(run.settings().timeout().orElseThrow())
                            + ", " + name()
                            + " was killed");
        } else if (!run.isEndingSoon(outcome) && !lost.clock().wasOverdue()) {
            blame(item, outcome);
        }
    }

    private void blame(Item item, Outcome<?> outcome) {
        if (item.attempts() <= run.settings().retries()) {
            item.repeat();
        } else {
            hand.removeFirst();
            run.failed(item, name() + " " + outcome.description());
        }
    }

    void killIfOverdue() {
        WorkerProcess present = process;
        if (present != null) {
            present.killIfOverdue();
        }
    }

    /** Kills the process. */
    void kill() {
        WorkerProcess present = process;
        if (present != null) {
            present.kill();
        }
    }

    /** Kills a process that is not up yet. */
    void killUnlessLoaded() {
        if (!loaded) {
            kill();
        }
    }
}
