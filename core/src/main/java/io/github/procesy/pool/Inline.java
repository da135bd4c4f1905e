package io.github.procesy.pool;

import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;

import io.github.procesy.SerializableCallable;
import io.github.procesy.SerializableRunnable;
import io.github.procesy.child.Interrupts;
import io.github.procesy.wire.Loaders;
import org.jspecify.annotations.Nullable;

/** Does work on the thread that submits it, on copies, as a worker does it. */
final class Inline {
    private static final System.Logger LOG = System.getLogger(Inline.class.getName());

    private final Engine engine;
    private final ThreadLocal<Worker> workers;
    /** Those that have something to do at the end. */
    private final Queue<Worker> withHook = new ConcurrentLinkedQueue<>();

    /**
     * Something to do once more.
     *
     * @param at when, by {@link System#nanoTime}
     */
    private record Again(Work work, long at) {
    }

    Inline(Engine engine, Loaders loaders) {
        this.engine = engine;
        workers = ThreadLocal.withInitial(() -> new Worker(engine.settings().name(), loaders));
    }

    /**
     * Does something now, and what is to be done once more because of that.
     *
     * @throws RejectedExecutionException if the pool was stopped meanwhile
     */
    void run(Work work) {
        Worker worker = workers.get().idle();
        try {
            if (!work.isOver()) {
                worker.run(work, this);
            }
        } finally {
            Again next;
            while ((next = worker.again.poll()) != null) {
                runAgain(worker, next);
            }
        }
    }

    private void runAgain(Worker worker, Again next) {
        try {
            engine.awaitRetry(next.at, next.work);
            if (!next.work.isOver()) {
                worker.run(next.work, this);
            }
        } catch (RejectedExecutionException e) {
            engine.lock().run(() -> next.work.cancelled(engine));
        } finally {
            engine.lock().settled(1);
        }
    }

    /** Has something done once more by the current thread, when it is done with what it does; until then it counts as not settled. */
    void again(Work work, long afterNanos) {
        workers.get().busy().again.add(new Again(work, System.nanoTime() + afterNanos));
    }

    /** The pool has ended. */
    void end() {
        Worker worker;
        while ((worker = withHook.poll()) != null) {
            worker.runHook(engine.settings());
        }
    }

    /**
     * That of one thread. What it does may submit something else: that is done by another one. It does not know the engine: the
     * thread would keep that for ever.
     */
    static final class Worker {
        private final Loaders loaders;
        private final List<Object> events = new ArrayList<>();
        /** Those that the loop knows, the one that it has known longest first. */
        private final LinkedHashSet<Long> functions = new LinkedHashSet<>();
        private final Board board =
                new Board(MemorySegment.ofArray(new long[(int) Board.bytes(1) / Long.BYTES]), 0);
        private final Interrupts interrupts = new Interrupts();
        private final WorkerContext context;
        private final WorkerLoop loop;
        private boolean initialized;
        private long serial;
        private boolean interrupted;
        private volatile boolean stopped;
        private boolean busy;
        private @Nullable Worker inner;
        private final Queue<Again> again = new ArrayDeque<>();

        // Guarded by the lock of the engine.
        private @Nullable Work work;
        private long stoppedClaim;

        Worker(String pool, Loaders loaders) {
            this.loaders = loaders;
            context = new WorkerContext(pool, "caller", 0, board);
            loop = new WorkerLoop(0, context, board, loaders, interrupts, events::add,
                    new CallersInterrupt());
        }

        /** This one, or if it is in the middle of something, the one for what that submits. */
        Worker idle() {
            if (!busy) {
                return this;
            }
            Worker next = inner;
            if (next == null) {
                next = new Worker(context.pool(), loaders);
                inner = next;
            }
            return next.idle();
        }

        /** An interrupt that is there where something ends is the caller's, if it is not that of the pool, and is not to be lost with that. */
        private final class CallersInterrupt implements WorkerLoop.Ends {
            @Override
            public void withResult() {
                interrupted |= !stopped && Thread.currentThread().isInterrupted();
            }

            @Override
            public void item() {
                withResult();
            }
        }

        /** The one that does what the current thread does now. */
        Worker busy() {
            Worker next = inner;
            return next != null && next.busy ? next.busy() : this;
        }

