package io.github.procesy.memory;

import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.function.LongToIntFunction;
import java.util.stream.IntStream;

/**
 * An array of shorts that several processes see at once; see {@link SharedArray}.
 */
public final class SharedShortArray extends SharedArray<short[], SharedShortArray> {
    private static final long serialVersionUID = 1L;
    private static final ValueLayout.OfShort LAYOUT = ValueLayout.JAVA_SHORT;
    private static final VarHandle ELEMENT = LAYOUT.varHandle();

    private SharedShortArray(SharedMemory memory) {
        super(ElementType.SHORT, memory);
    }

    /**
     * An array over existing memory, as a view: what is written to one is seen in the other.
     *
     * @param memory has the elements, one after another, in the byte order of the machine
     * @return the array; read-only if the memory is
     * @throws IllegalArgumentException if the memory does not begin at, or its size is not, a multiple of
     *         the size of an element
     */
    public static SharedShortArray of(SharedMemory memory) {
        return new SharedShortArray(memory);
    }

    /**
     * Reads an element, plainly.
     *
     * @param index the element
     * @return its value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public short get(long index) {
        return segment.get(LAYOUT, readable(index) * Short.BYTES);
    }

    /**
     * Writes an element, plainly.
     *
     * @param index the element
     * @param value its new value
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if this is read-only
     */
    public void set(long index, short value) {
        segment.set(LAYOUT, writable(index) * Short.BYTES, value);
    }

    /**
     * Reads an element, in opaque mode.
     *
     * @param index the element
     * @return its value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public short getOpaque(long index) {
        return (short) ELEMENT.getOpaque(segment, readable(index) * Short.BYTES);
    }

    /**
     * Writes an element, in opaque mode.
     *
     * @param index the element
     * @param value its new value
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if this is read-only
     */
    public void setOpaque(long index, short value) {
        ELEMENT.setOpaque(segment, writable(index) * Short.BYTES, value);
    }

    /**
     * Reads an element, in acquire mode.
     *
     * @param index the element
     * @return its value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public short getAcquire(long index) {
        return (short) ELEMENT.getAcquire(segment, readable(index) * Short.BYTES);
    }

    /**
     * Writes an element, in release mode.
     *
     * @param index the element
     * @param value its new value
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if this is read-only
     */
    public void setRelease(long index, short value) {
        ELEMENT.setRelease(segment, writable(index) * Short.BYTES, value);
    }

    /**
     * Reads an element, as a volatile variable.
     *
     * @param index the element
     * @return its value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public short getVolatile(long index) {
        return (short) ELEMENT.getVolatile(segment, readable(index) * Short.BYTES);
    }

    /**
     * Writes an element, as a volatile variable.
     *
     * @param index the element
     * @param value its new value
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if this is read-only
     */
    public void setVolatile(long index, short value) {
        ELEMENT.setVolatile(segment, writable(index) * Short.BYTES, value);
    }

    /**
     * Writes an element if it has the expected value, in one step.
     *
     * @param index the element
     * @param expected the value that it should have
     * @param value its new value
     * @return whether it had the expected value
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if this is read-only
     */
    public boolean compareAndSet(long index, short expected, short value) {
        return compareAndExchange(index, expected, value) == expected;
    }

    /**
     * Writes an element if it has the expected value, in one step, and says which value it had.
     *
     * @param index the element
     * @param expected the value that it should have
     * @param value its new value
     * @return the value that it had: the expected one if it was written
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if this is read-only
     */
    public short compareAndExchange(long index, short expected, short value) {
        return (short) exchangeBytes(index, expected, value);
    }

    /**
     * Writes an element and reads what it was before, in one step.
     *
     * @param index the element
     * @param value its new value
     * @return its value before
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if this is read-only
     */
    public short getAndSet(long index, short value) {
        return (short) swapBytes(index, value);
    }

    /**
     * Writes the same value to all elements, plainly.
     *
     * @param value the value
     * @throws UnsupportedOperationException if this is read-only
     */
    public void fill(short value) {
        for (long i = 0; i < longLength(); i++) {
            set(i, value);
        }
    }

    /**
     * Writes each element by its index, plainly and in order.
     *
     * @param generator takes an index and returns the value, of which the low 16 bits are stored
     * @throws UnsupportedOperationException if this is read-only
     */
    public void setAll(LongToIntFunction generator) {
        for (long i = 0; i < longLength(); i++) {
            set(i, (short) generator.applyAsInt(i));
        }
    }

    /**
     * Reads all elements, plainly and in order.
     *
     * @param action is called with each index and value
     */
    public void forEach(IndexedConsumer action) {
        for (long i = 0; i < longLength(); i++) {
            action.accept(i, get(i));
        }
    }

    /**
     * The elements as ints, in order; they are read, plainly, as the stream gets to them.
     *
     * @return a stream; it may be made parallel
     */
    public IntStream stream() {
        return ElementStreams.ints(longLength(), this::get);
    }

    /** Takes an element and its index. */
    @FunctionalInterface
    public interface IndexedConsumer {
        /**
         * Takes an element.
         *
         * @param index its index
         * @param value its value
         */
        void accept(long index, short value);
    }

    @Override
    SharedShortArray view(SharedMemory other) {
        return new SharedShortArray(other);
    }

    @Override
    short[] newJavaArray(int elements) {
        return new short[elements];
    }

    @Override
    void append(StringBuilder text, long index) {
        text.append(get(index));
    }
}
