package io.github.procesy.pool;

import java.nio.ByteBuffer;
import java.util.Arrays;

import io.github.procesy.TransferException;
import io.github.procesy.wire.FailureCodec;
import io.github.procesy.wire.Loaders;
import io.github.procesy.wire.ObjectCodec;
import io.github.procesy.wire.ValueBlock;
import org.jspecify.annotations.Nullable;

/**
 * What a worker says. As bytes: {@code byte type, int place of the worker}, then, but for the first two, {@code long serial},
 * then what the type says.
 */
sealed interface Event {
    /** The place of the worker on the board. */
    int place();

    /**
     * The worker is up.
     *
     * @param place of the worker
     */
    record Ready(int place) implements Event {
        static byte[] write(int place) {
            return header(READY, place, 0).array();
        }
    }

    /**
     * The initializer failed; the worker ends.
     *
     * @param place of the worker
     * @param failure what it threw
     */
    record Broken(int place, Throwable failure) implements Event {
        static byte[] write(int place, Throwable failure) {
            byte[] content = FailureCodec.encode(failure);
            return header(BROKEN, place, content.length).put(content).array();
        }
    }

    /**
     * The task returned.
     *
     * @param place of the worker
     * @param serial of the hand-over
     * @param nanos how long it ran
     * @param value what it returned
     */
    record Returned(int place, long serial, long nanos, @Nullable Object value) implements Event {
        static byte[] write(int place, long serial, long nanos, byte[] value) {
            return header(RETURNED, place, 2 * Long.BYTES + value.length).putLong(serial)
                    .putLong(nanos)
                    .put(value)
                    .array();
        }
    }

    /**
     * The task threw, or its result did not serialize, or a hand-over could not be rebuilt.
     *
     * @param place of the worker
     * @param serial of the hand-over
     * @param nanos how long it ran
     * @param failure what it threw
     */
    record Threw(int place, long serial, long nanos, Throwable failure) implements Event {
        static byte[] write(int place, long serial, long nanos, Throwable failure) {
            byte[] content = FailureCodec.encode(failure);
            return header(THREW, place, 2 * Long.BYTES + content.length).putLong(serial)
                    .putLong(nanos)
                    .put(content)
                    .array();
        }
    }

    /**
     * Results of some items of a hand-over, one after another.
     *
     * @param place of the worker
     * @param serial of the hand-over
     * @param from the first item
     * @param ended how long the whole hand-over took if this is its end, in nanoseconds; else {@link #GOES_ON}
     * @param values their results
     */
    @SuppressWarnings("ArrayRecordComponent") // made for this, and nobody writes to it
    record Part(int place, long serial, int from, long ended, @Nullable Object[] values)
            implements
            Event {
        /** The room before the values. */
        static final int HEADER_BYTES = Event.HEADER_BYTES + 2 * Long.BYTES + Integer.BYTES;
        /** There is more to come of the hand-over. */
        static final long GOES_ON = -1;

        static byte[] write(byte[] message, int place, long serial, int from, long ended) {
            ByteBuffer.wrap(message)
                    .put(PART)
                    .putInt(place)
                    .putLong(serial)
                    .putInt(from)
                    .putLong(ended);
            return message;
        }
    }

    /**
     * An item of a hand-over failed; the others go on.
     *
     * @param place of the worker
     * @param serial of the hand-over
     * @param item which one
     * @param failure what the function threw
     */
    record PartThrew(int place, long serial, int item, Throwable failure) implements Event {
        static byte[] write(int place, long serial, int item, Throwable failure) {
            byte[] content = FailureCodec.encode(failure);
            return header(PART_THREW, place, Long.BYTES + Integer.BYTES + content.length)
                    .putLong(serial)
                    .putInt(item)
                    .put(content)
                    .array();
        }
    }

    /**
     * A hand-over of items is done, and that was not said with its last results: it has none.
     *
     * @param place of the worker
     * @param serial of the hand-over
     * @param nanos how long it took
     */
    record End(int place, long serial, long nanos) implements Event {
        static byte[] write(int place, long serial, long nanos) {
            return header(END, place, 2 * Long.BYTES).putLong(serial).putLong(nanos).array();
        }
    }

