package io.github.procesy.cli.items;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.github.procesy.cli.terminal.BrokenPipe;
import io.github.procesy.cli.terminal.ExitCode;
import io.github.procesy.cli.terminal.Messages;
import io.github.procesy.cli.terminal.Progress;
import io.github.procesy.cli.terminal.ResultWriter;
import io.github.procesy.os.Signals;
import io.github.procesy.pool.ItemResult;
import io.github.procesy.pool.MapOptions;
import io.github.procesy.pool.MappingQueue;
import io.github.procesy.pool.PoolEvent;
import io.github.procesy.pool.ProcessPool;
import io.github.procesy.pool.TaskTimeoutException;
import io.github.procesy.pool.WorkerLostException;
import io.github.procesy.pool.WorkerSnapshot;
import io.github.procesy.pool.WorkerStartException;
import io.github.procesy.process.Outcome;
import io.github.procesy.queue.SharedQueue;
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * One run: the lines of an input are the items of a pool, what they give goes to the output. Its threads:
 *
 * <ul>
 * <li>the reader: lines from the input to the pool, as long as there is room;
 * <li>the taker: what became of each item, from the pool to the printer;
 * <li>that of the pieces: what items give while they run, from the workers to the printer;
 * <li>the writer of results: from the printer to standard output.
 * </ul>
 *
 * All are daemons: what one of them waits for must not keep the program alive.
 */
public final class LineRun {
    private static final String POOL = "procesy";
    private static final Duration LAST_RESULTS = Duration.ofMillis(200);
    /** How long to wait for what the item has said that ends the run. */
    private static final Duration LAST_PIECES = Duration.ofSeconds(2);
    /** How long workers may take to end when all is done. */
    private static final Duration LEAVING = Duration.ofSeconds(6);
    private static final Duration FOREVER = Duration.ofDays(3650);
    /** A signal that a terminal sends to all processes in it reaches us about when it does them. */
    private static final int SIGNAL_REACHES_US_MILLIS = 1000;
    private static final int A_MOMENT_MILLIS = 100;
    private static final int MANY_PIECES = 1 << 16;
    private static final long PIECE_BYTES = 1 << 20;
    private static final int ERROR_LINES_SHOWN = 10;
    /** What a line takes beside its bytes, roughly. */
    private static final long ITEM_BYTES = 100;

    private final RunSettings settings;
    private final Charset encoding;
    private final Messages messages;
    private final ResultWriter results;
    private final LineReader lines;
    private final Room room = new Room(RunSettings.keptBytes());
    private final Turn turn = new Turn(RunSettings.keptBytes() / 2);
    private final SharedQueue<Piece> pieces = SharedQueue.<Piece>builder(MANY_PIECES)
            .name("procesy-pieces")
            .bytes(PIECE_BYTES)
            .codec(new Piece.Codec())
            .create();
    private final Tally tally = new Tally();
    private final Banners banners;
    private final Printer printer;
    private final ProcessPool pool;
    private final MappingQueue<String, Object> items;
    private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread piecesThread;
    private final Thread shutdownHook = new Thread(this::interrupted, "procesy-interrupted");
    private volatile boolean started;
    /** Workers beyond the settings. Of the thread of the pieces. */
    private int helpers;
    private volatile Runnable beforeLastWords = () -> {
    };
    private volatile Optional<String> inputProblem = Optional.empty();
    private volatile Optional<IOException> resultsFailure = Optional.empty();

    /**
     * Begins a run: starts the first worker, and reads.
     *
     * @param settings what is to be done how
     * @param work what is done with each item
     * @param in where the lines come from
     * @param out where the results go
     * @param messages takes a line for each item that fails
     * @param encoding the encoding of lines and results
     */
    public LineRun(RunSettings settings, ItemWork work, InputStream in, OutputStream out,
            Messages messages, Charset encoding) {
        this.settings = settings;
        this.encoding = encoding;
        this.messages = messages;
        lines = new LineReader(in, ISO_8859_1); // bytes as they are
        results = new ResultWriter(out, this::resultsFailed);
        printer = new Printer(settings.order(), this::write, messages::write, encoding, room,
                turn);
        banners = new Banners(line -> write((line + "\n").getBytes(encoding)), messages::print);
        Runtime.getRuntime().addShutdownHook(shutdownHook);
        ProcessPool.Builder builder = ProcessPool.builder()
                .name(POOL)
                .workers(1, settings.workers())
                .idleTimeout(FOREVER)
                .options(settings.taskOptions())
                .initializer(new LineWorker.Maker(work, encoding, pieces, turn))
                .process((worker, process) -> banners.listenTo(worker,
                        WorkerJvm.configure(settings, process)))
                .listener(this::happened);
        if (settings.fresh()) {
            builder.tasksPerWorker(1);
        }
        MapOptions how = MapOptions.defaults().unordered().once();
        pool = builder.create();
        items = pool.mappingQueue(LineWorker::treat, settings.program() ? how.chunk(1) : how);
        daemon("procesy-reader", this::read);
        daemon("procesy-taker", this::take);
        piecesThread = daemon("procesy-pieces", this::takePieces);
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
        end(new Ending.Abandoned());
        beforeLastWords.run();
        removeHook();
    }

