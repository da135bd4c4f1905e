package io.github.procesy.pool;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.procesy.SerializableCallable;
import io.github.procesy.SerializableFunction;
import io.github.procesy.TransferException;
import io.github.procesy.child.Interrupts;
import io.github.procesy.pool.Board.Counter;
import io.github.procesy.waiting.Quiet;
import io.github.procesy.wire.Loaders;
import io.github.procesy.wire.ObjectCodec;
import io.github.procesy.wire.References;
import io.github.procesy.wire.TaskDecoder;
import io.github.procesy.wire.ValueBlock;
import org.jspecify.annotations.Nullable;

import static io.github.procesy.pool.Event.RESULT;

/** Does what the pool orders, one thing after another; on one thread, of whatever process. */
final class WorkerLoop {
    /** Results are sent when they are as old as that, or as many as that. */
    private static final long FLUSH_NANOS = 1_000_000;
    private static final int FLUSH_ITEMS = 8192;
    /** Items take so little that the clock is looked at once for several, so many that that takes about so long. */
    private static final long LOOK_NANOS = 20_000;
    private static final int MAX_STRIDE = 1024;

    /** The way to the pool. */
    interface Events {
        /** Sends a message. */
        void send(Object event);

        /** Whether the pool need not be woken for a result that nobody waits for: there is enough to do, and it was woken lately. */
        default boolean mayBeQuiet() {
            return false;
        }
    }

    /** Is told where something ends, by the thread that did it, before an interrupt is taken away that was meant for that. */
    interface Ends {
        /** A task ends, or results of items are sent: what was printed is to be on its way before. */
        void withResult();

        /** An item ends. */
        default void item() {}
    }

    /** In the number of what is done, see {@link #number}: all items of a hand-over. */
    static final int WHOLE = Board.MAX_ITEMS;
    /** So many functions of mappings are known to a worker; who hands one more over has one forgotten. */
    static final int MAX_FUNCTIONS = 32;

    private final int place;
    private final WorkerContext context;
    private final Board board;
    private final Loaders loaders;
    private final Interrupts interrupts;
    private final Events events;
    private final Ends ends;
    private final TaskDecoder decoder;
    private final Map<Long, SerializableFunction<@Nullable Object, @Nullable Object>> functions =
            new HashMap<>();
    private final Map<Long, TransferException> unknown = new HashMap<>();
    private final Map<Long, String> names = new HashMap<>();
    /** The functions whose results are sent one by one. */
    private final Set<Long> apart = new HashSet<>();

    /**
     * A loop.
     *
     * @param place of the worker
     * @param context is told the names of tasks
     * @param board where it shows how far it is
     * @param loaders find the classes of tasks
     * @param interrupts pass on interrupts meant for what is done
     * @param events takes the messages to the pool
     * @param ends is told where something ends
     */
    WorkerLoop(int place, WorkerContext context, Board board, Loaders loaders,
            Interrupts interrupts,
            Events events, Ends ends) {
        this.place = place;
        this.context = context;
        this.board = board;
        this.loaders = loaders;
        this.interrupts = interrupts;
        this.events = events;
        this.ends = ends;
        decoder = new TaskDecoder(loaders);
    }

    /**
     * The number of what is done, for an interrupt that is meant for that alone.
     *
     * @param serial of the hand-over
     * @param item of it, or {@link #WHOLE}
     */
    static long number(long serial, int item) {
        return serial << Board.COUNT_BITS | item;
    }

    /**
     * The number of what a worker has begun.
     *
     * @param work what it has in its hands
     * @param claim of its board
     */
    static long number(Work work, long claim) {
        return number(work.serial(),
                work instanceof Chunk chunk && chunk.isTimed() ? Board.next(claim) - 1 : WHOLE);
    }

