package io.github.procesy.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * Null, strings and boxed primitives as bytes, without Java serialization. Layout: one byte that says
 * what it is, then its value; of a string, {@code int} number of bytes, then one byte for each
 * {@code char} where that is enough and two elsewhere, so that also a text that is not valid
 * arrives as it is.
 */
final class Scalars {
    /** No scalar has a tag from here on. */
    static final byte FIRST_FREE_TAG = 16;

    private static final byte NULL = 0;
    private static final byte LATIN1 = 1;
    private static final byte UTF16 = 2;
    private static final byte BOOLEAN = 3;
    private static final byte BYTE = 4;
    private static final byte SHORT = 5;
    private static final byte CHARACTER = 6;
    private static final byte INTEGER = 7;
    private static final byte LONG = 8;
    private static final byte FLOAT = 9;
    private static final byte DOUBLE = 10;
    private static final int MAX_LATIN1 = 0xff;

    private Scalars() {}

    /** Whether a value is one of these. */
    static boolean has(@Nullable Object value) {
        return value == null || value instanceof String || value instanceof Integer
                || value instanceof Long || value instanceof Boolean || value instanceof Double
                || value instanceof Character || value instanceof Byte || value instanceof Short
                || value instanceof Float;
    }

    /** Whether all are. */
    static boolean hasAll(@Nullable Object[] values) {
        for (Object value : values) {
            if (!has(value)) {
                return false;
            }
        }
        return true;
    }

    /** The bytes of values, one after another. */
    static byte[] encode(@Nullable Object... values) {
        int size = 0;
        for (Object value : values) {
            size += value instanceof String text
                    ? 1 + Integer.BYTES + text.length() * (isLatin1(text) ? 1 : Character.BYTES)
                    : 1 + Long.BYTES;
        }
        ByteBuffer bytes = ByteBuffer.allocate(size);
        for (Object value : values) {
            put(bytes, value);
        }
        return bytes.position() == size
                ? bytes.array()
                : Arrays.copyOf(bytes.array(), bytes.position());
    }

    // No switch over types: its linking takes milliseconds in a JVM that has just booted.
    @SuppressWarnings("IfChainToSwitch")
    private static void put(ByteBuffer bytes, @Nullable Object value) {
        if (value == null) {
            bytes.put(NULL);
        } else if (value instanceof String text) {
            putText(bytes, text);
        } else if (value instanceof Integer number) {
            bytes.put(INTEGER).putInt(number);
        } else if (value instanceof Long number) {
            bytes.put(LONG).putLong(number);
        } else if (value instanceof Boolean flag) {
            bytes.put(BOOLEAN).put((byte) (flag ? 1 : 0));
        } else if (value instanceof Double number) {
            bytes.put(DOUBLE).putDouble(number);
        } else if (value instanceof Character character) {
            bytes.put(CHARACTER).putChar(character);
        } else if (value instanceof Byte number) {
            bytes.put(BYTE).put(number);
        } else if (value instanceof Short number) {
            bytes.put(SHORT).putShort(number);
        } else if (value instanceof Float number) {
            bytes.put(FLOAT).putFloat(number);
        } else {
            throw new IllegalArgumentException("no scalar: " + value.getClass());
        }
    }

    private static void putText(ByteBuffer bytes, String text) {
        if (isLatin1(text)) {
            byte[] content = text.getBytes(ISO_8859_1);
            bytes.put(LATIN1).putInt(content.length).put(content);
        } else {
            bytes.put(UTF16).putInt(text.length() * Character.BYTES);
            bytes.asCharBuffer().put(text);
            bytes.position(bytes.position() + text.length() * Character.BYTES);
        }
    }

    private static boolean isLatin1(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > MAX_LATIN1) {
                return false;
            }
        }
        return true;
    }

    /** Reads the next value. */
    static @Nullable Object decode(ByteBuffer bytes) {
        byte tag = bytes.get();
        return switch (tag) {
            case NULL -> null;
            case LATIN1 -> {
                byte[] content = new byte[bytes.getInt()];
                bytes.get(content);
                yield new String(content, ISO_8859_1);
            }
            case UTF16 -> {
                int size = bytes.getInt();
                String text = bytes.slice(bytes.position(), size).asCharBuffer().toString();
                bytes.position(bytes.position() + size);
                yield text;
            }
            case BOOLEAN -> bytes.get() != 0;
            case BYTE -> bytes.get();
            case SHORT -> bytes.getShort();
            case CHARACTER -> bytes.getChar();
            case INTEGER -> bytes.getInt();
            case LONG -> bytes.getLong();
            case FLOAT -> bytes.getFloat();
            case DOUBLE -> bytes.getDouble();
            default -> throw new IllegalArgumentException("no tag of a scalar: " + tag);
        };
    }
}
