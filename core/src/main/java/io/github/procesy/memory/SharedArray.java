package io.github.procesy.memory;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.lang.reflect.Array;
import java.util.Objects;

/**
 * An array of primitives that several processes see at once. A lambda that captures it, or a message
 * that has it in it, carries no copy: the other process sees the same elements. So it is with a
 * {@linkplain #slice slice} and a {@linkplain #asReadOnly read-only view}, here and where they are
 * sent to.
 *
 * {@snippet :
 * try (var squares = SharedArray.ofInts(9)) {
 *     var first = squares.slice(0, 3);
 *     ChildProcess.start(() -> first.setAll(i -> (int) ((i + 1) * (i + 1)))).join();
 *     System.out.println(squares); // [1, 4, 9, 0, 0, 0, 0, 0, 0]
 * }
 * }
 *
 * <p>The elements of a new array are zero, or false. The length never changes. All methods may be
 * called by any thread of any process that has the array; how an element is read and written is said
 * by the name of the method, as {@link java.lang.invoke.VarHandle} says it:
 *
 * <table class="striped">
 * <caption>Accesses to an element</caption>
 * <thead>
 * <tr><th scope="col">Methods</th><th scope="col">Order</th></tr>
 * </thead>
 * <tbody>
 * <tr><th scope="row">{@code get}, {@code set}, and all that takes many elements</th>
 * <td>plain: none; an element is never torn</td></tr>
 * <tr><th scope="row">{@code getOpaque}, {@code setOpaque}</th>
 * <td>of one element alone; a write is seen at some time</td></tr>
 * <tr><th scope="row">{@code getAcquire}, {@code setRelease}</th>
 * <td>what was done before the write happens-before what is done after the read that sees it</td></tr>
 * <tr><th scope="row">{@code getVolatile}, {@code setVolatile}, and all that reads and writes in one
 * step</th>
 * <td>the same, and all processes see these accesses in one order</td></tr>
 * </tbody>
 * </table>
 *
 * <p>The exceptions are the same everywhere: {@link IndexOutOfBoundsException} for an index that is not
 * in the array, {@link UnsupportedOperationException} for a write to a read-only view, and
 * {@link IllegalStateException} once the array was closed in this process.
 *
 * <p>Two arrays are {@linkplain Object#equals equal} only if they are one object: the elements change
 * under the hands of whoever compares. Compare what {@link #toArray} returns.
 *
 * @param <A> the Java array with the same elements, such as {@code int[]}
 * @param <S> the type of the array itself
 */
