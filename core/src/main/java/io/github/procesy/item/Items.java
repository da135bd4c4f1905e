package io.github.procesy.item;

import java.io.ObjectInputFilter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

import io.github.procesy.ItemCodec;
import io.github.procesy.TransferException;
import io.github.procesy.wire.Loaders;
import io.github.procesy.wire.ObjectCodec;
import io.github.procesy.wire.References;
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * The items of one queue or pipe: as bytes, and as objects again. Boxed primitives, strings, arrays of primitives, and records of all
 * these, have a form of their own; other objects are written by Java serialization, or by the codec of the user. Byte order is that
 * of the machine: only processes of one machine see it.
 */
public final class Items {
    /** The kind of an item that is an {@code Integer}, which is a value in the word of its record. */
    public static final int INT = Kind.INT;
    /** The kind of an item that is a {@code byte[]}. */
    public static final int BYTES = Kind.BYTES;
    /** Some JVMs have no larger arrays of bytes. */
    public static final long MAX_ARRAY_BYTES = Integer.MAX_VALUE - 8L;
    private static final int MAX_LATIN1 = 0xff;

    private final String role;
    private final @Nullable ItemCodec<Object> codec;
    private final @Nullable ObjectInputFilter filter;
    private volatile @Nullable Known known;

    /** The class loaders that find classes for a thread, by its context class loader. */
    private record Known(@Nullable ClassLoader context, Loaders loaders) {
    }

    /** Bytes whose object is made later, without a lock: that runs code of the user. */
    private static final class Deferred {
        private final int kind;
        private final byte[] bytes;

        Deferred(int kind, byte[] bytes) {
            this.kind = kind;
            this.bytes = bytes;
        }
    }

    /** A copy that is made later, because it is large. */
    private record Later(Supplier<Object> copy) {
    }

    /** A copy that refers to what is kept for it until it is finished. */
    private record Kept(Object copy, Runnable end) {
    }

    /**
     * Items of a queue or pipe.
     *
     * @param role what an item is to the user, for error messages
     * @param codec writes what has no form of its own; null for Java serialization
     * @param filter says which classes may be read; null for those of the JVM's own filter
     */
    @SuppressWarnings("unchecked") // the user says that it writes what is put into this queue
    public Items(String role, @Nullable ItemCodec<?> codec, @Nullable ObjectInputFilter filter) {
        this.role = role;
        this.codec = (ItemCodec<Object>) codec;
        this.filter = filter;
    }

    // ---- writing

    /**
     * Gets an item ready to be written.
     *
     * @param item the item; not null
     * @return its kind and bytes
     * @throws TransferException if it cannot travel
     */
    // No switch over types: its linking takes milliseconds in a JVM that has just booted.
    @SuppressWarnings("IfChainToSwitch")
    public EncodedItem encode(Object item) {
        if (item instanceof String text) {
            return ofText(text);
        } else if (item instanceof Integer number) {
            return ofValue(Kind.INT, number);
        } else if (item instanceof Long number) {
            return new EncodedItem(Kind.LONG, number, Long.BYTES, List.of());
        } else if (item instanceof Double number) {
            return new EncodedItem(Kind.DOUBLE, Double.doubleToRawLongBits(number), Long.BYTES,
                    List.of());
        } else if (item instanceof byte[] bytes) {
            return ofArray(Kind.BYTES, bytes, bytes.length);
        } else if (item instanceof Boolean flag) {
            return ofValue(Kind.BOOLEAN, flag ? 1 : 0);
        } else if (item instanceof Float number) {
            return ofValue(Kind.FLOAT, Float.floatToRawIntBits(number));
        } else if (item instanceof Character character) {
            return ofValue(Kind.CHAR, character);
        } else if (item instanceof Short number) {
            return ofValue(Kind.SHORT, number);
        } else if (item instanceof Byte number) {
            return ofValue(Kind.BYTE, number);
        } else if (item.getClass().isArray()
                && item.getClass().getComponentType().isPrimitive()) {
            return ofArray(item);
        }
        return ofObject(item);
    }

    private static EncodedItem ofValue(int kind, int value) {
        return new EncodedItem(kind, "", value, List.of());
    }

    private static EncodedItem ofArray(int kind, Object array, long bytes) {
        return new EncodedItem(kind, array, bytes, List.of());
    }

    @SuppressWarnings("IfChainToSwitch")
    private static EncodedItem ofArray(Object array) {
        if (array instanceof int[] ints) {
            return ofArray(Kind.INTS, array, (long) ints.length * Integer.BYTES);
        } else if (array instanceof long[] longs) {
            return ofArray(Kind.LONGS, array, (long) longs.length * Long.BYTES);
        } else if (array instanceof double[] doubles) {
            return ofArray(Kind.DOUBLES, array, (long) doubles.length * Double.BYTES);
        } else if (array instanceof float[] floats) {
            return ofArray(Kind.FLOATS, array, (long) floats.length * Float.BYTES);
        } else if (array instanceof short[] shorts) {
            return ofArray(Kind.SHORTS, array, (long) shorts.length * Short.BYTES);
        } else if (array instanceof char[] chars) {
            return ofArray(Kind.CHARS, array, (long) chars.length * Character.BYTES);
        }
        boolean[] flags = (boolean[]) array;
        byte[] bytes = new byte[flags.length];
        for (int i = 0; i < flags.length; i++) {
            bytes[i] = (byte) (flags[i] ? 1 : 0);
        }
        return ofArray(Kind.BOOLEANS, bytes, bytes.length);
    }

