package io.github.procesy.pool;

import java.nio.ByteBuffer;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The messages from the pool to a worker. Layout: {@code byte type}, then what the type says. */
final class Order {
    /** Run a task. Then: {@code long serial, short length of its name, name in UTF-8, task}. */
    static final byte RUN = 1;
    /** Remember a function. Then: {@code long number, short length of its name, name in UTF-8, function}. */
    static final byte DEFINE = 2;
    /** Forget it. Then: {@code long number}. */
    static final byte FORGET = 3;
    /** Apply a function to items. Then: {@code long serial, long number of the function, byte flags, items}. */
    static final byte APPLY = 4;
    /** End. */
    static final byte LEAVE = 5;

    /** In the flags: each item has a deadline of its own. */
    static final byte TIMED = 1;
    /** In the flags: nobody looks at single results, so that the pool need not be woken for each. */
    static final byte COLLECTED = 2;
    /** In the flags: each result is sent before the next item is begun. */
    static final byte ONCE = 4;

    /** What stands before the items of {@link #APPLY}. */
    static final int APPLY_BYTES = 1 + 2 * Long.BYTES + 1;
    private static final int SERIAL_AT = 1;

    private Order() {}

    static byte[] run(String name, byte[] task) {
        return withName(RUN, 0, name, task);
    }

    static byte[] define(long number, String name, byte[] function) {
        return withName(DEFINE, number, name, function);
    }

    private static byte[] withName(byte type, long number, String name, byte[] content) {
        byte[] text = name.getBytes(UTF_8);
        int length = Math.min(text.length, Short.MAX_VALUE);
        return ByteBuffer.allocate(1 + Long.BYTES + Short.BYTES + length + content.length)
                .put(type)
                .putLong(number)
                .putShort((short) length)
                .put(text, 0, length)
                .put(content)
                .array();
    }

    /** Reads a name. */
    static String name(ByteBuffer order) {
        byte[] text = new byte[order.getShort()];
        order.get(text);
        return new String(text, UTF_8);
    }

    static byte[] forget(long number) {
        return withNumber(FORGET, number, new byte[0]);
    }

    static byte[] leave() {
        return new byte[] {LEAVE};
    }

    /** Fills in the header of {@link #APPLY}, for which room was left. */
    static byte[] apply(byte[] message, long function, boolean timed, boolean once,
            boolean collected) {
        ByteBuffer.wrap(message)
                .put(APPLY)
                .putLong(0)
                .putLong(function)
                .put((byte) ((timed ? TIMED : 0) | (once ? ONCE : 0)
                        | (collected ? COLLECTED : 0)));
        return message;
    }

    /** Numbers a hand-over, when it is handed over. */
    static void setSerial(byte[] message, long serial) {
        ByteBuffer.wrap(message).putLong(SERIAL_AT, serial);
    }

    /** Whether it is a hand-over, which has a serial number. */
    static boolean isHandover(byte[] message) {
        return message[0] == RUN || message[0] == APPLY;
    }

    /** The number of a hand-over. */
    static long serial(byte[] message) {
        return ByteBuffer.wrap(message).getLong(SERIAL_AT);
    }

    private static byte[] withNumber(byte type, long number, byte[] content) {
        return ByteBuffer.allocate(1 + Long.BYTES + content.length)
                .put(type)
                .putLong(number)
                .put(content)
                .array();
    }
}
