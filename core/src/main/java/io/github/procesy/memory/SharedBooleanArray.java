package io.github.procesy.memory;

import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;

/**
 * An array of booleans that several processes see at once, a byte each; see {@link SharedArray}.
 * A byte other than zero is true.
 */
public final class SharedBooleanArray extends SharedArray<boolean[], SharedBooleanArray> {
    private static final long serialVersionUID = 1L;
    private static final ValueLayout.OfByte LAYOUT = ValueLayout.JAVA_BYTE;
    private static final VarHandle ELEMENT = LAYOUT.varHandle();

    private SharedBooleanArray(SharedMemory memory) {
        super(ElementType.BOOLEAN, memory);
    }

    /**
     * An array over existing memory, as a view: what is written to one is seen in the other.
     *
     * @param memory has the elements, one after another, in the byte order of the machine
     * @return the array; read-only if the memory is
     */
    public static SharedBooleanArray of(SharedMemory memory) {
        return new SharedBooleanArray(memory);
    }

    /**
     * Reads an element, plainly.
     *
     * @param index the element
     * @return its value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public boolean get(long index) {
        return segment.get(LAYOUT, readable(index)) != 0;
    }

    /**
     * Writes an element, plainly.
     *
     * @param index the element
     * @param value its new value
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if this is read-only
     */
    public void set(long index, boolean value) {
        segment.set(LAYOUT, writable(index), toByte(value));
    }

    /**
     * Reads an element, in opaque mode.
     *
     * @param index the element
     * @return its value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public boolean getOpaque(long index) {
        return (byte) ELEMENT.getOpaque(segment, readable(index)) != 0;
    }

    /**
     * Writes an element, in opaque mode.
     *
     * @param index the element
     * @param value its new value
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if this is read-only
     */
    public void setOpaque(long index, boolean value) {
        ELEMENT.setOpaque(segment, writable(index), toByte(value));
    }

    /**
     * Reads an element, in acquire mode.
     *
     * @param index the element
     * @return its value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public boolean getAcquire(long index) {
        return (byte) ELEMENT.getAcquire(segment, readable(index)) != 0;
    }

    /**
     * Writes an element, in release mode.
     *
     * @param index the element
     * @param value its new value
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if this is read-only
     */
    public void setRelease(long index, boolean value) {
        ELEMENT.setRelease(segment, writable(index), toByte(value));
    }

    /**
     * Reads an element, as a volatile variable.
     *
     * @param index the element
     * @return its value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public boolean getVolatile(long index) {
        return (byte) ELEMENT.getVolatile(segment, readable(index)) != 0;
    }

    /**
     * Writes an element, as a volatile variable.
     *
     * @param index the element
     * @param value its new value
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if this is read-only
     */
    public void setVolatile(long index, boolean value) {
        ELEMENT.setVolatile(segment, writable(index), toByte(value));
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
    public boolean compareAndSet(long index, boolean expected, boolean value) {
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
    public boolean compareAndExchange(long index, boolean expected, boolean value) {
        int raw = toByte(expected);
        while (true) {
            int seen = exchangeBytes(index, raw, toByte(value));
            if (seen == raw || seen != 0 != expected) {
                return seen != 0;
            }
            raw = seen; // another byte that is true
        }
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
    public boolean getAndSet(long index, boolean value) {
        return swapBytes(index, toByte(value)) != 0;
    }

    /**
     * Writes the same value to all elements, plainly.
     *
     * @param value the value
     * @throws UnsupportedOperationException if this is read-only
     */
    public void fill(boolean value) {
        for (long i = 0; i < longLength(); i++) {
            set(i, value);
        }
    }

    /**
     * Writes each element by its index, plainly and in order.
     *
     * @param generator takes an index and returns the value
     * @throws UnsupportedOperationException if this is read-only
     */
    public void setAll(LongPredicate generator) {
        for (long i = 0; i < longLength(); i++) {
            set(i, generator.test(i));
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
     * The indices of the elements that are true, in order, as {@link java.util.BitSet#stream} has them;
     * they are read, plainly, as the stream gets to them.
     *
     * @return a stream; it may be made parallel
     */
    public LongStream trueIndices() {
        return LongStream.range(0, longLength()).filter(this::get);
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
        void accept(long index, boolean value);
    }

    @Override
    SharedBooleanArray view(SharedMemory other) {
        return new SharedBooleanArray(other);
    }

    @Override
    boolean[] newJavaArray(int elements) {
        return new boolean[elements];
    }

    @Override
    void append(StringBuilder text, long index) {
        text.append(get(index));
    }

    @Override
    void write(boolean[] source, int sourceFrom, long from, int count) {
        for (int i = 0; i < count; i++) {
            set(from + i, source[sourceFrom + i]);
        }
    }

    @Override
    void read(long from, boolean[] target, int targetFrom, int count) {
        for (int i = 0; i < count; i++) {
            target[targetFrom + i] = get(from + i);
        }
    }

    private static byte toByte(boolean value) {
        return (byte) (value ? 1 : 0);
    }
}