    /**
     * Does what an order says.
     *
     * @return false if it says to end
     */
    boolean obey(byte[] order) {
        ByteBuffer in = ByteBuffer.wrap(order);
        board.add(Counter.BYTES_IN, order.length);
        switch (in.get()) {
            case Order.RUN -> run(in.getLong(), Order.name(in), in);
            case Order.DEFINE -> define(in.getLong(), Order.name(in), rest(in));
            case Order.FORGET -> {
                long number = in.getLong();
                functions.remove(number);
                names.remove(number);
                unknown.remove(number);
                apart.remove(number);
            }
            case Order.APPLY -> apply(in.getLong(), in.getLong(), in.get(), in);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static byte[] rest(ByteBuffer in) {
        byte[] rest = new byte[in.remaining()];
        in.get(rest);
        return rest;
    }

    private void send(byte[] event) {
        board.add(Counter.BYTES_OUT, event.length);
        events.send(event);
    }

    private void send(References.Noted<byte[]> event) {
        board.add(Counter.BYTES_OUT, event.value().length);
        events.send(Parcel.of(event));
    }

    // ---- a task

    private void run(long serial, String name, ByteBuffer in) {
        long start = System.nanoTime();
        context.setTask(name);
        board.begin(serial, 1);
        board.began(start);
        interrupts.begin(number(serial, WHOLE));
        long begun = start;
        long ended;
        References.Noted<byte[]> event;
        try {
            board.claimNext();
            SerializableCallable<?> task = decoder.decode(rest(in));
            begun = System.nanoTime();
            board.add(Counter.DECODING, begun - start);
            Object value = task.call();
            ended = System.nanoTime();
            long nanos = ended - begun;
            event = References.noting(() -> Event.Returned.write(place, serial, nanos,
                    ObjectCodec.encode(value, RESULT)));
        } catch (Throwable failure) {
            ended = System.nanoTime();
            event = new References.Noted<>(
                    Event.Threw.write(place, serial, ended - begun, failure), List.of());
        }
        // Who has the result may count on what was counted and printed, and that no interrupt comes any more.
        board.add(Counter.TASKS, 1);
        board.add(Counter.RUNNING, ended - begun);
        board.add(Counter.ENCODING, System.nanoTime() - ended);
        try {
            end();
            send(event);
        } catch (Throwable failure) { // no memory for it, for instance
            threw(serial, ended - begun, failure);
        }
        var _ = board.clockStopped(); // the pool may read the event much later
    }

    private void threw(long serial, long nanos, Throwable failure) {
        byte[] event = Event.Threw.write(place, serial, nanos, failure);
        end();
        send(event);
    }

    private void end() {
        ends.withResult();
        interrupts.end();
    }

    // ---- a function and its items

    private void define(long number, String name, byte[] function) {
        names.put(number, name);
        try {
            functions.put(number, decoder.decodeFunction(function));
        } catch (TransferException e) {
            unknown.put(number, e);
        }
    }

    private void apply(long serial, long number, byte flags, ByteBuffer in) {
        if (!names.containsKey(number)) {
            send(Event.Undefined.write(place, serial));
            return;
        }
        long start = System.nanoTime();
        int count = ValueBlock.count(in);
        context.setTask(names.get(number));
        board.began(start);
        interrupts.begin(number(serial, WHOLE));
        try {
            SerializableFunction<@Nullable Object, @Nullable Object> function =
                    functions.get(number);
            if (function == null) {
                throw unknown.get(number);
            }
            @Nullable Object[] items = ValueBlock.decode(in, "item", loaders);
            board.add(Counter.DECODING, System.nanoTime() - start);
            board.begin(serial, count);
            new Application(serial, number, function, items, flags).run(start);
        } catch (Throwable failure) {
            threw(serial, System.nanoTime() - start, failure);
        }
        var _ = board.clockStopped();
    }

    /** The application of a function to the items of a hand-over. */
    private final class Application {
        private final long serial;
        private final long number;
        private final SerializableFunction<@Nullable Object, @Nullable Object> function;
        private final @Nullable Object[] items;
        private final boolean timed;
        private final boolean collected;
        private final boolean once;
        private final @Nullable Object[] results;
        private int from;
        private int count;
        private long flushed;
        private long encoding;

        Application(long serial, long number,
                SerializableFunction<@Nullable Object, @Nullable Object> function,
                @Nullable Object[] items, byte flags) {
            this.serial = serial;
            this.number = number;
            this.function = function;
            this.items = items;
            timed = (flags & Order.TIMED) != 0;
            collected = (flags & Order.COLLECTED) != 0;
            once = (flags & Order.ONCE) != 0;
            results = new Object[Math.min(items.length, FLUSH_ITEMS)];
        }

        void run(long start) {
            long begun = System.nanoTime();
            flushed = begun;
            long looked = begun;
            int stride = 1;
            int untilLook = 1;
            int done = 0;
            int item;
            while ((item = claimNext()) >= 0) {
                if (timed) {
                    interrupts.begin(number(serial, item));
                }
                apply(item);
                done++;
                if ((once && items.length > 1) || count == results.length) {
                    flush();
                }
                if (--untilLook == 0) {
                    long now = System.nanoTime();
                    if (now - flushed > FLUSH_NANOS && item < items.length - 1) {
                        flush(); // the last ones go with the end
                    }
                    stride = now - looked < LOOK_NANOS
                            ? Math.min(2 * stride, MAX_STRIDE)
                            : Math.max(1, stride / 4);
                    untilLook = stride;
                    looked = now;
                }
            }
            board.add(Counter.TASKS, done);
            board.add(Counter.RUNNING, System.nanoTime() - begun - encoding);
            if (!flushLast(start)) {
                end();
                byte[] event = Event.End.write(place, serial, System.nanoTime() - start);
                sendQuietly(() -> send(event));
            }
            board.add(Counter.ENCODING, encoding);
        }

        /** The time is shown before the item is: the other way round it would be that of the one before for a moment. */
        private int claimNext() {
            if (timed) {
                board.began(System.nanoTime());
            }
            return board.claimNext();
        }

        private void apply(int item) {
            Object result;
            try {
                result = function.apply(items[item]);
            } catch (Throwable failure) {
                endItem();
                flush();
                send(Event.PartThrew.write(place, serial, item, failure));
                return;
            }
            endItem();
            if (count == 0) {
                from = item;
            }
            results[count++] = result;
        }

        /** One item does not disturb the next. */
        private void endItem() {
            ends.item();
            if (timed) {
                interrupts.end();
            } else {
                Thread.interrupted();
            }
        }

        private void flush() {
            var _ = flush(null);
        }

        /** The same, and says with the results that they are the last; false if there are none that could say it. */
        private boolean flushLast(long start) {
            return flush(start);
        }

        private boolean flush(@Nullable Long startOfAll) {
            long begun = System.nanoTime();
            boolean sent = false;
            if (count > 0) {
                ends.withResult();
                sent = sendTogether(startOfAll);
                if (!sent) {
                    sendOneByOne();
                }
                Arrays.fill(results, 0, count, null);
                from += count;
                count = 0;
            }
            flushed = System.nanoTime();
            encoding += flushed - begun;
            return sent;
        }

        /** False if each is to be sent for itself: one of them does not serialize, or the pool may fail to rebuild one and not the others. */
        private boolean sendTogether(@Nullable Long startOfAll) {
            if (apart.contains(number)) {
                return false;
            }
            Loaders own = new Loaders();
            References.Noted<byte[]> part;
            try {
                part = part(0, count, startOfAll, own);
            } catch (TransferException e) {
                return false;
            }
            if (count > 1 && own.haveOwnReading()) {
                apart.add(number);
                return false;
            }
            if (startOfAll != null) {
                end();
            }
            sendQuietly(() -> send(part));
            return true;
        }

        private References.Noted<byte[]> part(int offset, int number, @Nullable Long startOfAll,
                Loaders own) {
            return References.noting(() -> Event.Part.write(
                    ValueBlock.encode(Event.Part.HEADER_BYTES, results, offset, number, RESULT,
                            own),
                    place, serial, from + offset,
                    startOfAll == null ? Event.Part.GOES_ON : System.nanoTime() - startOfAll));
        }

        /** Wakes the pool for it only if somebody looks at single results, or the pool was not woken for long. */
        private void sendQuietly(Runnable sending) {
            if (collected && events.mayBeQuiet()) {
                Quiet.run(sending);
            } else {
                sending.run();
            }
        }

        private void sendOneByOne() {
            for (int i = 0; i < count; i++) {
                try {
                    References.Noted<byte[]> part = part(i, 1, null, new Loaders());
                    sendQuietly(() -> send(part));
                } catch (TransferException e) {
                    send(Event.PartThrew.write(place, serial, from + i, e));
                }
            }
        }
    }

}
