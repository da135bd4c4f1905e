package io.github.procesy.pool;

import java.io.PrintStream;

import io.github.procesy.SerializableRunnable;
import io.github.procesy.child.Interrupts;
import io.github.procesy.memory.SharedMemory;
import io.github.procesy.queue.QueueClosedException;
import io.github.procesy.queue.SharedQueue;
import io.github.procesy.wire.LoaderSource;
import io.github.procesy.wire.Loaders;
import org.jspecify.annotations.Nullable;

/**
 * What a worker runs, in a process of its own or on a thread. No record: to rebuild one, serialization spins method
 * handles, which costs a JVM that has just booted 50 ms.
 */
final class WorkerMain implements SerializableRunnable, LoaderSource {
    private static final long serialVersionUID = 1L;
    /** The pool hears of results after so long at the latest. */
    private static final long MAX_QUIET_NANOS = 50_000_000;
    /** With fewer orders the worker may run dry before the pool has woken up. */
    private static final int ENOUGH_ORDERS = 2;

    private final String pool;
    private final String name;
    private final int number;
    private final int place;
    private final SharedMemory boards;
    private final SharedQueue<Object> orders;
    private final SharedQueue<Object> events;
    private final @Nullable WorkerBody initializer;
    private final @Nullable WorkerBody atExit;
    private final boolean labelled;
    private final transient Loaders loaders;

    /** What is the same for all workers of a pool. */
    record Common(String pool, SharedMemory boards, SharedQueue<Object> events,
            @Nullable WorkerBody initializer, @Nullable WorkerBody atExit, boolean labelled,
            Loaders loaders) {
    }

    WorkerMain(Common common, String name, int number, int place, SharedQueue<Object> orders) {
        pool = common.pool();
        boards = common.boards();
        events = common.events();
        initializer = common.initializer();
        atExit = common.atExit();
        labelled = common.labelled();
        loaders = common.loaders();
        this.name = name;
        this.number = number;
        this.place = place;
        this.orders = orders;
    }

    @Override
    public Loaders loaders() {
        return loaders;
    }

    /** In a process of its own. */
    @Override
    public void run() throws Exception {
        work(Loaders.of(Thread.currentThread().getContextClassLoader()), Interrupts.OF_PARENT,
                true);
    }

    /** Works until it is told to end. */
    void work(Loaders found, Interrupts interrupts, boolean alone) throws Exception {
        Board board = new Board(boards.segment(), place);
        WorkerContext context = new WorkerContext(pool, name, number, board);
        context.enter(alone);
        WorkerLoop.Ends printed = printed(context, alone);
        try {
            if (initializer != null) {
                context.setState(initializer.call(found));
                printed.withResult();
            }
        } catch (Throwable failure) {
            send(Event.Broken.write(place, failure));
            return;
        }
        try {
            send(Event.Ready.write(place));
            WorkerLoop loop = new WorkerLoop(place, context, board, found, interrupts, new Way(),
                    printed);
            obey(loop, board, context, alone);
            if (context.isRetired()) {
                send(Event.Retired.write(place));
            }
            if (atExit != null) {
                context.setTask("");
                var _ = atExit.call(found);
            }
        } catch (QueueClosedException e) {
            // The pool is gone.
        } finally {
            printed.withResult();
            WorkerContext.leaveTo(null);
        }
    }

    /** Until it is told to end. If it cannot go on, threads that tasks have left do not keep the process. */
    private void obey(WorkerLoop loop, Board board, WorkerContext context, boolean alone)
            throws Exception {
        try {
            while (loop.obey(next(board)) && !context.isRetired()) {
                // The next one.
            }
        } catch (QueueClosedException e) {
            throw e;
        } catch (Throwable fault) {
            if (alone) {
                fault.printStackTrace();
                flushOutput();
                Runtime.getRuntime().halt(1);
            }
            throw fault;
        }
    }

    /** Sees to what was printed; that of a thread is not the pool's. */
    private WorkerLoop.Ends printed(WorkerContext context, boolean alone) {
        if (!alone) {
            return () -> {
            };
        } else if (!labelled) {
            return WorkerMain::flushOutput;
        }
        LabelledOutput out = new LabelledOutput(System.out, context);
        LabelledOutput err = new LabelledOutput(System.err, context);
        System.setOut(out.stream());
        System.setErr(err.stream());
        return () -> {
            flushOutput();
            out.endLine();
            err.endLine();
        };
    }

    private byte[] next(Board board) throws InterruptedException {
        Object order = orders.poll();
        if (order == null) {
            long start = System.nanoTime();
            board.waits(true);
            order = takeShielded();
            board.waits(false);
            board.add(Board.Counter.WAITING, System.nanoTime() - start);
        }
        return Parcel.bytesOf(order);
    }

    /** An interrupt is meant for a task, and there is none. */
    private Object takeShielded() {
        while (true) {
            try {
                return orders.take();
            } catch (InterruptedException e) {
                // Not for this.
            }
        }
    }

    /** To the pool. */
    private final class Way implements WorkerLoop.Events {
        private long spokeAt = System.nanoTime();

        @Override
        public void send(Object event) {
            WorkerMain.this.send(event);
        }

        @Override
        public boolean mayBeQuiet() {
            long now = System.nanoTime();
            if (now - spokeAt < MAX_QUIET_NANOS && orders.size() >= ENOUGH_ORDERS) {
                return true;
            }
            spokeAt = now;
            return false;
        }
    }

    private void send(Object event) {
        boolean interrupted = Thread.interrupted();
        while (true) {
            try {
                events.put(event);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What was printed must be on its way before the result is; the task may have put streams of its own there, or none. */
    private static void flushOutput() {
        flush(System.out);
        flush(System.err);
    }

    private static void flush(@Nullable PrintStream stream) {
        try {
            if (stream != null) {
                stream.flush();
            }
        } catch (RuntimeException | Error e) {
            // How a task leaves its streams does not change how it ended.
        }
    }
}