public abstract sealed class SharedArray<A, S extends SharedArray<A, S>>
        implements AutoCloseable, Serializable
        permits SharedBooleanArray, SharedByteArray, SharedShortArray, SharedCharArray,
        SharedIntArray, SharedLongArray, SharedFloatArray, SharedDoubleArray {
    private static final long serialVersionUID = 1L;
    /** So many elements are in the text of an array. */
    private static final int MAX_PRINTED = 4096;
    private static final int MAX_JAVA_ARRAY = Integer.MAX_VALUE - 8;
    private static final int TOO_LONG = -1;

    /** Each access names it, so that its type is known to the JIT where the array is. */
    final transient MemorySegment segment;
    private final transient SharedMemory memory;
    private final transient long length;
    /** The length, or {@link #TOO_LONG}. */
    private final transient int intLength;
    private final transient boolean readOnly;
    private final transient ElementType type;
    private final transient ArrayTicket ticket;

    SharedArray(ElementType type, SharedMemory memory) {
        int bytes = type.bytes();
        if (memory.size() % bytes != 0 || memory.offset() % bytes != 0) {
            throw new IllegalArgumentException("The memory of a shared array of "
                    + type.primitive() + "s begins at a multiple of " + bytes
                    + " bytes and is a multiple of " + bytes + " bytes large; this one begins at "
                    + memory.offset() + " and has " + memory.size()
                    + " bytes. Take another slice.");
        }
        this.type = type;
        this.memory = memory;
        segment = memory.segment();
        length = memory.size() / bytes;
        intLength = length <= Integer.MAX_VALUE ? (int) length : TOO_LONG;
        readOnly = memory.isReadOnly();
        ticket = new ArrayTicket(type, memory);
    }

    /**
     * Makes an array of booleans that are all false.
     *
     * @param length the number of elements, zero or more; it may be above 2<sup>31</sup>
     * @return the array
     * @throws IllegalArgumentException if the length is negative, or more than memory can be
     * @throws SharedMemoryException if there is too little memory, or too many files are open
     */
    public static SharedBooleanArray ofBooleans(long length) {
        return SharedBooleanArray.of(ElementType.BOOLEAN.allocate(length));
    }

    /**
     * Makes an array of bytes that are all zero.
     *
     * @param length the number of elements, zero or more; it may be above 2<sup>31</sup>
     * @return the array
     * @throws IllegalArgumentException if the length is negative, or more than memory can be
     * @throws SharedMemoryException if there is too little memory, or too many files are open
     */
    public static SharedByteArray ofBytes(long length) {
        return SharedByteArray.of(ElementType.BYTE.allocate(length));
    }

    /**
     * Makes an array of shorts that are all zero.
     *
     * @param length the number of elements, zero or more; it may be above 2<sup>31</sup>
     * @return the array
     * @throws IllegalArgumentException if the length is negative, or more than memory can be
     * @throws SharedMemoryException if there is too little memory, or too many files are open
     */
    public static SharedShortArray ofShorts(long length) {
        return SharedShortArray.of(ElementType.SHORT.allocate(length));
    }

    /**
     * Makes an array of chars that are all zero.
     *
     * @param length the number of elements, zero or more; it may be above 2<sup>31</sup>
     * @return the array
     * @throws IllegalArgumentException if the length is negative, or more than memory can be
     * @throws SharedMemoryException if there is too little memory, or too many files are open
     */
    public static SharedCharArray ofChars(long length) {
        return SharedCharArray.of(ElementType.CHAR.allocate(length));
    }

    /**
     * Makes an array of ints that are all zero.
     *
     * @param length the number of elements, zero or more; it may be above 2<sup>31</sup>
     * @return the array
     * @throws IllegalArgumentException if the length is negative, or more than memory can be
     * @throws SharedMemoryException if there is too little memory, or too many files are open
     */
    public static SharedIntArray ofInts(long length) {
        return SharedIntArray.of(ElementType.INT.allocate(length));
    }

    /**
     * Makes an array of longs that are all zero.
     *
     * @param length the number of elements, zero or more; it may be above 2<sup>31</sup>
     * @return the array
     * @throws IllegalArgumentException if the length is negative, or more than memory can be
     * @throws SharedMemoryException if there is too little memory, or too many files are open
     */
    public static SharedLongArray ofLongs(long length) {
        return SharedLongArray.of(ElementType.LONG.allocate(length));
    }

    /**
     * Makes an array of floats that are all zero.
     *
     * @param length the number of elements, zero or more; it may be above 2<sup>31</sup>
     * @return the array
     * @throws IllegalArgumentException if the length is negative, or more than memory can be
     * @throws SharedMemoryException if there is too little memory, or too many files are open
     */
    public static SharedFloatArray ofFloats(long length) {
        return SharedFloatArray.of(ElementType.FLOAT.allocate(length));
    }

    /**
     * Makes an array of doubles that are all zero.
     *
     * @param length the number of elements, zero or more; it may be above 2<sup>31</sup>
     * @return the array
     * @throws IllegalArgumentException if the length is negative, or more than memory can be
     * @throws SharedMemoryException if there is too little memory, or too many files are open
     */
    public static SharedDoubleArray ofDoubles(long length) {
        return SharedDoubleArray.of(ElementType.DOUBLE.allocate(length));
    }

    /**
     * Makes an array of booleans with given elements.
     *
     * @param elements its elements, which are copied
     * @return the array
     * @throws SharedMemoryException if there is too little memory, or too many files are open
     */
    public static SharedBooleanArray copyOf(boolean... elements) {
        return filled(ofBooleans(elements.length), elements);
    }

    /**
     * Makes an array of bytes with given elements.
     *
     * @param elements its elements, which are copied
     * @return the array
     * @throws SharedMemoryException if there is too little memory, or too many files are open
     */
    public static SharedByteArray copyOf(byte... elements) {
        return filled(ofBytes(elements.length), elements);
    }

    /**
     * Makes an array of shorts with given elements.
     *
     * @param elements its elements, which are copied
     * @return the array
     * @throws SharedMemoryException if there is too little memory, or too many files are open
     */
    public static SharedShortArray copyOf(short... elements) {
        return filled(ofShorts(elements.length), elements);
    }

    /**
     * Makes an array of chars with given elements.
     *
     * @param elements its elements, which are copied
     * @return the array
     * @throws SharedMemoryException if there is too little memory, or too many files are open
     */
    public static SharedCharArray copyOf(char... elements) {
        return filled(ofChars(elements.length), elements);
    }

    /**
     * Makes an array of ints with given elements.
     *
     * @param elements its elements, which are copied
     * @return the array
     * @throws SharedMemoryException if there is too little memory, or too many files are open
     */
    public static SharedIntArray copyOf(int... elements) {
        return filled(ofInts(elements.length), elements);
    }

    /**
     * Makes an array of longs with given elements.
     *
     * @param elements its elements, which are copied
     * @return the array
     * @throws SharedMemoryException if there is too little memory, or too many files are open
     */
    public static SharedLongArray copyOf(long... elements) {
        return filled(ofLongs(elements.length), elements);
    }

    /**
     * Makes an array of floats with given elements.
     *
     * @param elements its elements, which are copied
     * @return the array
     * @throws SharedMemoryException if there is too little memory, or too many files are open
     */
    public static SharedFloatArray copyOf(float... elements) {
        return filled(ofFloats(elements.length), elements);
    }

    /**
     * Makes an array of doubles with given elements.
     *
     * @param elements its elements, which are copied
     * @return the array
     * @throws SharedMemoryException if there is too little memory, or too many files are open
     */
    public static SharedDoubleArray copyOf(double... elements) {
        return filled(ofDoubles(elements.length), elements);
    }

    private static <A, S extends SharedArray<A, S>> S filled(S array, A elements) {
        array.copyFrom(elements);
        return array;
    }

    /**
     * The length, as an {@code int}, as that of every Java array is: so the JIT makes of {@code for (int
     * i = 0; i < a.length(); i++)} as fast a loop as of one over a Java array.
     *
     * @return the number of elements
     * @throws IllegalStateException if there are more than {@link Integer#MAX_VALUE} elements;
     *         {@link #longLength} has their number
     */
    public final int length() {
        int result = intLength;
        if (result == TOO_LONG) {
            throw new IllegalStateException("This shared array has " + length
                    + " elements, more than an int can say. Use longLength() and a long index.");
        }
        return result;
    }

    /**
     * The length, also of an array that has more than {@link Integer#MAX_VALUE} elements.
     *
     * @return the number of elements
     */
    public final long longLength() {
        return length;
    }

    /**
     * A part of the array, as a view: what is written to one is seen in the other.
     *
     * @param from the index of the first element
     * @param length the number of elements
     * @return the view
     * @throws IndexOutOfBoundsException if the part is not within the array
     */
    public final S slice(long from, long length) {
        Objects.checkFromIndexSize(from, length, this.length);
        return view(memory.slice(from * type.bytes(), length * type.bytes()));
    }

    /**
     * A view that cannot be written to, here and where it is sent to.
     *
     * @return the view
     */
    public final S asReadOnly() {
        return view(memory.asReadOnly());
    }

    final ElementType type() {
        return type;
    }

    /** The same type of array over other memory. */
    abstract S view(SharedMemory other);

    /**
     * Whether this is a view that cannot be written to.
     *
     * @return true for a read-only view
     */
    public final boolean isReadOnly() {
        return readOnly;
    }

    /**
     * The memory that the elements lie in, one after another, in the byte order of the machine.
     *
     * @return the memory, not a copy; read-only if this is
     */
    public final SharedMemory memory() {
        return memory;
    }

    /**
     * Copies a whole Java array to the beginning of this one.
     *
     * @param source has no more elements than this
     * @throws IndexOutOfBoundsException if it has more; nothing is copied then
     * @throws UnsupportedOperationException if this is read-only
     */
    public final void copyFrom(A source) {
        copyFrom(source, 0, 0, Array.getLength(source));
    }

    /**
     * Copies a part of a Java array.
     *
     * @param source the Java array
     * @param sourceFrom the index in it of the first element that is copied
     * @param from the index here that this element is copied to
     * @param count the number of elements
     * @throws IndexOutOfBoundsException if one of the parts is not within its array; nothing is copied
     *         then
     * @throws UnsupportedOperationException if this is read-only
     */
    public final void copyFrom(A source, int sourceFrom, long from, int count) {
        checkWritable();
        Objects.checkFromIndexSize(sourceFrom, count, Array.getLength(source));
        Objects.checkFromIndexSize(from, count, length);
        write(source, sourceFrom, from, count);
    }

    /**
     * Copies another shared array to the beginning of this one; they may overlap.
     *
     * @param source has no more elements than this
     * @throws IndexOutOfBoundsException if it has more; nothing is copied then
     * @throws UnsupportedOperationException if this is read-only
     */
    public final void copyFrom(S source) {
        checkWritable();
        Objects.checkFromIndexSize(0, source.longLength(), length);
        try {
            MemorySegment.copy(source.memory().segment(), 0, segment, 0,
                    source.longLength() * type.bytes());
        } finally {
            Reference.reachabilityFence(source);
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Copies all elements to the beginning of a Java array.
     *
     * @param target has no fewer elements than this
     * @throws IndexOutOfBoundsException if it has fewer; nothing is copied then
     */
    public final void copyTo(A target) {
        Objects.checkFromIndexSize(0, length, Array.getLength(target));
        copyTo(0, target, 0, (int) length);
    }

    /**
     * Copies a part to a Java array.
     *
     * @param from the index here of the first element that is copied
     * @param target the Java array
     * @param targetFrom the index in it that this element is copied to
     * @param count the number of elements
     * @throws IndexOutOfBoundsException if one of the parts is not within its array; nothing is copied
     *         then
     */
    public final void copyTo(long from, A target, int targetFrom, int count) {
        Objects.checkFromIndexSize(from, count, length);
        Objects.checkFromIndexSize(targetFrom, count, Array.getLength(target));
        read(from, target, targetFrom, count);
    }

    /**
     * A copy as a Java array.
     *
     * @return a new array
     * @throws IllegalStateException if there are more elements than a Java array can have, 2147483639
     */
    public final A toArray() {
        if (length > MAX_JAVA_ARRAY) {
            throw new IllegalStateException("A Java array has at most " + MAX_JAVA_ARRAY
                    + " elements; this shared array has " + length + ". Take slices.");
        }
        A copy = newJavaArray((int) length);
        read(0, copy, 0, (int) length);
        return copy;
    }

    abstract A newJavaArray(int elements);

    /** Copies from a Java array; all is checked. */
    void write(A source, int sourceFrom, long from, int count) {
        try {
            MemorySegment.copy(source, sourceFrom, segment, type.layout(), from * type.bytes(),
                    count);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Copies to a Java array; all is checked. */
    void read(long from, A target, int targetFrom, int count) {
        try {
            MemorySegment.copy(segment, type.layout(), from * type.bytes(), target, targetFrom,
                    count);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Checks an index that is read, and returns it. */
    final long readable(long index) {
        return Objects.checkIndex(index, length);
    }

    /** Checks an index that is written, and returns it. */
    final long writable(long index) {
        checkWritable();
        return Objects.checkIndex(index, length);
    }

    private void checkWritable() {
        if (readOnly) {
            throw new UnsupportedOperationException("This is a read-only view of a shared array."
                    + " Write to the array that asReadOnly() was called of.");
        }
    }

    /** Compares and exchanges an element of one or two bytes; returns the bytes that were there. */
    final int exchangeBytes(long index, int expected, int value) {
        return Subword.compareAndExchange(memory.whole(), inWhole(index), type.bytes(), expected,
                value);
    }

    /** Sets an element of one or two bytes; returns the bytes that were there. */
    final int swapBytes(long index, int value) {
        return Subword.getAndSet(memory.whole(), inWhole(index), type.bytes(), value);
    }

    private long inWhole(long index) {
        return memory.offset() + writable(index) * type.bytes();
    }

    /**
     * Whether the array was closed in this process.
     *
     * @return true after {@link #close}, of this or another view
     */
    public final boolean isClosed() {
        return memory.isClosed();
    }

    /**
     * Gives the memory back, in this process: later accesses to it, by this or another view, throw
     * {@link IllegalStateException}. Other processes that have it keep it. Closing twice does nothing.
     *
     * @throws IllegalStateException if a thread of this process is just using it in a system call
     */
    @Override
    public final void close() {
        memory.close();
    }

    /**
     * The elements, as {@link java.util.Arrays} prints them: {@code [1, 4, 9]}. Of an array that is
     * longer than 4096 elements, the first 4096 and how many more there are.
     */
    @Override
    public final String toString() {
        if (isClosed()) {
            return getClass().getSimpleName() + "[" + length + " elements, closed]";
        }
        StringBuilder text = new StringBuilder("[");
        long printed = Math.min(length, MAX_PRINTED);
        for (long i = 0; i < printed; i++) {
            append(text.append(i == 0 ? "" : ", "), i);
        }
        return text.append(length > printed ? ", ... " + (length - printed) + " more]" : "]")
                .toString();
    }

    /** Appends an element. */
    abstract void append(StringBuilder text, long index);

    /** Only the same object is equal. */
    @Override
    public final boolean equals(Object other) {
        return this == other;
    }

    /** The identity. */
    @Override
    public final int hashCode() {
        return System.identityHashCode(this);
    }

    /** For serialization. */
    final Object writeReplace() {
        return ticket;
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        Objects.requireNonNull(in);
        throw new InvalidObjectException("a shared array travels as a ticket");
    }
}
