package io.github.procesy.memory;

import java.lang.foreign.ValueLayout;

/** What an array can be of. */
enum ElementType {
    BOOLEAN('Z', boolean.class, ValueLayout.JAVA_BYTE),
    BYTE('B', byte.class, ValueLayout.JAVA_BYTE),
    SHORT('S', short.class, ValueLayout.JAVA_SHORT), CHAR('C', char.class, ValueLayout.JAVA_CHAR),
    INT('I', int.class, ValueLayout.JAVA_INT), LONG('J', long.class, ValueLayout.JAVA_LONG),
    FLOAT('F', float.class, ValueLayout.JAVA_FLOAT),
    DOUBLE('D', double.class, ValueLayout.JAVA_DOUBLE);

    private static final ElementType[] ALL = values();
    private static final long MAX_BYTES = Long.MAX_VALUE / 2;

    private final char code;
    private final Class<?> primitive;
    private final ValueLayout layout;

    ElementType(char code, Class<?> primitive, ValueLayout layout) {
        this.code = code;
        this.primitive = primitive;
        this.layout = layout;
    }

    /** The type with a {@link #code}. */
    static ElementType of(char code) {
        for (ElementType type : ALL) {
            if (type.code == code) {
                return type;
            }
        }
        throw new IllegalArgumentException("no element type has the code " + code);
    }

    /** The type that a primitive class other than void stands for. */
    static ElementType of(Class<?> primitive) {
        for (ElementType type : ALL) {
            if (type.primitive == primitive) {
                return type;
            }
        }
        throw new IllegalArgumentException("no element is of " + primitive);
    }

    /** What stands for the type in messages: its letter in descriptors of classes. */
    char code() {
        return code;
    }

    Class<?> primitive() {
        return primitive;
    }

    /** How an element lies in memory. */
    ValueLayout layout() {
        return layout;
    }

    /** The size of an element. */
    int bytes() {
        return (int) layout.byteSize();
    }

    /** An array of the type over existing memory. */
    SharedArray<?, ?> view(SharedMemory memory) {
        return switch (this) {
            case BOOLEAN -> SharedBooleanArray.of(memory);
            case BYTE -> SharedByteArray.of(memory);
            case SHORT -> SharedShortArray.of(memory);
            case CHAR -> SharedCharArray.of(memory);
            case INT -> SharedIntArray.of(memory);
            case LONG -> SharedLongArray.of(memory);
            case FLOAT -> SharedFloatArray.of(memory);
            case DOUBLE -> SharedDoubleArray.of(memory);
        };
    }

    /** The class of arrays of the type. */
    Class<? extends SharedArray<?, ?>> arrayType() {
        return switch (this) {
            case BOOLEAN -> SharedBooleanArray.class;
            case BYTE -> SharedByteArray.class;
            case SHORT -> SharedShortArray.class;
            case CHAR -> SharedCharArray.class;
            case INT -> SharedIntArray.class;
            case LONG -> SharedLongArray.class;
            case FLOAT -> SharedFloatArray.class;
            case DOUBLE -> SharedDoubleArray.class;
        };
    }

    /** Makes memory for so many elements. */
    SharedMemory allocate(long length) {
        return SharedMemory.create(bytes(length));
    }

    /** The size of so many elements. */
    long bytes(long length) {
        if (length < 0 || length > MAX_BYTES / bytes()) {
            throw new IllegalArgumentException("The length of a shared array of "
                    + primitive + "s is 0 to " + MAX_BYTES / bytes() + "; this one was " + length
                    + ".");
        }
        return length * bytes();
    }
}
