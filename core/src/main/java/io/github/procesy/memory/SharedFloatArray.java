package io.github.procesy.memory;

import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * An array of floats that several processes see at once; see {@link SharedArray}.
 */
public final class SharedFloatArray extends SharedArray<float[], SharedFloatArray> {
    private static final long serialVersionUID = 1L;
    private static final ValueLayout.OfFloat LAYOUT = ValueLayout.JAVA_FLOAT;
    private static final VarHandle ELEMENT = LAYOUT.varHandle();

    private SharedFloatArray(SharedMemory memory) {
        super(ElementType.FLOAT, memory);
    }

    /**
     * An array over existing memory, as a view: what is written to one is seen in the other.
     *
     * @param memory has the elements, one after another, in the byte order of the machine
     * @return the array; read-only if the memory is
     * @throws IllegalArgumentException if the memory does not begin at, or its size is not, a multiple of
     *         the size of an element
     */
    public static SharedFloatArray of(SharedMemory memory) {
        return new SharedFloatArray(memory);
    }

    /**
     * Reads an element, plainly.
     *
     * @param index the element
     * @return its value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public float get(long index) {
        return segment.get(LAYOUT, readable(index) * Float.BYTES);
    }

    /**
     * Writes an element, plainly.
     *
     * @param index the element
     * @param value its new value
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if this is read-only
     */
    public void set(long index, float value) {
        segment.set(LAYOUT, writable(index) * Float.BYTES, value);
    }

    /**
     * Reads an element, in opaque mode.
     *
     * @param index the element
     * @return its value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public float getOpaque(long index) {
        return (float) ELEMENT.getOpaque(segment, readable(index) * Float.BYTES);
    }

    /**
     * Writes an element, in opaque mode.
     *
     * @param index the element
     * @param value its new value
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if this is read-only
     */
    public void setOpaque(long index, float value) {
        ELEMENT.setOpaque(segment, writable(index) * Float.BYTES, value);
    }

    /**
     * Reads an element, in acquire mode.
     *
     * @param index the element
     * @return its value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public float getAcquire(long index) {
        return (float) ELEMENT.getAcquire(segment, readable(index) * Float.BYTES);
    }

    /**
     * Writes an element, in release mode.
     *
     * @param index the element
     * @param value its new value
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if this is read-only
     */
    public void setRelease(long index, float value) {
        ELEMENT.setRelease(segment, writable(index) * Float.BYTES, value);
    }

    /**
     * Reads an element, as a volatile variable.
     *
     * @param index the element
     * @return its value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public float getVolatile(long index) {
        return (float) ELEMENT.getVolatile(segment, readable(index) * Float.BYTES);
    }

    /**
     * Writes an element, as a volatile variable.
     *
     * @param index the element
     * @param value its new value
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if this is read-only
     */
    public void setVolatile(long index, float value) {
        ELEMENT.setVolatile(segment, writable(index) * Float.BYTES, value);
    }

    /**
     * Writes an element if it has the expected value, in one step. Values are the same if their bits are.
     *
     * @param index the element
     * @param expected the value that it should have
     * @param value its new value
     * @return whether it had the expected value
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if this is read-only
     */
    public boolean compareAndSet(long index, float expected, float value) {
        return ELEMENT.compareAndSet(segment, writable(index) * Float.BYTES, expected, value);
    }

    /**
     * Writes an element if it has the expected value, in one step, and says which value it had.
     * Values are the same if their bits are.
     *
     * @param index the element
     * @param expected the value that it should have
     * @param value its new value
     * @return the value that it had: the expected one if it was written
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if this is read-only
     */
    public float compareAndExchange(long index, float expected, float value) {
        return (float) ELEMENT.compareAndExchange(segment, writable(index) * Float.BYTES, expected,
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
    public float getAndSet(long index, float value) {
        return (float) ELEMENT.getAndSet(segment, writable(index) * Float.BYTES, value);
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
    public float getAndAdd(long index, float delta) {
        while (true) {
            float old = getVolatile(index);
            if (compareAndSet(index, old, old + delta)) {
                return old;
            }
        }
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
    public float addAndGet(long index, float delta) {
        return getAndAdd(index, delta) + delta;
    }

    /**
     * Replaces an element by a function of it, in one step.
     *
     * @param index the element
     * @param function has no side effects: it is called again if another one writes meanwhile; its
     *        result is rounded to a float
     * @return its value before
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if this is read-only
     */
    public float getAndUpdate(long index, DoubleUnaryOperator function) {
        while (true) {
            float old = getVolatile(index);
            float updated = (float) function.applyAsDouble(old);
            if (compareAndSet(index, old, updated)) {
                return old;
            }
        }
    }

    /**
     * Replaces an element by a function of it, in one step.
     *
     * @param index the element
     * @param function has no side effects: it is called again if another one writes meanwhile; its
     *        result is rounded to a float
     * @return its value after
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if this is read-only
     */
    public float updateAndGet(long index, DoubleUnaryOperator function) {
        while (true) {
            float old = getVolatile(index);
            float updated = (float) function.applyAsDouble(old);
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
     * @param function has no side effects: it is called again if another one writes meanwhile; its
     *        result is rounded to a float
     * @return its value before
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if this is read-only
     */
    public float getAndAccumulate(long index, float value, DoubleBinaryOperator function) {
        return getAndUpdate(index, old -> function.applyAsDouble(old, value));
    }

    /**
     * Replaces an element by a function of it and a value, in one step.
     *
     * @param index the element
     * @param value the second argument
     * @param function has no side effects: it is called again if another one writes meanwhile; its
     *        result is rounded to a float
     * @return its value after
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if this is read-only
     */
    public float accumulateAndGet(long index, float value, DoubleBinaryOperator function) {
        return updateAndGet(index, old -> function.applyAsDouble(old, value));
    }

    /**
     * Writes the same value to all elements, plainly.
     *
     * @param value the value
     * @throws UnsupportedOperationException if this is read-only
     */
    public void fill(float value) {
        for (long i = 0; i < longLength(); i++) {
            set(i, value);
        }
    }

    /**
     * Writes each element by its index, plainly and in order.
     *
     * @param generator takes an index and returns the value, which is rounded to a float
     * @throws UnsupportedOperationException if this is read-only
     */
    public void setAll(LongToDoubleFunction generator) {
        for (long i = 0; i < longLength(); i++) {
            set(i, (float) generator.applyAsDouble(i));
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
     * The elements as doubles, in order; they are read, plainly, as the stream gets to them.
     *
     * @return a stream; it may be made parallel
     */
    public DoubleStream stream() {
        return ElementStreams.doubles(longLength(), this::get);
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
        void accept(long index, float value);
    }

    @Override
    SharedFloatArray view(SharedMemory other) {
        return new SharedFloatArray(other);
    }

    @Override
    float[] newJavaArray(int elements) {
        return new float[elements];
    }

    @Override
    void append(StringBuilder text, long index) {
        text.append(get(index));
    }
}
