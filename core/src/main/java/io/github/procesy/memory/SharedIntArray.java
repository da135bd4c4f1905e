package io.github.procesy.memory;

import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.function.LongToIntFunction;
import java.util.stream.IntStream;

/**
 * An array of ints that several processes see at once; see {@link SharedArray}.
 */
public final class SharedIntArray extends SharedArray<int[], SharedIntArray> {
    private static final long serialVersionUID = 1L;
    private static final ValueLayout.OfInt LAYOUT = ValueLayout.JAVA_INT;
    private static final VarHandle ELEMENT = LAYOUT.varHandle();

    private SharedIntArray(SharedMemory memory) {
        super(ElementType.INT, memory);
    }

    /**
     * An array over existing memory, as a view: what is written to one is seen in the other.
     *
     * @param memory has the elements, one after another, in the byte order of the machine
     * @return the array; read-only if the memory is
     * @throws IllegalArgumentException if the memory does not begin at, or its size is not, a multiple of
     *         the size of an element
     */
    public static SharedIntArray of(SharedMemory memory) {
        return new SharedIntArray(memory);
    }

    /**
     * Reads an element, plainly.
     *
     * @param index the element
     * @return its value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public int get(long index) {
        return segment.get(LAYOUT, readable(index) * Integer.BYTES);
    }

    /**
     * Writes an element, plainly.
     *
     * @param index the element
     * @param value its new value
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if this is read-only
     */
    public void set(long index, int value) {
        segment.set(LAYOUT, writable(index) * Integer.BYTES, value);
    }

    /**
     * Reads an element, in opaque mode.
     *
     * @param index the element
     * @return its value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public int getOpaque(long index) {
        return (int) ELEMENT.getOpaque(segment, readable(index) * Integer.BYTES);
    }

    /**
     * Writes an element, in opaque mode.
     *
     * @param index the element
     * @param value its new value
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if this is read-only
     */
    public void setOpaque(long index, int value) {
        ELEMENT.setOpaque(segment, writable(index) * Integer.BYTES, value);
    }

    /**
     * Reads an element, in acquire mode.
     *
     * @param index the element
     * @return its value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public int getAcquire(long index) {
        return (int) ELEMENT.getAcquire(segment, readable(index) * Integer.BYTES);
    }

    /**
     * Writes an element, in release mode.
     *
     * @param index the element
     * @param value its new value
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if this is read-only
     */
    public void setRelease(long index, int value) {
        ELEMENT.setRelease(segment, writable(index) * Integer.BYTES, value);
    }

    /**
     * Reads an element, as a volatile variable.
     *
     * @param index the element
     * @return its value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public int getVolatile(long index) {
        return (int) ELEMENT.getVolatile(segment, readable(index) * Integer.BYTES);
    }

    /**
     * Writes an element, as a volatile variable.
     *
     * @param index the element
     * @param value its new value
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if this is read-only
     */
    public void setVolatile(long index, int value) {
        ELEMENT.setVolatile(segment, writable(index) * Integer.BYTES, value);
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
    public boolean compareAndSet(long index, int expected, int value) {
        return ELEMENT.compareAndSet(segment, writable(index) * Integer.BYTES, expected, value);
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
    public int compareAndExchange(long index, int expected, int value) {
        return (int) ELEMENT.compareAndExchange(segment, writable(index) * Integer.BYTES, expected,
                value);
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
    public int getAndSet(long index, int value) {
        return (int) ELEMENT.getAndSet(segment, writable(index) * Integer.BYTES, value);
    }

    /**
     * Adds to an element, in one step.
     *
     * @param index the element
     * @param delta what is added
     * @return its value before
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if this is read-only
     */
    public int getAndAdd(long index, int delta) {
        return (int) ELEMENT.getAndAdd(segment, writable(index) * Integer.BYTES, delta);
    }

    /**
     * Adds to an element, in one step.
     *
     * @param index the element
     * @param delta what is added
     * @return its value after
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if this is read-only
     */
    public int addAndGet(long index, int delta) {
        return getAndAdd(index, delta) + delta;
    }

    /**
     * Replaces an element by a function of it, in one step.
     *
     * @param index the element
     * @param function has no side effects: it is called again if another one writes meanwhile
     * @return its value before
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if this is read-only
     */
    public int getAndUpdate(long index, IntUnaryOperator function) {
        while (true) {
            int old = getVolatile(index);
            int updated = function.applyAsInt(old);
            if (compareAndSet(index, old, updated)) {
                return old;
            }
        }
    }

    /**
     * Replaces an element by a function of it, in one step.
     *
     * @param index the element
     * @param function has no side effects: it is called again if another one writes meanwhile
     * @return its value after
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if this is read-only
     */
    public int updateAndGet(long index, IntUnaryOperator function) {
        while (true) {
            int old = getVolatile(index);
            int updated = function.applyAsInt(old);
            if (compareAndSet(index, old, updated)) {
                return updated;
            }
        }
    }

    /**
     * Replaces an element by a function of it and a value, in one step.
     *
     * @param index the element
     * @param value the second argument
     * @param function has no side effects: it is called again if another one writes meanwhile
     * @return its value before
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if this is read-only
     */
    public int getAndAccumulate(long index, int value, IntBinaryOperator function) {
        return getAndUpdate(index, old -> function.applyAsInt(old, value));
    }

    /**
     * Replaces an element by a function of it and a value, in one step.
     *
     * @param index the element
     * @param value the second argument
     * @param function has no side effects: it is called again if another one writes meanwhile
     * @return its value after
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if this is read-only
     */
    public int accumulateAndGet(long index, int value, IntBinaryOperator function) {
        return updateAndGet(index, old -> function.applyAsInt(old, value));
    }

    /**
     * Writes the same value to all elements, plainly.
     *
     * @param value the value
     * @throws UnsupportedOperationException if this is read-only
     */
    public void fill(int value) {
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
    public void setAll(LongToIntFunction generator) {
        for (long i = 0; i < longLength(); i++) {
            set(i, generator.applyAsInt(i));
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
     * The elements, in order; they are read, plainly, as the stream gets to them.
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
        void accept(long index, int value);
    }

    @Override
    SharedIntArray view(SharedMemory other) {
        return new SharedIntArray(other);
    }

    @Override
    int[] newJavaArray(int elements) {
        return new int[elements];
    }

    @Override
    void append(StringBuilder text, long index) {
        text.append(get(index));
    }
}