    // ---- the threads

    private void read() {
        long[] index = {0};
        try {
            lines.readAll(line -> {
                boolean wanted = room.enter(sizeOf(line));
                if (wanted) {
                    tally.read();
                    items.put(LineWorker.item(index[0]++, line));
                }
                return wanted;
            });
        } catch (IOException e) {
            inputProblem = Optional.of("the input cannot be read to its end: " + e.getMessage());
        } catch (OutOfMemoryError e) {
            end(new Ending.Problem("line " + (index[0] + 1)
                    + " of the input is too long for the memory of this program: "
                    + e.getMessage()));
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts this thread", e);
        } catch (RuntimeException e) {
            failed(e);
        }
        tally.readAll();
        try {
            items.end();
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private static long sizeOf(String line) {
        return ITEM_BYTES + line.length();
    }

    private void take() {
        try {
            for (Optional<ItemResult<String, Object>> next = items.take(); next.isPresent()
                    && !isEnding(); next = items.take()) {
                take(next.get());
            }
            end(new Ending.Complete());
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts this thread", e);
        } catch (OutOfMemoryError e) {
            end(new Ending.Problem("this program has too little memory for the results: "
                    + e.getMessage()));
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void take(ItemResult<String, Object> result) throws InterruptedException {
        String line = LineWorker.line(result.item());
        room.leave(sizeOf(line));
        switch (result) {
            case ItemResult.Returned<String, Object>(long index, String item, Object value) when value instanceof ItemEnd end ->
                take(index, line, end);
            case ItemResult.Returned<String, Object>(long index, String item, Object value) -> {
                printer.end(index, ((String) value).getBytes(ISO_8859_1));
                tally.ended();
            }
            case ItemResult.Failed<String, Object>(long index, String item, Throwable cause) ->
                lost(index, line, cause);
        }
    }

    private void take(long index, String line, ItemEnd end) {
        if (end.isUnusable()) {
            end(new Ending.Problem(shown(POOL + "-worker-1") + " cannot start: " + end.failure()));
        } else if (end.failure().isEmpty()) {
            printer.end(index, end);
            tally.ended();
        } else {
            String message = message(index, line, end.failure());
            printer.end(index, end.saying(inOrder(message)));
            failed(index, message);
        }
    }

    /** The item has no result: its process is gone. */
    private void lost(long index, String line, Throwable cause) throws InterruptedException {
        String why;
        switch (cause) {
            case WorkerStartException e -> {
                end(new Ending.Problem(String.valueOf(e.getMessage())));
                return;
            }
            case WorkerLostException e -> {
                Outcome<?> death = e.deaths().getLast();
                if (settings.program() && death instanceof Outcome.Exited<?>(int code, var rest)
                        && code == 0) {
                    endBehindPieces(index, "");
                    tally.ended();
                    return;
                } else if (isEndingSoon(death)) {
                    return;
                }
                why = settings.program() && death instanceof Outcome.Exited<?>(int code, var rest)
                        ? "exited with code " + code
                        : shown(death.evidence().name()) + " " + death.description();
                if (!(settings.program() && death instanceof Outcome.Exited<?>)) {
                    tally.lost();
                }
            }
            case TaskTimeoutException e -> why =
                    "took longer than " + Durations.text(e.deadline()) + ", " + shown(e.worker())
                            + " was killed";
            default -> {
                if (isEnding()) {
                    return;
                }
                why = FailureText.thrown(cause);
            }
        }
        String message = message(index, line, why);
        endBehindPieces(index, inOrder(message));
        failed(index, message);
    }

    /** The pieces that it sent are in the queue: the process that could send more is gone, or ends. */
    private void endBehindPieces(long index, String lastWords) throws InterruptedException {
        printer.endBehindPieces(index, lastWords);
        pieces.put(Piece.end(index));
    }

    private String message(long index, String line, String why) {
        return FailureText.line(index + 1, new String(line.getBytes(ISO_8859_1), encoding), why);
    }

    /** What is said of a run of a program stands behind what that has said. */
    private String inOrder(String message) {
        return settings.program() ? message : "";
    }

    private void failed(long index, String message) {
        tally.failed();
        if (!settings.program()) {
            messages.print(message);
        }
        if (settings.failFast()) {
            end(new Ending.FailedFast(index));
        }
    }

    private void takePieces() {
        try {
            while (true) {
                Piece piece = printer.waitingWorkers().isEmpty()
                        ? pieces.take()
                        : pieces.poll(A_MOMENT_MILLIS, TimeUnit.MILLISECONDS);
                if (piece == null) {
                    helpIfAllWait();
                } else {
                    printer.piece(piece);
                    dismissHelpers();
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts this thread", e);
        } catch (OutOfMemoryError e) {
            end(new Ending.Problem("this program has too little memory for the results: "
                    + e.getMessage()));
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void failed(RuntimeException e) {
        if (end(new Ending.Problem("an error of procesy itself: " + FailureText.thrown(e)))) {
            throw e;
        }
    }

    // ---- the workers

    /**
     * Where all workers wait for their turn, the item whose turn it is has none: its worker has died, and it is to be tried again, or
     * lies behind one that waits. There is one worker more for it until nobody waits any more.
     */
    private void helpIfAllWait() {
        Set<Integer> waiting = printer.waitingWorkers();
        List<WorkerSnapshot> workers = pool.snapshot().workers();
        if (!waiting.isEmpty() && workers.size() < ProcessPool.MAX_WORKERS
                && workers.stream().allMatch(worker -> waiting.contains(worker.number()))) {
            helpers = workers.size() + 1 - settings.workers();
            pool.resize(1, workers.size() + 1);
        }
    }

    private void dismissHelpers() {
        if (helpers > 0 && printer.waitingWorkers().isEmpty()) {
            helpers = 0;
            pool.resize(1, settings.workers());
        }
    }

    private void happened(PoolEvent event) {
        switch (event) {
            case PoolEvent.WorkerStarted(String name, OptionalLong pid) -> {
                started = true;
                banners.started(name);
            }
            case PoolEvent.WorkerEnded(String name, boolean told, Optional<Outcome<?>> outcome) -> {
                if (!started && !isEnding()) {
                    outcome.filter(how -> !how.evidence().endRequested())
                            .ifPresent(how -> end(new Ending.Problem(
                                    shown(name) + " cannot start: it " + how.description()
                                            + lastLines(how))));
                }
                banners.ended(name, told);
            }
            default -> {
            }
        }
    }

    private static String lastLines(Outcome<?> outcome) {
        List<String> said = outcome.evidence().lastErrorLines();
        StringBuilder text = new StringBuilder();
        said.subList(Math.max(0, said.size() - ERROR_LINES_SHOWN), said.size())
                .forEach(line -> text.append("\n    ").append(line));
        return text.toString();
    }

    /** A worker as messages name it. */
    private static String shown(String worker) {
        return worker.startsWith(POOL + "-") ? worker.substring(POOL.length() + 1) : worker;
    }

    /** Whether a process may have died because this program is being ended as well. */
    private boolean isEndingSoon(Outcome<?> outcome) throws InterruptedException {
        boolean signalled = outcome instanceof Outcome.Killed<?> killed
                && (killed.signal() == Signals.SIGHUP || killed.signal() == Signals.SIGINT
                        || killed.signal() == Signals.SIGTERM);
        return isEnding() || ((signalled || outcome.evidence().endRequested())
                && ended.await(SIGNAL_REACHES_US_MILLIS, TimeUnit.MILLISECONDS));
    }

    /** How far the run is. */
    public Progress.Figures figures() {
        var snapshot = pool.snapshot();
        long running = snapshot.workers()
                .stream()
                .filter(worker -> worker.state().equals("running"))
                .count();
        long done = tally.itemsEnded();
        long left = Math.max(0, tally.itemsRead() - done);
        running = Math.min(running, left);
        return new Progress.Figures(left - running, running, done, tally.itemsFailed(),
                tally.itemsLost(), snapshot.retried(), tally.hasReadAll()
                        ? OptionalLong.of(tally.itemsRead())
                        : OptionalLong.empty());
    }

    // ---- the end

    private boolean isEnding() {
        return ending.get() != null;
    }

    /** Ends the run, unless it ends already; true if this is why. A problem may come up also after all items have ended. */
    private boolean end(Ending reason) {
        Ending before =
                ending.getAndUpdate(now -> isReplacedBy(reason, now) ? reason : now);
        boolean ends = isReplacedBy(reason, before);
        if (ends) {
            if (!(reason instanceof Ending.Complete)) {
                room.stop();
                if (!(reason instanceof Ending.FailedFast)) {
                    results.refuse();
                }
            }
            ended.countDown();
        }
        return ends;
    }

    private static boolean isReplacedBy(Ending reason, @Nullable Ending before) {
        return before == null
                || (before instanceof Ending.Complete && reason instanceof Ending.Problem);
    }

    private void resultsFailed(IOException e) {
        resultsFailure = Optional.of(e);
        end(new Ending.Abandoned());
    }

    private void write(byte[] bytes) {
        results.write(bytes, 0, bytes.length);
    }

    /**
     * Waits for the end of the run and says what is to be said of it.
     *
     * @return the exit code of the program
     */
    public int await() {
        try {
            ended.await();
            switch (Objects.requireNonNull(ending.get())) {
                case Ending.Complete complete -> complete();
                case Ending.FailedFast(long index) -> {
                    printer.printLast(index,
                            () -> piecesThread.isAlive() && pieces.isReady(),
                            LAST_PIECES.toMillis());
                    pool.shutdownNow();
                    awaitWorkers();
                    results.close();
                }
                default -> results.awaitWritten(LAST_RESULTS);
            }
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts this thread", e);
        }
        beforeLastWords.run();
        removeHook();
        return exitCode();
    }

    /** Lets the workers end, and prints what they print in doing so. */
    private void complete() throws InterruptedException {
        while (!printer.awaitEmpty(A_MOMENT_MILLIS) && resultsFailure.isEmpty()
                && ending.get() instanceof Ending.Complete) {
            // Pieces are on their way.
        }
        pool.shutdown();
        awaitWorkers();
        results.close();
    }

    /** Waits for the end of the workers, and for what they printed as long as nobody reads that. */
    private void awaitWorkers() throws InterruptedException {
        long deadline = System.nanoTime() + LEAVING.toNanos();
        boolean terminated = false;
        boolean taken = true;
        while (!terminated && System.nanoTime() - deadline < 0) {
            terminated = pool.awaitTermination(A_MOMENT_MILLIS, TimeUnit.MILLISECONDS);
            if (!results.isTaken()) {
                taken = false;
                deadline = System.nanoTime() + LEAVING.toNanos();
            }
        }
        deadline = System.nanoTime() + LAST_RESULTS.toNanos();
        while (((terminated && !banners.isEmpty()) || !taken) && System.nanoTime() - deadline < 0) {
            Thread.sleep(1); // the listener is on its way, or what it was kept from
            if (!results.isTaken()) {
                deadline = System.nanoTime() + LAST_RESULTS.toNanos();
            }
        }
    }

    /** Runs when the JVM ends before the run has. The library kills the workers meanwhile. */
    private void interrupted() {
        end(new Ending.Interrupted());
        results.awaitWritten(LAST_RESULTS);
        messages.printLast("procesy: interrupted after " + settings.counted(tally.itemsEnded())
                + (tally.itemsFailed() > 0 ? ", " + tally.itemsFailed() + " of them failed" : ""),
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
        return switch (Objects.requireNonNull(ending.get())) {
            case Ending.Complete complete when inputProblem.isPresent() -> unusable(
                    inputProblem.get());
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
        if (tally.itemsFailed() == 0) {
            return ExitCode.OK;
        }
        messages.print("procesy: " + tally.itemsFailed() + " of "
                + settings.counted(tally.itemsEnded()) + " failed" + remark);
        return ExitCode.ITEMS_FAILED;
    }

    private static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(null, task, name, 0, false);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
