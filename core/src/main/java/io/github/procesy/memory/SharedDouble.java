package io.github.procesy.memory;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.util.Objects;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * A {@code double} that several processes see at once, with the methods of {@link java.util.concurrent.atomic.AtomicLong} but
 * for those that count by one. A lambda that captures
 * it, or a message that has it in it, carries no copy: the other process sees the same variable.
 *
 * <p>All methods may be called by any thread of any process that has the variable. Where the name of a
 * method says nothing else, it reads and writes as of a volatile variable, and in one step; see the
 * {@linkplain io.github.procesy.memory package}. After {@link #close} all but {@link #isClosed} and
 * {@link #toString} throw {@link IllegalStateException}.
 */
public final class SharedDouble extends Number implements AutoCloseable {
    private static final long serialVersionUID = 1L;

    private final transient SharedDoubleArray variable;
    private final transient VariableTicket ticket;

    private SharedDouble(SharedDoubleArray variable) {
        this.variable = variable;
        ticket = new VariableTicket(variable);
    }

    /**
     * Makes a variable.
     *
     * @param initial its first value
     * @return the variable
     * @throws SharedMemoryException if there is too little memory, or too many files are open
     */
    public static SharedDouble create(double initial) {
        SharedDouble result = of(SharedDoubleArray.of(VariableMemory.allocate(Double.BYTES)));
        result.set(initial);
        return result;
    }

    /** The variable that is the only element of an array. */
    static SharedDouble of(SharedDoubleArray variable) {
        return new SharedDouble(variable);
    }

    /**
     * Reads the value, as a volatile variable.
     *
     * @return the value
     */
    public double get() {
        return variable.getVolatile(0);
    }

    /**
     * Reads the value, plainly.
     *
     * @return the value
     */
    public double getPlain() {
        return variable.get(0);
    }

    /**
     * Reads the value, in opaque mode.
     *
     * @return the value
     */
    public double getOpaque() {
        return variable.getOpaque(0);
    }

    /**
     * Reads the value, in acquire mode.
     *
     * @return the value
     */
    public double getAcquire() {
        return variable.getAcquire(0);
    }

    /**
     * Writes the value, as a volatile variable.
     *
     * @param value the new value
     */
    public void set(double value) {
        variable.setVolatile(0, value);
    }

    /**
     * Writes the value, plainly.
     *
     * @param value the new value
     */
    public void setPlain(double value) {
        variable.set(0, value);
    }

    /**
     * Writes the value, in opaque mode.
     *
     * @param value the new value
     */
    public void setOpaque(double value) {
        variable.setOpaque(0, value);
    }

    /**
     * Writes the value, in release mode.
     *
     * @param value the new value
     */
    public void setRelease(double value) {
        variable.setRelease(0, value);
    }

    /**
     * Writes the value, in release mode; the older name of {@link #setRelease}.
     *
     * @param value the new value
     */
    public void lazySet(double value) {
        setRelease(value);
    }

    /**
     * Writes the value if it is the expected one. Values are the same if their bits are.
     *
     * @param expected what the value should be
     * @param value the new value
     * @return whether it was the expected one
     */
    public boolean compareAndSet(double expected, double value) {
        return variable.compareAndSet(0, expected, value);
    }

    /**
     * Writes the value if it is the expected one, and says what it was. Values are the same if their bits are.
     *
     * @param expected what the value should be
     * @param value the new value
     * @return what the value was: the expected one if it was written
     */
    public double compareAndExchange(double expected, double value) {
        return variable.compareAndExchange(0, expected, value);
    }

    /**
     * What {@link #compareAndExchange} does, which is no weaker than acquire mode.
     *
     * @param expected what the value should be
     * @param value the new value
     * @return what the value was: the expected one if it was written
     */
    public double compareAndExchangeAcquire(double expected, double value) {
        return compareAndExchange(expected, value);
    }

    /**
     * What {@link #compareAndExchange} does, which is no weaker than release mode.
     *
     * @param expected what the value should be
     * @param value the new value
     * @return what the value was: the expected one if it was written
     */
    public double compareAndExchangeRelease(double expected, double value) {
        return compareAndExchange(expected, value);
    }

    /**
     * What {@link #compareAndSet} does: it does not fail spuriously, and is in no weaker mode.
     *
     * @param expected what the value should be
     * @param value the new value
     * @return whether it was the expected one
     */
    public boolean weakCompareAndSetPlain(double expected, double value) {
        return compareAndSet(expected, value);
    }

    /**
     * What {@link #compareAndSet} does: it does not fail spuriously.
     *
     * @param expected what the value should be
     * @param value the new value
     * @return whether it was the expected one
     */
    public boolean weakCompareAndSetVolatile(double expected, double value) {
        return compareAndSet(expected, value);
    }

    /**
     * What {@link #compareAndSet} does: it does not fail spuriously, and is in no weaker mode.
     *
     * @param expected what the value should be
     * @param value the new value
     * @return whether it was the expected one
     */
    public boolean weakCompareAndSetAcquire(double expected, double value) {
        return compareAndSet(expected, value);
    }

    /**
     * What {@link #compareAndSet} does: it does not fail spuriously, and is in no weaker mode.
     *
     * @param expected what the value should be
     * @param value the new value
     * @return whether it was the expected one
     */
    public boolean weakCompareAndSetRelease(double expected, double value) {
        return compareAndSet(expected, value);
    }

    /**
     * Writes the value and reads what it was before.
     *
     * @param value the new value
     * @return the value before
     */
    public double getAndSet(double value) {
        return variable.getAndSet(0, value);
    }

    /**
     * Adds to the value.
     *
     * @param delta what is added
     * @return the value before
     */
    public double getAndAdd(double delta) {
        return variable.getAndAdd(0, delta);
    }

    /**
     * Adds to the value.
     *
     * @param delta what is added
     * @return the value after
     */
    public double addAndGet(double delta) {
        return variable.addAndGet(0, delta);
    }

    /**
     * Replaces the value by a function of it.
     *
     * @param function has no side effects: it is called again if another one writes meanwhile
     * @return the value before
     */
    public double getAndUpdate(DoubleUnaryOperator function) {
        return variable.getAndUpdate(0, function);
    }

    /**
     * Replaces the value by a function of it.
     *
     * @param function has no side effects: it is called again if another one writes meanwhile
     * @return the value after
     */
    public double updateAndGet(DoubleUnaryOperator function) {
        return variable.updateAndGet(0, function);
    }

    /**
     * Replaces the value by a function of it and another.
     *
     * @param value the second argument
     * @param function has no side effects: it is called again if another one writes meanwhile
     * @return the value before
     */
    public double getAndAccumulate(double value, DoubleBinaryOperator function) {
        return variable.getAndAccumulate(0, value, function);
    }

    /**
     * Replaces the value by a function of it and another.
     *
     * @param value the second argument
     * @param function has no side effects: it is called again if another one writes meanwhile
     * @return the value after
     */
    public double accumulateAndGet(double value, DoubleBinaryOperator function) {
        return variable.accumulateAndGet(0, value, function);
    }

    /** The value, as {@link #get} reads it. */
    @Override
    public int intValue() {
        return (int) get();
    }

    /** The value, as {@link #get} reads it. */
    @Override
    public long longValue() {
        return (long) get();
    }

    /** The value, as {@link #get} reads it. */
    @Override
    public float floatValue() {
        return (float) get();
    }

    /** The value, as {@link #get} reads it. */
    @Override
    public double doubleValue() {
        return get();
    }

    /**
     * Whether the variable was closed in this process.
     *
     * @return true after {@link #close}
     */
    public boolean isClosed() {
        return variable.isClosed();
    }

    /**
     * Gives the memory back, in this process. Other processes that have the variable keep it. Closing
     * twice does nothing.
     */
    @Override
    public void close() {
        variable.close();
    }

    /** The value. */
    @Override
    public String toString() {
        return isClosed() ? "SharedDouble[closed]" : String.valueOf(get());
    }

    private Object writeReplace() {
        return ticket;
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        Objects.requireNonNull(in);
        throw new InvalidObjectException("a shared variable travels as a ticket");
    }
}