        /** The caller was perhaps interrupted before; the work knows nothing of that. */
        private void run(Work given, Inline place) {
            serial++;
            place.engine.begins(this, given, serial);
            boolean before = Thread.interrupted();
            WorkerContext outer = context.enterWithin();
            busy = true;
            stopped = false;
            try {
                if (isInitialized(given, place)) {
                    obey(given, place.engine);
                }
            } finally {
                busy = false;
                WorkerContext.leaveTo(outer);
                place.engine.ends(this);
                if (before || interrupted) {
                    interrupted = false;
                    Thread.currentThread().interrupt();
                }
            }
        }

        private boolean isInitialized(Work given, Inline place) {
            if (initialized) {
                return true;
            }
            PoolSettings settings = place.engine.settings();
            SerializableCallable<?> initializer = settings.initializer();
            try {
                if (initializer != null) {
                    context.setState(initializer.call());
                }
            } catch (Throwable failure) {
                WorkerStartException cause = new WorkerStartException(
                        "The initializer of the pool '"
                                + settings.name() + "' failed on the thread that submits tasks: "
                                + failure,
                        failure);
                place.engine.lock().run(() -> given.rejected(cause, place.engine));
                return false;
            }
            initialized = true;
            if (settings.atExit() != null) {
                place.withHook.add(this);
            }
            return true;
        }

        private void obey(Work given, Engine engine) {
            if (given instanceof Chunk chunk && functions.add(chunk.function())) {
                if (functions.size() > WorkerLoop.MAX_FUNCTIONS) {
                    loop.obey(Order.forget(functions.removeFirst()));
                }
                loop.obey(Parcel.bytesOf(chunk.definition()));
            }
            if (given instanceof Chunk chunk && !chunk.isEncoded()) {
                chunk.encode();
            }
            Object order = given.order();
            Order.setSerial(Parcel.bytesOf(order), serial);
            loop.obey(Parcel.bytesOf(order));
            List<Object> said = List.copyOf(events);
            events.clear();
            for (Object event : said) {
                Event read = Event.read(Parcel.bytesOf(event), loaders);
                engine.lock().run(() -> handle(read, given, engine));
            }
        }

        private void runHook(PoolSettings settings) {
            SerializableRunnable atExit = settings.atExit();
            if (atExit == null) {
                return;
            }
            WorkerContext outer = context.enterWithin();
            try {
                atExit.run();
            } catch (Throwable failure) {
                LOG.log(Level.WARNING, "What a worker of the pool '" + settings.name()
                        + "' does at its end failed.", failure);
            } finally {
                WorkerContext.leaveTo(outer);
            }
        }

        // ---- what others see of it; all with the lock of the engine

        void begin(Work begun, long number) {
            work = begun;
            stoppedClaim = 0;
            begun.keptByCaller(number);
        }

        void end() {
            work = null;
        }

        /** What it does. */
        @Nullable
        Work work() {
            return work;
        }

        Board board() {
            return board;
        }

        /** Interrupts what it has begun. */
        void stop(long claim) {
            Work now = work;
            if (now != null && Board.hasBegun(claim, now.serial())) {
                stopped = true;
                stoppedClaim = claim;
                interrupts.interrupt(WorkerLoop.number(now, claim));
            }
        }

        /** Whether what it has begun was stopped. */
        boolean isStopped(long claim) {
            return stoppedClaim == claim;
        }

        private static void handle(Event event, Work work, Engine engine) {
            switch (event) {
                case Event.Returned returned when work instanceof Task task ->
                    task.returned(returned.value(), engine);
                case Event.Threw threw when work instanceof Task task ->
                    task.threw(threw.failure(), engine);
                case Event.Threw threw when work instanceof Chunk chunk ->
                    chunk.threw(threw.failure(), engine);
                case Event.Part part when work instanceof Chunk chunk -> {
                    chunk.part(part);
                    if (part.ended() != Event.Part.GOES_ON) {
                        chunk.end(part.ended());
                    }
                }
                case Event.PartThrew threw when work instanceof Chunk chunk ->
                    chunk.partThrew(threw.item(), threw.failure(), engine);
                case Event.End end when work instanceof Chunk chunk ->
                    chunk.end(end.nanos());
                default -> throw new IllegalStateException("unexpected: " + event);
            }
        }
    }
}
