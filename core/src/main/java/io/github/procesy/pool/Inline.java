package io.github.procesy.pool;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

import io.github.procesy.child.Interrupts;
import io.github.procesy.wire.Loaders;
import org.jspecify.annotations.Nullable;

/** Does work on the thread that submits it, on copies, as a worker does it. */
final class Inline {
    private final Engine engine;
    private final ThreadLocal<Worker> workers;

    Inline(Engine engine, Loaders loaders) {
        this.engine = engine;
        workers = ThreadLocal.withInitial(() -> new Worker(loaders));
    }

    void run(Work work) {
        if (!work.isOver()) {
            workers.get().idle().run(work, engine);
        }
    }

    /**
     * That of one thread. What it does may submit something else: that is done by another one. It does not know the engine: the
     * thread would keep that for ever.
     */
    private static final class Worker {
        private static final int MAX_FUNCTIONS = 32;

        private final Loaders loaders;
        private final List<Object> events = new ArrayList<>();
        /** Those that the loop knows, the one that it has known longest first. */
        private final LinkedHashSet<Long> functions = new LinkedHashSet<>();
        private final Board board =
                new Board(MemorySegment.ofArray(new long[(int) Board.bytes(1) / Long.BYTES]), 0);
        private final WorkerLoop loop;
        private long serial;
        private boolean interrupted;
        private boolean busy;
        private @Nullable Worker inner;

        Worker(Loaders loaders) {
            this.loaders = loaders;
            loop = new WorkerLoop(0, new WorkerContext("", "caller", 0, board), board, loaders,
                    new Interrupts(), events::add, this::noteInterrupt);
        }

        /** This one, or if it is in the middle of something, the one for what that submits. */
        Worker idle() {
            if (!busy) {
                return this;
            }
            Worker next = inner;
            if (next == null) {
                next = new Worker(loaders);
                inner = next;
            }
            return next.idle();
        }

        /** Work ends: an interrupt that is there is the caller's, and is not to be lost with that. */
        private void noteInterrupt() {
            interrupted |= Thread.currentThread().isInterrupted();
        }

        /** The caller was perhaps interrupted before; the work knows nothing of that. */
        void run(Work work, Engine engine) {
            boolean before = Thread.interrupted();
            busy = true;
            try {
                obey(work, engine);
            } finally {
                busy = false;
                if (before || interrupted) {
                    interrupted = false;
                    Thread.currentThread().interrupt();
                }
            }
        }

        private void obey(Work work, Engine engine) {
            if (work instanceof Task task) {
                task.handedToCaller();
            }
            serial++;
            if (work instanceof Chunk chunk && functions.add(chunk.function())) {
                if (functions.size() > MAX_FUNCTIONS) {
                    loop.obey(Order.forget(functions.removeFirst()));
                }
                loop.obey(Parcel.bytesOf(chunk.definition()));
            }
            Object order = work.order();
            Order.setSerial(Parcel.bytesOf(order), serial);
            loop.obey(Parcel.bytesOf(order));
            List<Object> said = List.copyOf(events);
            events.clear();
            for (Object event : said) {
                Event read = Event.read(Parcel.bytesOf(event), loaders);
                engine.withLock(() -> handle(read, work, engine));
            }
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
                    chunk.part(part, engine);
                    if (part.ended() != Event.Part.GOES_ON) {
                        chunk.end(part.ended(), engine);
                    }
                }
                case Event.PartThrew threw when work instanceof Chunk chunk ->
                    chunk.partThrew(threw.item(), threw.failure(), engine);
                case Event.End end when work instanceof Chunk chunk ->
                    chunk.end(end.nanos(), engine);
                default -> throw new IllegalStateException("unexpected: " + event);
            }
        }
    }
}
