package io.github.procesy.item;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The type of a component of a record, as {@link RecordForm} writes it. What can be null has a byte before it that
 * says whether it is.
 */
abstract class ComponentType {
    private static final ComponentType INT = new ComponentType(int.class) {
        @Override
        void write(MethodHandle getter, Object record, Bytes.Writer writer) {
            try {
                writer.writeInt((int) getter.invokeExact(record));
            } catch (Throwable e) {
                throw failed(e);
            }
        }

        @Override
        Object read(Bytes.Reader reader) {
            return reader.readInt();
        }
    };
    private static final ComponentType LONG = new ComponentType(long.class) {
        @Override
        void write(MethodHandle getter, Object record, Bytes.Writer writer) {
            try {
                writer.writeLong((long) getter.invokeExact(record));
            } catch (Throwable e) {
                throw failed(e);
            }
        }

        @Override
        Object read(Bytes.Reader reader) {
            return reader.readLong();
        }
    };
    private static final ComponentType DOUBLE = new ComponentType(double.class) {
        @Override
        void write(MethodHandle getter, Object record, Bytes.Writer writer) {
            try {
                writer.writeLong(
                        Double.doubleToRawLongBits((double) getter.invokeExact(record)));
            } catch (Throwable e) {
                throw failed(e);
            }
        }

        @Override
        Object read(Bytes.Reader reader) {
            return Double.longBitsToDouble(reader.readLong());
        }
    };
    private static final Map<Class<?>, ComponentType> TYPES = Map.ofEntries(
            Map.entry(int.class, INT), Map.entry(long.class, LONG),
            Map.entry(double.class, DOUBLE), Map.entry(boolean.class, new Boxed(Boolean.class)),
            Map.entry(byte.class, new Boxed(Byte.class)),
            Map.entry(short.class, new Boxed(Short.class)),
            Map.entry(char.class, new Boxed(Character.class)),
            Map.entry(float.class, new Boxed(Float.class)),
            Map.entry(Boolean.class, new Boxed(Boolean.class)),
            Map.entry(Byte.class, new Boxed(Byte.class)),
            Map.entry(Short.class, new Boxed(Short.class)),
            Map.entry(Character.class, new Boxed(Character.class)),
            Map.entry(Integer.class, new Boxed(Integer.class)),
            Map.entry(Long.class, new Boxed(Long.class)),
            Map.entry(Float.class, new Boxed(Float.class)),
            Map.entry(Double.class, new Boxed(Double.class)),
            Map.entry(String.class, new Text()));

    /** What a getter returns. */
    private final Class<?> returned;

    private ComponentType(Class<?> returned) {
        this.returned = returned;
    }

    /** Null if a component of this type makes a record one for Java serialization. */
    static @Nullable ComponentType of(Class<?> type) {
        ComponentType known = TYPES.get(type);
        if (known != null) {
            return known;
        } else if (type.isArray() && type.getComponentType().isPrimitive()) {
            return new PrimitiveArray(type.getComponentType());
        } else if (type.isRecord()) {
            RecordForm form = RecordForm.of(type);
            return form == null ? null : new Nested(form);
        }
        return null;
    }

    /** The form of records of this type; null if it is none. */
    @Nullable
    RecordForm nested() {
        return null;
    }

    /** The getter as {@link #write} calls it. */
    MethodHandle generic(MethodHandle getter) {
        return getter.asType(MethodType.methodType(returned, Object.class));
    }

    abstract void write(MethodHandle getter, Object record, Bytes.Writer writer);

    abstract @Nullable Object read(Bytes.Reader reader) throws Throwable;

    /** The accessor of a record is code of the user. */
    private static RuntimeException failed(Throwable e) {
        if (e instanceof RuntimeException unchecked) {
            return unchecked;
        } else if (e instanceof Error error) {
            throw error;
        }
        return new IllegalStateException(e);
    }

