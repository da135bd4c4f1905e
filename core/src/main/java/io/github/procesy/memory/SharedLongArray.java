package io.github.procesy.memory;

import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;

/**
 * An array of longs that several processes see at once; see {@link SharedArray}.
 */
public final class SharedLongArray extends SharedArray<long[], SharedLongArray> {
    private static final long serialVersionUID = 1L;
    private static final ValueLayout.OfLong LAYOUT = ValueLayout.JAVA_LONG;
    private static final VarHandle ELEMENT = LAYOUT.varHandle();

    private SharedLongArray(SharedMemory memory) {
        super(ElementType.LONG, memory);
    }

    /**
     * An array over existing memory, as a view: what is written to one is seen in the other.
     *
     * @param memory has the elements, one after another, in the byte order of the machine
     * @return the array; read-only if the memory is
     * @throws IllegalArgumentException if the memory does not begin at, or its size is not, a multiple of
     *         the size of an element
     */
    public static SharedLongArray of(SharedMemory memory) {
        return new SharedLongArray(memory);
    }

    /**
     * Reads an element, plainly.
     *
     * @param index the element
     * @return its value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public long get(long index) {
        return segment.get(LAYOUT, readable(index) * Long.BYTES);
    }

    /**
     * Writes an element, plainly.
     *
     * @param index the element
     * @param value its new value
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if this is read-only
     */
    public void set(long index, long value) {
        segment.set(LAYOUT, writable(index) * Long.BYTES, value);
    }

    /**
     * Reads an element, in opaque mode.
     *
     * @param index the element
     * @return its value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public long getOpaque(long index) {
        return (long) ELEMENT.getOpaque(segment, readable(index) * Long.BYTES);
    }

    /**
     * Writes an element, in opaque mode.
     *
     * @param index the element
     * @param value its new value
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if this is read-only
     */
    public void setOpaque(long index, long value) {
        ELEMENT.setOpaque(segment, writable(index) * Long.BYTES, value);
    }

    /**
     * Reads an element, in acquire mode.
     *
     * @param index the element
     * @return its value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public long getAcquire(long index) {
        return (long) ELEMENT.getAcquire(segment, readable(index) * Long.BYTES);
    }

    /**
     * Writes an element, in release mode.
     *
     * @param index the element
     * @param value its new value
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if this is read-only
     */
    public void setRelease(long index, long value) {
        ELEMENT.setRelease(segment, writable(index) * Long.BYTES, value);
    }

    /**
     * Reads an element, as a volatile variable.
     *
     * @param index the element
     * @return its value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public long getVolatile(long index) {
        return (long) ELEMENT.getVolatile(segment, readable(index) * Long.BYTES);
    }

    /**
     * Writes an element, as a volatile variable.
     *
     * @param index the element
     * @param value its new value
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if this is read-only
     */
    public void setVolatile(long index, long value) {
        ELEMENT.setVolatile(segment, writable(index) * Long.BYTES, value);
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
    public boolean compareAndSet(long index, long expected, long value) {
        return ELEMENT.compareAndSet(segment, writable(index) * Long.BYTES, expected, value);
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
    public long compareAndExchange(long index, long expected, long value) {
        return (long) ELEMENT.compareAndExchange(segment, writable(index) * Long.BYTES, expected,
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
    public long getAndSet(long index, long value) {
        return (long) ELEMENT.getAndSet(segment, writable(index) * Long.BYTES, value);
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
    public long getAndAdd(long index, long delta) {
        return (long) ELEMENT.getAndAdd(segment, writable(index) * Long.BYTES, delta);
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
    public long addAndGet(long index, long delta) {
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
    public long getAndUpdate(long index, LongUnaryOperator function) {
        while (true) {
            long old = getVolatile(index);
            long updated = function.applyAsLong(old);
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
    public long updateAndGet(long index, LongUnaryOperator function) {
        while (true) {
            long old = getVolatile(index);
            long updated = function.applyAsLong(old);
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
    public long getAndAccumulate(long index, long value, LongBinaryOperator function) {
        return getAndUpdate(index, old -> function.applyAsLong(old, value));
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
    public long accumulateAndGet(long index, long value, LongBinaryOperator function) {
        return updateAndGet(index, old -> function.applyAsLong(old, value));
    }

    /**
     * Writes the same value to all elements, plainly.
     *
     * @param value the value
     * @throws UnsupportedOperationException if this is read-only
     */
    public void fill(long value) {
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
    public void setAll(LongUnaryOperator generator) {
        for (long i = 0; i < longLength(); i++) {
            set(i, generator.applyAsLong(i));
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
    public LongStream stream() {
        return ElementStreams.longs(longLength(), this::get);
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
        void accept(long index, long value);
    }

    @Override
    SharedLongArray view(SharedMemory other) {
        return new SharedLongArray(other);
    }

    @Override
    long[] newJavaArray(int elements) {
        return new long[elements];
    }

    @Override
    void append(StringBuilder text, long index) {
        text.append(get(index));
    }
}
