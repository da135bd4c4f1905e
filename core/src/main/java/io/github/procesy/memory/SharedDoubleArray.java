package io.github.procesy.memory;

import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * An array of doubles that several processes see at once; see {@link SharedArray}.
 */
public final class SharedDoubleArray extends SharedArray<double[], SharedDoubleArray> {
    private static final long serialVersionUID = 1L;
    private static final ValueLayout.OfDouble LAYOUT = ValueLayout.JAVA_DOUBLE;
    private static final VarHandle ELEMENT = LAYOUT.varHandle();

    private SharedDoubleArray(SharedMemory memory) {
        super(ElementType.DOUBLE, memory);
    }

    /**
     * An array over existing memory, as a view: what is written to one is seen in the other.
     *
     * @param memory has the elements, one after another, in the byte order of the machine
     * @return the array; read-only if the memory is
     * @throws IllegalArgumentException if the memory does not begin at, or its size is not, a multiple of
     *         the size of an element
     */
    public static SharedDoubleArray of(SharedMemory memory) {
        return new SharedDoubleArray(memory);
    }

    /**
     * Reads an element, plainly.
     *
     * @param index the element
     * @return its value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public double get(long index) {
        return segment.get(LAYOUT, readable(index) * Double.BYTES);
    }

    /**
     * Writes an element, plainly.
     *
     * @param index the element
     * @param value its new value
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if this is read-only
     */
    public void set(long index, double value) {
        segment.set(LAYOUT, writable(index) * Double.BYTES, value);
    }

    /**
     * Reads an element, in opaque mode.
     *
     * @param index the element
     * @return its value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public double getOpaque(long index) {
        return (double) ELEMENT.getOpaque(segment, readable(index) * Double.BYTES);
    }

    /**
     * Writes an element, in opaque mode.
     *
     * @param index the element
     * @param value its new value
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if this is read-only
     */
    public void setOpaque(long index, double value) {
        ELEMENT.setOpaque(segment, writable(index) * Double.BYTES, value);
    }

    /**
     * Reads an element, in acquire mode.
     *
     * @param index the element
     * @return its value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public double getAcquire(long index) {
        return (double) ELEMENT.getAcquire(segment, readable(index) * Double.BYTES);
    }

    /**
     * Writes an element, in release mode.
     *
     * @param index the element
     * @param value its new value
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if this is read-only
     */
    public void setRelease(long index, double value) {
        ELEMENT.setRelease(segment, writable(index) * Double.BYTES, value);
    }

    /**
     * Reads an element, as a volatile variable.
     *
     * @param index the element
     * @return its value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public double getVolatile(long index) {
        return (double) ELEMENT.getVolatile(segment, readable(index) * Double.BYTES);
    }

    /**
     * Writes an element, as a volatile variable.
     *
     * @param index the element
     * @param value its new value
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if this is read-only
     */
    public void setVolatile(long index, double value) {
        ELEMENT.setVolatile(segment, writable(index) * Double.BYTES, value);
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
    public boolean compareAndSet(long index, double expected, double value) {
        return ELEMENT.compareAndSet(segment, writable(index) * Double.BYTES, expected, value);
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
    public double compareAndExchange(long index, double expected, double value) {
        return (double) ELEMENT.compareAndExchange(segment, writable(index) * Double.BYTES,
                expected, value);
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
    public double getAndSet(long index, double value) {
        return (double) ELEMENT.getAndSet(segment, writable(index) * Double.BYTES, value);
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
    public double getAndAdd(long index, double delta) {
        while (true) {
            double old = getVolatile(index);
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
    public double addAndGet(long index, double delta) {
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
    public double getAndUpdate(long index, DoubleUnaryOperator function) {
        while (true) {
            double old = getVolatile(index);
            double updated = function.applyAsDouble(old);
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
    public double updateAndGet(long index, DoubleUnaryOperator function) {
        while (true) {
            double old = getVolatile(index);
            double updated = function.applyAsDouble(old);
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
    public double getAndAccumulate(long index, double value, DoubleBinaryOperator function) {
        return getAndUpdate(index, old -> function.applyAsDouble(old, value));
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
    public double accumulateAndGet(long index, double value, DoubleBinaryOperator function) {
        return updateAndGet(index, old -> function.applyAsDouble(old, value));
    }

    /**
     * Writes the same value to all elements, plainly.
     *
     * @param value the value
     * @throws UnsupportedOperationException if this is read-only
     */
    public void fill(double value) {
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
    public void setAll(LongToDoubleFunction generator) {
        for (long i = 0; i < longLength(); i++) {
            set(i, generator.applyAsDouble(i));
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
        void accept(long index, double value);
    }

    @Override
    SharedDoubleArray view(SharedMemory other) {
        return new SharedDoubleArray(other);
    }

    @Override
    double[] newJavaArray(int elements) {
        return new double[elements];
    }

    @Override
    void append(StringBuilder text, long index) {
        text.append(get(index));
    }
}
