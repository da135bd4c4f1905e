package io.github.procesy.memory;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.util.Objects;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/**
 * A {@code long} that several processes see at once, with the methods of {@link java.util.concurrent.atomic.AtomicLong}. A lambda that captures
 * it, or a message that has it in it, carries no copy: the other process sees the same variable.
 *
 * <p>All methods may be called by any thread of any process that has the variable. Where the name of a
 * method says nothing else, it reads and writes as of a volatile variable, and in one step; see the
 * {@linkplain io.github.procesy.memory package}. After {@link #close} all but {@link #isClosed} and
 * {@link #toString} throw {@link IllegalStateException}.
 */
public final class SharedLong extends Number implements AutoCloseable {
    private static final long serialVersionUID = 1L;

    private final transient SharedLongArray variable;
    private final transient VariableTicket ticket;

    private SharedLong(SharedLongArray variable) {
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
    public static SharedLong create(long initial) {
        SharedLong result = of(SharedLongArray.of(VariableMemory.allocate(Long.BYTES)));
        result.set(initial);
        return result;
    }

    /** The variable that is the only element of an array. */
    static SharedLong of(SharedLongArray variable) {
        return new SharedLong(variable);
    }

    /**
     * Reads the value, as a volatile variable.
     *
     * @return the value
     */
    public long get() {
        return variable.getVolatile(0);
    }

    /**
     * Reads the value, plainly.
     *
     * @return the value
     */
    public long getPlain() {
        return variable.get(0);
    }

    /**
     * Reads the value, in opaque mode.
     *
     * @return the value
     */
    public long getOpaque() {
        return variable.getOpaque(0);
    }

    /**
     * Reads the value, in acquire mode.
     *
     * @return the value
     */
    public long getAcquire() {
        return variable.getAcquire(0);
    }

    /**
     * Writes the value, as a volatile variable.
     *
     * @param value the new value
     */
    public void set(long value) {
        variable.setVolatile(0, value);
    }

    /**
     * Writes the value, plainly.
     *
     * @param value the new value
     */
    public void setPlain(long value) {
        variable.set(0, value);
    }

    /**
     * Writes the value, in opaque mode.
     *
     * @param value the new value
     */
    public void setOpaque(long value) {
        variable.setOpaque(0, value);
    }

    /**
     * Writes the value, in release mode.
     *
     * @param value the new value
     */
    public void setRelease(long value) {
        variable.setRelease(0, value);
    }

    /**
     * Writes the value, in release mode; the older name of {@link #setRelease}.
     *
     * @param value the new value
     */
    public void lazySet(long value) {
        setRelease(value);
    }

    /**
     * Writes the value if it is the expected one.
     *
     * @param expected what the value should be
     * @param value the new value
     * @return whether it was the expected one
     */
    public boolean compareAndSet(long expected, long value) {
        return variable.compareAndSet(0, expected, value);
    }

    /**
     * Writes the value if it is the expected one, and says what it was.
     *
     * @param expected what the value should be
     * @param value the new value
     * @return what the value was: the expected one if it was written
     */
    public long compareAndExchange(long expected, long value) {
        return variable.compareAndExchange(0, expected, value);
    }

    /**
     * What {@link #compareAndExchange} does, which is no weaker than acquire mode.
     *
     * @param expected what the value should be
     * @param value the new value
     * @return what the value was: the expected one if it was written
     */
    public long compareAndExchangeAcquire(long expected, long value) {
        return compareAndExchange(expected, value);
    }

    /**
     * What {@link #compareAndExchange} does, which is no weaker than release mode.
     *
     * @param expected what the value should be
     * @param value the new value
     * @return what the value was: the expected one if it was written
     */
    public long compareAndExchangeRelease(long expected, long value) {
        return compareAndExchange(expected, value);
    }

    /**
     * What {@link #compareAndSet} does: it does not fail spuriously, and is in no weaker mode.
     *
     * @param expected what the value should be
     * @param value the new value
     * @return whether it was the expected one
     */
    public boolean weakCompareAndSetPlain(long expected, long value) {
        return compareAndSet(expected, value);
    }

    /**
     * What {@link #compareAndSet} does: it does not fail spuriously.
     *
     * @param expected what the value should be
     * @param value the new value
     * @return whether it was the expected one
     */
    public boolean weakCompareAndSetVolatile(long expected, long value) {
        return compareAndSet(expected, value);
    }

    /**
     * What {@link #compareAndSet} does: it does not fail spuriously, and is in no weaker mode.
     *
     * @param expected what the value should be
     * @param value the new value
     * @return whether it was the expected one
     */
    public boolean weakCompareAndSetAcquire(long expected, long value) {
        return compareAndSet(expected, value);
    }

    /**
     * What {@link #compareAndSet} does: it does not fail spuriously, and is in no weaker mode.
     *
     * @param expected what the value should be
     * @param value the new value
     * @return whether it was the expected one
     */
    public boolean weakCompareAndSetRelease(long expected, long value) {
        return compareAndSet(expected, value);
    }

    /**
     * Writes the value and reads what it was before.
     *
     * @param value the new value
     * @return the value before
     */
    public long getAndSet(long value) {
        return variable.getAndSet(0, value);
    }

    /**
     * Adds to the value.
     *
     * @param delta what is added
     * @return the value before
     */
    public long getAndAdd(long delta) {
        return variable.getAndAdd(0, delta);
    }

    /**
     * Adds to the value.
     *
     * @param delta what is added
     * @return the value after
     */
    public long addAndGet(long delta) {
        return variable.addAndGet(0, delta);
    }

    /**
     * Adds one to the value.
     *
     * @return the value before
     */
    public long getAndIncrement() {
        return getAndAdd(1);
    }

    /**
     * Adds one to the value.
     *
     * @return the value after
     */
    public long incrementAndGet() {
        return addAndGet(1);
    }

    /**
     * Takes one from the value.
     *
     * @return the value before
     */
    public long getAndDecrement() {
        return getAndAdd(-1);
    }

    /**
     * Takes one from the value.
     *
     * @return the value after
     */
    public long decrementAndGet() {
        return addAndGet(-1);
    }

    /**
     * Replaces the value by a function of it.
     *
     * @param function has no side effects: it is called again if another one writes meanwhile
     * @return the value before
     */
    public long getAndUpdate(LongUnaryOperator function) {
        return variable.getAndUpdate(0, function);
    }

    /**
     * Replaces the value by a function of it.
     *
     * @param function has no side effects: it is called again if another one writes meanwhile
     * @return the value after
     */
    public long updateAndGet(LongUnaryOperator function) {
        return variable.updateAndGet(0, function);
    }

    /**
     * Replaces the value by a function of it and another.
     *
     * @param value the second argument
     * @param function has no side effects: it is called again if another one writes meanwhile
     * @return the value before
     */
    public long getAndAccumulate(long value, LongBinaryOperator function) {
        return variable.getAndAccumulate(0, value, function);
    }

    /**
     * Replaces the value by a function of it and another.
     *
     * @param value the second argument
     * @param function has no side effects: it is called again if another one writes meanwhile
     * @return the value after
     */
    public long accumulateAndGet(long value, LongBinaryOperator function) {
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
        return get();
    }

    /** The value, as {@link #get} reads it. */
    @Override
    public float floatValue() {
        return (float) get();
    }

    /** The value, as {@link #get} reads it. */
    @Override
    public double doubleValue() {
        return (double) get();
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
        return isClosed() ? "SharedLong[closed]" : String.valueOf(get());
    }

    private Object writeReplace() {
        return ticket;
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        Objects.requireNonNull(in);
        throw new InvalidObjectException("a shared variable travels as a ticket");
    }
}
