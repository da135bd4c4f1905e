package io.github.procesy.memory;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.Objects;

/**
 * A {@code boolean} that several processes see at once, with the methods of {@link java.util.concurrent.atomic.AtomicBoolean}. A lambda that captures
 * it, or a message that has it in it, carries no copy: the other process sees the same variable.
 *
 * <p>All methods may be called by any thread of any process that has the variable. Where the name of a
 * method says nothing else, it reads and writes as of a volatile variable, and in one step; see the
 * {@linkplain io.github.procesy.memory package}. After {@link #close} all but {@link #isClosed} and
 * {@link #toString} throw {@link IllegalStateException}.
 */
public final class SharedBoolean implements AutoCloseable, Serializable {
    private static final long serialVersionUID = 1L;

    private final transient SharedBooleanArray variable;
    private final transient VariableTicket ticket;

    private SharedBoolean(SharedBooleanArray variable) {
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
    public static SharedBoolean create(boolean initial) {
        SharedBoolean result = of(SharedBooleanArray.of(VariableMemory.allocate(Byte.BYTES)));
        result.set(initial);
        return result;
    }

    /** The variable that is the only element of an array. */
    static SharedBoolean of(SharedBooleanArray variable) {
        return new SharedBoolean(variable);
    }

    /**
     * Reads the value, as a volatile variable.
     *
     * @return the value
     */
    public boolean get() {
        return variable.getVolatile(0);
    }

    /**
     * Reads the value, plainly.
     *
     * @return the value
     */
    public boolean getPlain() {
        return variable.get(0);
    }

    /**
     * Reads the value, in opaque mode.
     *
     * @return the value
     */
    public boolean getOpaque() {
        return variable.getOpaque(0);
    }

    /**
     * Reads the value, in acquire mode.
     *
     * @return the value
     */
    public boolean getAcquire() {
        return variable.getAcquire(0);
    }

    /**
     * Writes the value, as a volatile variable.
     *
     * @param value the new value
     */
    public void set(boolean value) {
        variable.setVolatile(0, value);
    }

    /**
     * Writes the value, plainly.
     *
     * @param value the new value
     */
    public void setPlain(boolean value) {
        variable.set(0, value);
    }

    /**
     * Writes the value, in opaque mode.
     *
     * @param value the new value
     */
    public void setOpaque(boolean value) {
        variable.setOpaque(0, value);
    }

    /**
     * Writes the value, in release mode.
     *
     * @param value the new value
     */
    public void setRelease(boolean value) {
        variable.setRelease(0, value);
    }

    /**
     * Writes the value, in release mode; the older name of {@link #setRelease}.
     *
     * @param value the new value
     */
    public void lazySet(boolean value) {
        setRelease(value);
    }

    /**
     * Writes the value if it is the expected one.
     *
     * @param expected what the value should be
     * @param value the new value
     * @return whether it was the expected one
     */
    public boolean compareAndSet(boolean expected, boolean value) {
        return variable.compareAndSet(0, expected, value);
    }

    /**
     * Writes the value if it is the expected one, and says what it was.
     *
     * @param expected what the value should be
     * @param value the new value
     * @return what the value was: the expected one if it was written
     */
    public boolean compareAndExchange(boolean expected, boolean value) {
        return variable.compareAndExchange(0, expected, value);
    }

    /**
     * What {@link #compareAndExchange} does, which is no weaker than acquire mode.
     *
     * @param expected what the value should be
     * @param value the new value
     * @return what the value was: the expected one if it was written
     */
    public boolean compareAndExchangeAcquire(boolean expected, boolean value) {
        return compareAndExchange(expected, value);
    }

    /**
     * What {@link #compareAndExchange} does, which is no weaker than release mode.
     *
     * @param expected what the value should be
     * @param value the new value
     * @return what the value was: the expected one if it was written
     */
    public boolean compareAndExchangeRelease(boolean expected, boolean value) {
        return compareAndExchange(expected, value);
    }

    /**
     * What {@link #compareAndSet} does: it does not fail spuriously, and is in no weaker mode.
     *
     * @param expected what the value should be
     * @param value the new value
     * @return whether it was the expected one
     */
    public boolean weakCompareAndSetPlain(boolean expected, boolean value) {
        return compareAndSet(expected, value);
    }

    /**
     * What {@link #compareAndSet} does: it does not fail spuriously.
     *
     * @param expected what the value should be
     * @param value the new value
     * @return whether it was the expected one
     */
    public boolean weakCompareAndSetVolatile(boolean expected, boolean value) {
        return compareAndSet(expected, value);
    }

    /**
     * What {@link #compareAndSet} does: it does not fail spuriously, and is in no weaker mode.
     *
     * @param expected what the value should be
     * @param value the new value
     * @return whether it was the expected one
     */
    public boolean weakCompareAndSetAcquire(boolean expected, boolean value) {
        return compareAndSet(expected, value);
    }

    /**
     * What {@link #compareAndSet} does: it does not fail spuriously, and is in no weaker mode.
     *
     * @param expected what the value should be
     * @param value the new value
     * @return whether it was the expected one
     */
    public boolean weakCompareAndSetRelease(boolean expected, boolean value) {
        return compareAndSet(expected, value);
    }

    /**
     * Writes the value and reads what it was before.
     *
     * @param value the new value
     * @return the value before
     */
    public boolean getAndSet(boolean value) {
        return variable.getAndSet(0, value);
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
        return isClosed() ? "SharedBoolean[closed]" : String.valueOf(get());
    }

    private Object writeReplace() {
        return ticket;
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        Objects.requireNonNull(in);
        throw new InvalidObjectException("a shared variable travels as a ticket");
    }
}