    private static EncodedItem ofText(String text) {
        if (isLatin1(text)) {
            byte[] bytes = text.getBytes(ISO_8859_1);
            return new EncodedItem(Kind.LATIN1, bytes, bytes.length, List.of());
        }
        return new EncodedItem(Kind.UTF16, text.toCharArray(),
                (long) text.length() * Character.BYTES, List.of());
    }

    static boolean isLatin1(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > MAX_LATIN1) {
                return false;
            }
        }
        return true;
    }

    private EncodedItem ofObject(Object item) {
        if (codec != null) {
            References.Noted<byte[]> noted =
                    References.noting(() -> encodeByCodec(codec, item));
            return new EncodedItem(Kind.CUSTOM, noted.value(), noted.value().length, noted.ids());
        }
        if (item instanceof Record value) {
            RecordForm form = RecordForm.of(value.getClass());
            if (form != null) {
                byte[] bytes = encodeRecord(form, value);
                return new EncodedItem(Kind.RECORD, bytes, bytes.length, List.of());
            }
        }
        References.Noted<byte[]> noted = References.noting(() -> ObjectCodec.encode(item, role));
        return new EncodedItem(Kind.OBJECT, noted.value(), noted.value().length, noted.ids());
    }

    private byte[] encodeRecord(RecordForm form, Record value) {
        try {
            return form.write(value);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            throw new TransferException("The " + role + " cannot be sent to another process: an"
                    + " accessor of the record " + value.getClass().getName() + " failed: " + e,
                    role,
                    value.getClass().getName(), e);
        }
    }

    private byte[] encodeByCodec(ItemCodec<Object> codec, Object item) {
        byte[] bytes;
        try {
            bytes = codec.encode(item);
        } catch (Exception | LinkageError | StackOverflowError e) {
            throw new TransferException("The " + role + " cannot be sent to another process: the"
                    + " codec " + codec.getClass().getName() + " failed on a "
                    + item.getClass().getName() + ": " + e, role, item.getClass().getName(), e);
        }
        if (bytes == null) {
            throw new TransferException("The " + role + " cannot be sent to another process: the"
                    + " codec " + codec.getClass().getName() + " returned null for a "
                    + item.getClass().getName() + "; it is to return bytes.", role,
                    item.getClass().getName(), null);
        }
        return bytes;
    }

    // ---- reading

    /**
     * The item that is a value in the word of its record.
     *
     * @param kind what it is
     * @param value the value
     */
    public static Object ofWord(int kind, int value) {
        return switch (kind) {
            case Kind.INT -> value;
            case Kind.SHORT -> (short) value;
            case Kind.BYTE -> (byte) value;
            case Kind.CHAR -> (char) value;
            case Kind.BOOLEAN -> value != 0;
            case Kind.FLOAT -> Float.intBitsToFloat(value);
            default -> throw unknown(kind);
        };
    }

    private static IllegalStateException unknown(int kind) {
        return new IllegalStateException("unknown kind of item " + kind
                + ": the processes run different versions of the library");
    }

    /**
     * Copies an item out of memory. Runs no code of the user; {@link #finish} makes the object of what is returned.
     *
     * @param kind what it is
     * @param memory has it
     * @param at where
     * @param bytes how many bytes it has
     */
    public static Object copy(int kind, MemorySegment memory, long at, long bytes) {
        return switch (kind) {
            case Kind.LONG -> memory.get(ValueLayout.JAVA_LONG_UNALIGNED, at);
            case Kind.DOUBLE -> memory.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, at);
            case Kind.LATIN1 -> new String(copyBytes(memory, at, bytes), ISO_8859_1);
            case Kind.UTF16 -> new String((char[]) copyTo(new char[(int) (bytes / Character.BYTES)],
                    memory, at, bytes));
            case Kind.BYTES -> copyBytes(memory, at, bytes);
            case Kind.SHORTS -> copyTo(new short[(int) (bytes / Short.BYTES)], memory, at, bytes);
            case Kind.CHARS -> copyTo(new char[(int) (bytes / Character.BYTES)], memory, at, bytes);
            case Kind.INTS -> copyTo(new int[(int) (bytes / Integer.BYTES)], memory, at, bytes);
            case Kind.LONGS -> copyTo(new long[(int) (bytes / Long.BYTES)], memory, at, bytes);
            case Kind.FLOATS -> copyTo(new float[(int) (bytes / Float.BYTES)], memory, at, bytes);
            case Kind.DOUBLES ->
                copyTo(new double[(int) (bytes / Double.BYTES)], memory, at, bytes);
            case Kind.BOOLEANS -> {
                boolean[] flags = new boolean[(int) bytes];
                for (int i = 0; i < bytes; i++) {
                    flags[i] = memory.get(ValueLayout.JAVA_BYTE, at + i) != 0;
                }
                yield flags;
            }
            case Kind.RECORD, Kind.OBJECT, Kind.CUSTOM -> new Deferred(kind,
                    copyBytes(memory, at, bytes));
            default -> throw unknown(kind);
        };
    }

    /** An array for the bytes of an item that comes in pieces. */
    public static Object allocate(int kind, long bytes) {
        return switch (kind) {
            case Kind.SHORTS -> new short[(int) (bytes / Short.BYTES)];
            case Kind.CHARS, Kind.UTF16 -> new char[(int) (bytes / Character.BYTES)];
            case Kind.INTS -> new int[(int) (bytes / Integer.BYTES)];
            case Kind.LONGS -> new long[(int) (bytes / Long.BYTES)];
            case Kind.FLOATS -> new float[(int) (bytes / Float.BYTES)];
            case Kind.DOUBLES -> new double[(int) (bytes / Double.BYTES)];
            default -> new byte[(int) bytes];
        };
    }

    /** The memory of a primitive array. */
    public static MemorySegment segmentOf(Object array) {
        return EncodedItem.segmentOf(array);
    }

    /** What {@link #copy} would have returned of the bytes that were written into what {@link #allocate} made. */
    public static Object complete(int kind, Object array) {
        return switch (kind) {
            case Kind.LATIN1 -> new String((byte[]) array, ISO_8859_1);
            case Kind.UTF16 -> new String((char[]) array);
            case Kind.BOOLEANS -> copy(kind, segmentOf(array), 0, ((byte[]) array).length);
            case Kind.RECORD, Kind.OBJECT, Kind.CUSTOM -> new Deferred(kind, (byte[]) array);
            default -> array;
        };
    }

    /** Bytes of memory as an item, which is read as a {@code byte[]}. */
    public static EncodedItem ofBytes(MemorySegment memory) {
        return new EncodedItem(Kind.BYTES, memory, memory.byteSize(), List.of());
    }

    private static byte[] copyBytes(MemorySegment memory, long at, long bytes) {
        byte[] copy = new byte[(int) bytes];
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, at, copy, 0, copy.length);
        return copy;
    }

    private static Object copyTo(Object array, MemorySegment memory, long at, long bytes) {
        MemorySegment.copy(memory, at, EncodedItem.segmentOf(array), 0, bytes);
        return array;
    }

    /**
     * Makes the item.
     *
     * @param copy what {@link #copy} or {@link #ofWord} returned
     * @return the item
     * @throws TransferException if it cannot be rebuilt in this process
     */
    public Object finish(Object copy) {
        if (copy instanceof Deferred deferred) {
            return decode(deferred.kind, deferred.bytes);
        } else if (copy instanceof Later later) {
            return finish(later.copy.get());
        } else if (copy instanceof Kept kept) {
            try {
                return finish(kept.copy);
            } finally {
                kept.end.run();
            }
        }
        return copy;
    }

    /** A copy that is made later. */
    public static Object later(Supplier<Object> copy) {
        return new Later(copy);
    }

    /**
     * A copy that refers to something.
     *
     * @param end is run when it is finished
     */
    public static Object kept(Object copy, Runnable end) {
        return new Kept(copy, end);
    }

    private Object decode(int kind, byte[] bytes) {
        if (kind == Kind.CUSTOM) {
            return decodeByCodec(bytes);
        } else if (kind == Kind.RECORD) {
            return RecordForm.read(bytes, role, loaders(), filter);
        }
        Object item = ObjectCodec.decode(bytes, role, loaders(), filter);
        if (item == null) {
            throw new TransferException("The " + role + " cannot be rebuilt in this process: its"
                    + " writeReplace or readResolve returned null; it is to return the " + role
                    + ".", role, "unknown", null);
        }
        return item;
    }

    private Object decodeByCodec(byte[] bytes) {
        if (codec == null) {
            throw new TransferException("The " + role + " was written by a codec that this process"
                    + " does not have.", role, "unknown", null);
        }
        Object item;
        try {
            item = codec.decode(bytes);
        } catch (Exception | LinkageError | StackOverflowError e) {
            throw new TransferException("The " + role + " cannot be rebuilt in this process: the"
                    + " codec " + codec.getClass().getName() + " failed: " + e, role, "unknown",
                    e);
        }
        if (item == null) {
            throw new TransferException("The " + role + " cannot be rebuilt in this process: the"
                    + " codec " + codec.getClass().getName() + " returned null; it is to return"
                    + " the item.", role, "unknown", null);
        }
        return item;
    }

    private Loaders loaders() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        Known current = known;
        if (current == null || !Objects.equals(current.context, context)) {
            Loaders loaders = Loaders.of(ClassLoader.getSystemClassLoader());
            if (context != null) {
                loaders.add(context);
            }
            current = new Known(context, loaders);
            known = current;
        }
        return current.loaders;
    }
}
