package io.github.procesy.wire;

import java.nio.ByteBuffer;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Several values as one piece: numbers of one type as they lie in an array, other scalars one after another, everything else as one
 * stream of Java serialization, in which an object that is there twice is there once.
 *
 * <p>Layout: {@code byte form, int count, content}.
 */
public final class ValueBlock {
    private static final byte INTS = 1;
    private static final byte LONGS = 2;
    private static final byte DOUBLES = 3;
    private static final byte SCALARS = 4;
    private static final byte OBJECTS = 5;
    private static final int HEADER_BYTES = 1 + Integer.BYTES;

    private ValueBlock() {}

    /**
     * Writes values behind a header.
     *
     * @param header the room for it is at the begin of the array that is returned
     * @param values the values; those up to the count
     * @param from the first of them
     * @param count how many
     * @param role what a value is to the user
     * @param loaders takes the class loaders of their classes
     * @return room for the header, and the bytes
     * @throws io.github.procesy.TransferException if something in them does not serialize
     */
    public static byte[] encode(int header, @Nullable Object[] values, int from, int count,
            String role, Loaders loaders) {
        byte form = formOf(values, from, count);
        ByteBuffer block;
        if (form == INTS || form == LONGS || form == DOUBLES) {
            block = ByteBuffer.allocate(header + HEADER_BYTES
                    + count * (form == INTS ? Integer.BYTES : Long.BYTES));
            block.position(header);
            block.put(form).putInt(count);
            putNumbers(block, form, values, from, count);
        } else {
            @Nullable Object[] part = new Object[count];
            System.arraycopy(values, from, part, 0, count);
            byte[] content = form == SCALARS
                    ? Scalars.encode(part)
                    : ObjectCodec.encode(part, role, loaders);
            block = ByteBuffer.allocate(header + HEADER_BYTES + content.length);
            block.position(header);
            block.put(form).putInt(count).put(content);
        }
        return block.array();
    }

    private static byte formOf(@Nullable Object[] values, int from, int count) {
        Class<?> type = null;
        boolean scalars = true;
        for (int i = from; i < from + count; i++) {
            Object value = values[i];
            Class<?> own = value == null ? Void.class : value.getClass();
            if (type == null) {
                type = own;
            } else if (type != own) {
                type = Object.class;
            }
            scalars = scalars && Scalars.has(value);
            if (!scalars) {
                return OBJECTS;
            }
        }
        if (type == Integer.class) {
            return INTS;
        } else if (type == Long.class) {
            return LONGS;
        }
        return type == Double.class ? DOUBLES : SCALARS;
    }

    private static void putNumbers(ByteBuffer block, byte form, @Nullable Object[] values,
            int from, int count) {
        for (int i = from; i < from + count; i++) {
            Object value = Objects.requireNonNull(values[i]);
            if (form == INTS) {
                block.putInt((Integer) value);
            } else if (form == LONGS) {
                block.putLong((Long) value);
            } else {
                block.putDouble((Double) value);
            }
        }
    }

    /**
     * How many values there are.
     *
     * @param block what {@link #encode} wrote, from the position to the end
     * @return their number; the position stays
     */
    public static int count(ByteBuffer block) {
        return block.getInt(block.position() + 1);
    }

    /**
     * Reads the values.
     *
     * @param block what {@link #encode} wrote, from the position to the end
     * @param role what a value is to the user
     * @param loaders find the classes
     * @return the values
     * @throws io.github.procesy.TransferException if one cannot be rebuilt here
     */
    public static @Nullable Object[] decode(ByteBuffer block, String role, Loaders loaders) {
        byte form = block.get();
        int count = block.getInt();
        if (form == OBJECTS) {
            byte[] content = new byte[block.remaining()];
            block.get(content);
            return (Object[]) Objects.requireNonNull(ObjectCodec.decode(content, role, loaders));
        }
        @Nullable Object[] values = new Object[count];
        for (int i = 0; i < count; i++) {
            values[i] = switch (form) {
                case INTS -> block.getInt();
                case LONGS -> block.getLong();
                case DOUBLES -> block.getDouble();
                default -> Scalars.decode(block);
            };
        }
        return values;
    }
}
