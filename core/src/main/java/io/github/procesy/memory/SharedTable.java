package io.github.procesy.memory;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * An array of records of primitives that several processes see at once. A lambda that captures it, or a
 * message that has it in it, carries no copy: the other process sees the same rows. So it is with a
 * {@linkplain #slice slice} and a {@linkplain #asReadOnly read-only view}.
 *
 * {@snippet :
 * record Point(double x, double y) {}
 *
 * try (var points = SharedTable.of(Point.class, 1000)) {
 *     points.set(0, new Point(3, 4));
 *     points.doubles("x").set(1, 5); // a column is an ordinary shared array
 *     System.out.println(points.get(1)); // Point[x=5.0, y=0.0]
 * }
 * }
 *
 * <p>The components are primitives, or records of such components, to any depth; the column of a part
 * of a nested record has a name as {@code "position.x"}. In a new table all are zero, or false. The
 * class of the record must be open to this library, as it is in a program that is no module.
 *
 * <p><b>A row is not written or read in one step.</b> Its components are, each plainly; who reads a row
 * while another one writes it may see some components new and some old. Where that matters, let each
 * process have rows of its own, or exclude each other.
 *
 * <p>The rows lie in memory by columns: all values of a component one after another, each column from
 * the start of a cache line on. So a loop over one component reads that component alone, as fast as an
 * array of it, and the column <i>is</i> a shared array, with all accesses that those have. What is read
 * by whole rows in no order would be nearer together by rows.
 *
 * <p>All methods may be called by any thread of any process that has the table. They throw
 * {@link IndexOutOfBoundsException}, {@link UnsupportedOperationException} and
 * {@link IllegalStateException} as {@link SharedArray} says.
 *
 * @param <R> the record
 */
public final class SharedTable<R extends Record> implements AutoCloseable, Serializable {
    private static final long serialVersionUID = 1L;
    /** So many rows are in the text of a table. */
    private static final int MAX_PRINTED = 4096;

    private final transient Class<R> type;
    private final transient RowShape shape;
    private final transient SharedMemory memory;
    /** The number of rows that lie in the memory. */
    private final transient long rows;
    private final transient long from;
    private final transient long length;
    private final transient SharedArray<?, ?>[] columns;
    private final transient TableTicket ticket;

    private SharedTable(Class<R> type, SharedMemory memory, long rows, long from, long length) {
        this.type = type;
        this.memory = memory;
        this.rows = rows;
        this.from = from;
        this.length = length;
        shape = RowShape.of(type);
        columns = shape.columns(memory, rows, from, length);
        ticket = new TableTicket(type, memory, rows, from, length);
    }

    /**
     * Makes a table.
     *
     * @param <R> the record
     * @param type its class
     * @param length the number of rows, zero or more
     * @return the table
     * @throws IllegalArgumentException if a component is neither a primitive nor a record of such, there
     *         is none, or the class is in a package that is not open to this library; the message names
     *         it and says what to do. Also if the length is negative, or more than memory can be
     * @throws SharedMemoryException if there is too little memory, or too many files are open
     */
    public static <R extends Record> SharedTable<R> of(Class<R> type, long length) {
        return new SharedTable<>(type, SharedMemory.create(RowShape.of(type).bytes(length)), length,
                0, length);
    }

    /**
     * Makes a table with given rows.
     *
     * @param <R> the record
     * @param type its class
     * @param rows its rows, which are copied
     * @return the table
     * @throws IllegalArgumentException as {@link #of} throws it
     * @throws SharedMemoryException if there is too little memory, or too many files are open
     */
    public static <R extends Record> SharedTable<R> copyOf(Class<R> type,
            Collection<? extends R> rows) {
        SharedTable<R> table = of(type, rows.size());
        table.copyFrom(rows);
        return table;
    }

    /** Opens what was sent. */
    static <R extends Record> SharedTable<R> open(Class<R> type, SharedMemory memory, long rows,
            long from, long length) {
        return new SharedTable<>(type, memory, rows, from, length);
    }

    /**
     * The number of rows.
     *
     * @return zero or more; it may be above 2<sup>31</sup>
     */
    public long length() {
        return length;
    }

    /**
     * The class of the rows.
     *
     * @return the record
     */
    public Class<R> type() {
        return type;
    }

    /**
     * Reads a row: its components, plainly, one after another.
     *
     * @param index the row
     * @return a new record, made by its constructor, which may throw what it likes
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public R get(long index) {
        Objects.checkIndex(index, length);
        return read(shape.reader(), index);
    }

    private R read(MethodHandle reader, long index) {
        try {
            return type.cast((Record) reader.invokeExact(columns, index));
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /**
     * Writes a row: its components, plainly, one after another.
     *
     * @param index the row
     * @param row its new value
     * @throws IndexOutOfBoundsException if there is no such row
     * @throws UnsupportedOperationException if this is read-only
     */
    public void set(long index, R row) {
        Objects.checkIndex(index, length);
        write(shape.writer(), index, row);
    }

    private void write(MethodHandle writer, long index, R row) {
        try {
            writer.invokeExact(columns, index, (Record) Objects.requireNonNull(row));
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /** What the constructor of a record, or an accessor, threw: it cannot be checked. */
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException unchecked(Throwable thrown) throws T {
        throw (T) thrown;
    }

    /**
     * A part of the table, as a view: what is written to one is seen in the other.
     *
     * @param from the first row
     * @param length the number of rows
     * @return the view
     * @throws IndexOutOfBoundsException if the part is not within the table
     */
    public SharedTable<R> slice(long from, long length) {
        Objects.checkFromIndexSize(from, length, this.length);
        return new SharedTable<>(type, memory, rows, this.from + from, length);
    }

    /**
     * A view that cannot be written to, nor can its columns, here and where it is sent to.
     *
     * @return the view
     */
    public SharedTable<R> asReadOnly() {
        return new SharedTable<>(type, memory.asReadOnly(), rows, from, length);
    }

    /**
     * Whether this is a view that cannot be written to.
     *
     * @return true for a read-only view
     */
    public boolean isReadOnly() {
        return memory.isReadOnly();
    }

    /**
     * Copies rows to the beginning of the table.
     *
     * @param source has no more rows than this
     * @throws IndexOutOfBoundsException if it has more; nothing is copied then
     * @throws UnsupportedOperationException if this is read-only
     */
    public void copyFrom(Collection<? extends R> source) {
        Objects.checkFromIndexSize(0, source.size(), length);
        MethodHandle writer = shape.writer();
        long index = 0;
        for (R row : source) {
            write(writer, index++, Objects.requireNonNull(row));
        }
    }

    /**
     * A copy as a list.
     *
     * @return a new list, which may be changed
     * @throws IllegalStateException if there are more rows than a list can have, 2147483639
     */
    public List<R> toList() {
        if (length > Integer.MAX_VALUE - 8) {
            throw new IllegalStateException("A list has at most 2147483639 elements; this shared"
                    + " table has " + length + " rows. Take slices.");
        }
        List<R> list = new ArrayList<>((int) length);
        forEach((index, row) -> list.add(row));
        return list;
    }

    /**
     * Writes each row by its index, in order.
     *
     * @param generator takes an index and returns the row
     * @throws UnsupportedOperationException if this is read-only
     */
    public void setAll(LongFunction<? extends R> generator) {
        MethodHandle writer = shape.writer();
        for (long i = 0; i < length; i++) {
            write(writer, i, generator.apply(i));
        }
    }

    /**
     * Reads all rows, in order.
     *
     * @param action is called with each index and row
     */
    public void forEach(RowConsumer<? super R> action) {
        MethodHandle reader = shape.reader();
        for (long i = 0; i < length; i++) {
            action.accept(i, read(reader, i));
        }
    }

    /**
     * The rows, in order; they are read as the stream gets to them.
     *
     * @return a stream; it may be made parallel
     */
    public Stream<R> stream() {
        MethodHandle reader = shape.reader();
        return LongStream.range(0, length).mapToObj(index -> read(reader, index));
    }

    /**
     * Takes a row and its index.
     *
     * @param <R> the record
     */
    @FunctionalInterface
    public interface RowConsumer<R> {
        /**
         * Takes a row.
         *
         * @param index its index
         * @param row its value
         */
        void accept(long index, R row);
    }

    /**
     * The column of a component that is a {@code boolean}.
     *
     * @param component its name; of a nested record with the names of those around it, as
     *        {@code "position.x"}
     * @return the column of the rows of this table, as a view; read-only if this is
     * @throws IllegalArgumentException if there is no such component, or it is of another type
     */
    public SharedBooleanArray booleans(String component) {
        return column(component, SharedBooleanArray.class);
    }

    /**
     * The column of a component that is a {@code byte}.
     *
     * @param component its name; of a nested record with the names of those around it, as
     *        {@code "position.x"}
     * @return the column of the rows of this table, as a view; read-only if this is
     * @throws IllegalArgumentException if there is no such component, or it is of another type
     */
    public SharedByteArray bytes(String component) {
        return column(component, SharedByteArray.class);
    }

    /**
     * The column of a component that is a {@code short}.
     *
     * @param component its name; of a nested record with the names of those around it, as
     *        {@code "position.x"}
     * @return the column of the rows of this table, as a view; read-only if this is
     * @throws IllegalArgumentException if there is no such component, or it is of another type
     */
    public SharedShortArray shorts(String component) {
        return column(component, SharedShortArray.class);
    }

    /**
     * The column of a component that is a {@code char}.
     *
     * @param component its name; of a nested record with the names of those around it, as
     *        {@code "position.x"}
     * @return the column of the rows of this table, as a view; read-only if this is
     * @throws IllegalArgumentException if there is no such component, or it is of another type
     */
    public SharedCharArray chars(String component) {
        return column(component, SharedCharArray.class);
    }

    /**
     * The column of a component that is an {@code int}.
     *
     * @param component its name; of a nested record with the names of those around it, as
     *        {@code "position.x"}
     * @return the column of the rows of this table, as a view; read-only if this is
     * @throws IllegalArgumentException if there is no such component, or it is of another type
     */
    public SharedIntArray ints(String component) {
        return column(component, SharedIntArray.class);
    }

    /**
     * The column of a component that is a {@code long}.
     *
     * @param component its name; of a nested record with the names of those around it, as
     *        {@code "position.x"}
     * @return the column of the rows of this table, as a view; read-only if this is
     * @throws IllegalArgumentException if there is no such component, or it is of another type
     */
    public SharedLongArray longs(String component) {
        return column(component, SharedLongArray.class);
    }

    /**
     * The column of a component that is a {@code float}.
     *
     * @param component its name; of a nested record with the names of those around it, as
     *        {@code "position.x"}
     * @return the column of the rows of this table, as a view; read-only if this is
     * @throws IllegalArgumentException if there is no such component, or it is of another type
     */
    public SharedFloatArray floats(String component) {
        return column(component, SharedFloatArray.class);
    }

    /**
     * The column of a component that is a {@code double}.
     *
     * @param component its name; of a nested record with the names of those around it, as
     *        {@code "position.x"}
     * @return the column of the rows of this table, as a view; read-only if this is
     * @throws IllegalArgumentException if there is no such component, or it is of another type
     */
    public SharedDoubleArray doubles(String component) {
        return column(component, SharedDoubleArray.class);
    }

    private <C extends SharedArray<?, ?>> C column(String component, Class<C> wanted) {
        SharedArray<?, ?> column = columns[shape.column(component)];
        if (!wanted.isInstance(column)) {
            throw new IllegalArgumentException("The component " + component + " of the record "
                    + type.getName() + " is of the type " + column.type().primitive()
                    + ". Ask for its column by the method with that name.");
        }
        return wanted.cast(column);
    }

    /**
     * Whether the table was closed in this process.
     *
     * @return true after {@link #close}, of this or another view
     */
    public boolean isClosed() {
        return memory.isClosed();
    }

    /**
     * Gives the memory back, in this process: later accesses to it, by this or another view or a column,
     * throw {@link IllegalStateException}. Other processes that have it keep it. Closing twice does
     * nothing.
     *
     * @throws IllegalStateException if a thread of this process is just using it in a system call
     */
    @Override
    public void close() {
        memory.close();
    }

    /** The rows, as a list prints them; of more than 4096 rows, the first 4096 and how many more there are. */
    @Override
    public String toString() {
        if (isClosed()) {
            return "SharedTable[" + length + " rows of " + type.getSimpleName() + ", closed]";
        }
        StringBuilder text = new StringBuilder("[");
        long printed = Math.min(length, MAX_PRINTED);
        for (long i = 0; i < printed; i++) {
            text.append(i == 0 ? "" : ", ").append(get(i));
        }
        return text.append(length > printed ? ", ... " + (length - printed) + " more]" : "]")
                .toString();
    }

    private Object writeReplace() {
        return ticket;
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        Objects.requireNonNull(in);
        throw new InvalidObjectException("a shared table travels as a ticket");
    }
}