    /**
     * The worker does not know the function of a hand-over, and has not begun it: the pool took the definition back, which lay
     * before the hand-over, when the worker took that.
     *
     * @param place of the worker
     * @param serial of the hand-over
     */
    record Undefined(int place, long serial) implements Event {
        static byte[] write(int place, long serial) {
            return header(UNDEFINED, place, Long.BYTES).putLong(serial).array();
        }
    }

    /**
     * The worker takes nothing more, and ends.
     *
     * @param place of the worker
     */
    record Retired(int place) implements Event {
        static byte[] write(int place) {
            return header(RETIRED, place, 0).array();
        }
    }

    byte READY = 1;
    byte BROKEN = 2;
    byte RETURNED = 3;
    byte THREW = 4;
    byte PART = 5;
    byte PART_THREW = 6;
    byte END = 7;
    byte RETIRED = 8;
    byte UNDEFINED = 9;
    int HEADER_BYTES = 1 + Integer.BYTES;
    String RESULT = "result";

    private static ByteBuffer header(byte type, int place, int content) {
        return ByteBuffer.allocate(HEADER_BYTES + content).put(type).putInt(place);
    }

    /**
     * Reads what a worker says.
     *
     * @param message what one of the {@code write} methods made
     * @param loaders find the classes of results
     */
    static Event read(byte[] message, Loaders loaders) {
        ByteBuffer in = ByteBuffer.wrap(message);
        byte type = in.get();
        int place = in.getInt();
        if (type == READY) {
            return new Ready(place);
        } else if (type == RETIRED) {
            return new Retired(place);
        } else if (type == BROKEN) {
            return new Broken(place, FailureCodec.decode(rest(in), loaders));
        }
        long serial = in.getLong();
        return switch (type) {
            case RETURNED -> returned(place, serial, in.getLong(), in, loaders);
            case THREW -> new Threw(place, serial, in.getLong(),
                    FailureCodec.decode(rest(in), loaders));
            case PART -> part(place, serial, in.getInt(), in.getLong(), in, loaders);
            case PART_THREW -> new PartThrew(place, serial, in.getInt(),
                    FailureCodec.decode(rest(in), loaders));
            case END -> new End(place, serial, in.getLong());
            case UNDEFINED -> new Undefined(place, serial);
            default -> throw new IllegalStateException("unknown event " + type
                    + ": the processes run different versions of the library");
        };
    }

    private static Event returned(int place, long serial, long nanos, ByteBuffer in,
            Loaders loaders) {
        try {
            return new Returned(place, serial, nanos,
                    ObjectCodec.decode(rest(in), RESULT, loaders));
        } catch (TransferException e) {
            return new Threw(place, serial, nanos, e);
        } catch (OutOfMemoryError e) {
            return new Threw(place, serial, nanos, tooLarge(e));
        }
    }

    private static Event part(int place, long serial, int from, long ended, ByteBuffer in,
            Loaders loaders) {
        int count = ValueBlock.count(in);
        Failure failure;
        try {
            return new Part(place, serial, from, ended, ValueBlock.decode(in, RESULT, loaders));
        } catch (TransferException e) {
            failure = new Failure(e);
        } catch (OutOfMemoryError e) {
            failure = new Failure(tooLarge(e));
        }
        @Nullable Object[] failures = new Object[count];
        Arrays.fill(failures, failure);
        return new Part(place, serial, from, ended, failures);
    }

    private static TransferException tooLarge(OutOfMemoryError e) {
        return new TransferException("The result cannot be rebuilt in this process, which has too"
                + " little memory for it: " + e.getMessage()
                + ". Give this JVM a larger heap (-Xmx), or return less.", RESULT, "unknown", e);
    }

    private static byte[] rest(ByteBuffer in) {
        byte[] rest = new byte[in.remaining()];
        in.get(rest);
        return rest;
    }

    /**
     * Stands for the result of an item that has none.
     *
     * @param cause why
     */
    record Failure(Throwable cause) {
    }
}