    /** A reference, which may be null. */
    private abstract static class Reference extends ComponentType {
        Reference() {
            super(Object.class);
        }

        @Override
        final void write(MethodHandle getter, Object record, Bytes.Writer writer) {
            Object value;
            try {
                value = (Object) getter.invokeExact(record);
            } catch (Throwable e) {
                throw failed(e);
            }
            if (value == null) {
                writer.writeByte(0);
            } else {
                writer.writeByte(1);
                write(value, writer);
            }
        }

        @Override
        final @Nullable Object read(Bytes.Reader reader) throws Throwable {
            return reader.readByte() == 0 ? null : readPresent(reader);
        }

        abstract void write(Object value, Bytes.Writer writer);

        abstract Object readPresent(Bytes.Reader reader) throws Throwable;
    }

    private static final class Text extends Reference {
        @Override
        void write(Object value, Bytes.Writer writer) {
            writer.writeText((String) value);
        }

        @Override
        Object readPresent(Bytes.Reader reader) {
            return reader.readText();
        }
    }

    /** As the bits of a long. */
    private static final class Boxed extends Reference {
        private final Class<?> type;

        Boxed(Class<?> type) {
            this.type = type;
        }

        @Override
        void write(Object value, Bytes.Writer writer) {
            writer.writeLong(switch (value) {
                case Boolean flag -> flag ? 1 : 0;
                case Character character -> character;
                case Float number -> Float.floatToRawIntBits(number);
                case Double number -> Double.doubleToRawLongBits(number);
                case Number number -> number.longValue();
                default -> throw new AssertionError(value.getClass());
            });
        }

        @Override
        Object readPresent(Bytes.Reader reader) {
            long bits = reader.readLong();
            if (type == Boolean.class) {
                return bits != 0;
            } else if (type == Byte.class) {
                return (byte) bits;
            } else if (type == Short.class) {
                return (short) bits;
            } else if (type == Character.class) {
                return (char) bits;
            } else if (type == Integer.class) {
                return (int) bits;
            } else if (type == Float.class) {
                return Float.intBitsToFloat((int) bits);
            } else if (type == Double.class) {
                return Double.longBitsToDouble(bits);
            }
            return bits;
        }
    }

    private static final class PrimitiveArray extends Reference {
        private final Class<?> element;

        PrimitiveArray(Class<?> element) {
            this.element = element;
        }

        @Override
        void write(Object value, Bytes.Writer writer) {
            writer.writeInt(java.lang.reflect.Array.getLength(value));
            if (value instanceof boolean[] flags) {
                for (boolean flag : flags) {
                    writer.writeByte(flag ? 1 : 0);
                }
                return;
            }
            MemorySegment content = EncodedItem.segmentOf(value);
            byte[] bytes = new byte[Math.toIntExact(content.byteSize())];
            MemorySegment.copy(content, 0, MemorySegment.ofArray(bytes), 0, bytes.length);
            writer.writeRaw(bytes);
        }

        @Override
        Object readPresent(Bytes.Reader reader) {
            Object array = java.lang.reflect.Array.newInstance(element, reader.readInt());
            if (array instanceof boolean[] flags) {
                for (int i = 0; i < flags.length; i++) {
                    flags[i] = reader.readByte() != 0;
                }
                return flags;
            }
            MemorySegment content = EncodedItem.segmentOf(array);
            content.copyFrom(MemorySegment
                    .ofArray(reader.readRaw(Math.toIntExact(content.byteSize()))));
            return array;
        }
    }

    private static final class Nested extends Reference {
        private final RecordForm form;

        Nested(RecordForm form) {
            this.form = form;
        }

        @Override
        RecordForm nested() {
            return form;
        }

        @Override
        void write(Object value, Bytes.Writer writer) {
            form.writeComponents(value, writer);
        }

        @Override
        Object readPresent(Bytes.Reader reader) throws Throwable {
            return form.readComponents(reader);
        }
    }
}
