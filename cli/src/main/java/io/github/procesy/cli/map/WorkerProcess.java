package io.github.procesy.cli.map;

import java.io.IOException;
import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import io.github.procesy.cli.expression.CompiledExpression;
import io.github.procesy.process.Outcome;
import io.github.procesy.worker.Worker;
import io.github.procesy.worker.WorkerEvent;

/** One worker process with what belongs to it: its clock and what it prints. */
final class WorkerProcess implements AutoCloseable {
    private static final int ERROR_LINES_SHOWN = 10;

    private final Worker<Serializable, byte[]> worker;
    private final JvmBanners stdout;
    private final JvmBanners stderr;
    private final ItemClock clock;

    /**
     * Starts a process.
     *
     * @throws IOException if no socket can be made for it
     */
    WorkerProcess(RunState run, String name) throws IOException {
        stdout = new JvmBanners(run::printed);
        stderr = new JvmBanners(run.messages()::print);
        clock = new ItemClock(run.settings().timeout());
        worker = run.jvm().start(name, stdout, stderr);
    }

    /**
     * Waits until the process is up and has loaded the expression.
     *
     * @return what went wrong, if something did
     */
    Optional<String> load(CompiledExpression expression) throws InterruptedException {
        worker.send(List.of(expression));
        WorkerEvent<byte[]> event = worker.receive();
        if (event instanceof WorkerEvent.Lost<byte[]>(Outcome<?> outcome)) {
            List<String> lines = outcome.evidence().lastErrorLines();
            StringBuilder problem = new StringBuilder("it ").append(outcome.description());
            lines.subList(Math.max(0, lines.size() - ERROR_LINES_SHOWN), lines.size())
                    .forEach(line -> problem.append("\n    ").append(line));
            return Optional.of(problem.toString());
        }
        release();
        return event instanceof WorkerEvent.Failed<byte[]>(Throwable failure)
                ? Optional.of("it cannot load the expression: " + FailureText.thrown(failure))
                : Optional.empty();
    }

    private void release() {
        stdout.release();
        stderr.release();
    }

    /** Hands items over; the first begins. */
    void send(Collection<Item> items) {
        worker.send(items.stream().map(Item::text).toList());
        clock.begin();
    }

    /** Waits for the next event. */
    WorkerEvent<byte[]> receive() throws InterruptedException {
        WorkerEvent<byte[]> event = worker.receive();
        if (!(event instanceof WorkerEvent.Lost)) {
            release();
        }
        return event;
    }

    ItemClock clock() {
        return clock;
    }

    /** Whether the process has ended. Its end is known here before its outcome is. */
    boolean isGone() {
        return ProcessHandle.of(worker.process().pid()).filter(ProcessHandle::isAlive).isEmpty();
    }

    void killIfOverdue() {
        if (clock.expires()) {
            worker.kill();
        }
    }

    void kill() {
        worker.kill();
    }

    @Override
    public void close() {
        worker.close();
    }
}
