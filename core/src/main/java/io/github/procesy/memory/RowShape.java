package io.github.procesy.memory;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How the records of a class lie in columns: a column for each primitive component, those of nested
 * records too. Made once for each class; the method handles that read and write a row are made when the
 * first is, as that takes milliseconds in a JVM that has just booted.
 */
final class RowShape {
    private static final ClassValue<RowShape> SHAPES = new ClassValue<>() {
        @Override
        protected RowShape computeValue(Class<?> type) {
            return new RowShape(type);
        }
    };
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
    /** What every handle that reads or writes begins with: the columns, and the index of the row. */
    private static final List<Class<?>> PLACE = List.of(SharedArray[].class, long.class);
    /** A line of the cache; no two columns have a part in one. */
    private static final int ALIGNMENT = 64;

    private final Class<?> type;
    private final List<Column> columns = new ArrayList<>();
    private @Nullable MethodHandle reader;
    private @Nullable MethodHandle writer;

    private RowShape(Class<?> type) {
        this.type = type;
        addColumns(type, "");
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("The record " + type.getName()
                    + " has no components, so there is nothing to share of it.");
        }
    }

    /** A column, and the name that users know it by. */
    private record Column(String name, ElementType type) {
    }

    static RowShape of(Class<? extends Record> type) {
        return SHAPES.get(type);
    }

    private void addColumns(Class<?> record, String prefix) {
        open(constructor(record), record);
        for (RecordComponent component : record.getRecordComponents()) {
            open(component.getAccessor(), record);
            String name = prefix + component.getName();
            if (component.getType().isPrimitive()) {
                columns.add(new Column(name, ElementType.of(component.getType())));
            } else if (component.getType().isRecord()) {
                addColumns(component.getType(), name + ".");
            } else {
                throw new IllegalArgumentException("The component " + name + " of the record "
                        + type.getName() + " is of the type "
                        + component.getType().getTypeName() + ". A shared table has primitive"
                        + " components, and records of them. Make it one of these, such as the"
                        + " number of an element of another list.");
            }
        }
    }

    private static Constructor<?> constructor(Class<?> record) {
        Class<?>[] types = Arrays.stream(record.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            return record.getDeclaredConstructor(types);
        } catch (NoSuchMethodException e) {
            throw new AssertionError("a record without its constructor", e);
        }
    }

    private static void open(AccessibleObject member, Class<?> record) {
        if (!member.trySetAccessible()) {
            String library = RowShape.class.getModule().getName();
            throw new IllegalArgumentException("The record " + record.getName()
                    + " cannot be made by this library: its package is not open. Add 'opens "
                    + record.getPackageName() + (library == null ? "" : " to " + library)
                    + ";' to the module " + record.getModule().getName() + ".");
        }
    }

    Class<?> type() {
        return type;
    }

    /** The size of so many rows. */
    long bytes(long rows) {
        long end = 0;
        for (Column column : columns) {
            try {
                end = Math.addExact(end, aligned(column.type().bytes(rows)));
            } catch (ArithmeticException e) {
                throw new IllegalArgumentException(
                        "The length of this shared table is too large: " + rows + " rows.", e);
            }
        }
        return end;
    }

    private static long aligned(long bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /** The columns of some of the rows that lie in memory. */
    SharedArray<?, ?>[] columns(SharedMemory memory, long rows, long from, long length) {
        SharedArray<?, ?>[] arrays = new SharedArray<?, ?>[columns.size()];
        long start = 0;
        for (int i = 0; i < arrays.length; i++) {
            ElementType element = columns.get(i).type();
            arrays[i] = element.view(memory.slice(start + from * element.bytes(),
                    length * element.bytes()));
            start += aligned(element.bytes(rows));
        }
        return arrays;
    }

    /** The number of a column. */
    int column(String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("The record " + type.getName()
                + " has no component '" + name + "' that is a primitive; it has "
                + String.join(", ", columns.stream().map(Column::name).toList()) + ".");
    }

    /** Reads a row: (columns, index) to Record. */
    synchronized MethodHandle reader() {
        if (reader == null) {
            reader = reader(type, new Counter()).asType(MethodType.methodType(Record.class, PLACE));
        }
        return reader;
    }

    /** Writes a row: (columns, index, Record). */
    synchronized MethodHandle writer() {
        if (writer == null) {
            writer = writer(type, MethodHandles.identity(type), new Counter())
                    .asType(MethodType.methodType(void.class, PLACE)
                            .appendParameterTypes(Record.class));
        }
        return writer;
    }

    /** The number of the next column. */
    private static final class Counter {
        private int next;
    }

    private static MethodHandle reader(Class<?> record, Counter column) {
        MethodHandle result;
        try {
            result = LOOKUP.unreflectConstructor(opened(constructor(record)));
        } catch (IllegalAccessException e) {
            throw new AssertionError("a constructor that was opened", e);
        }
        List<MethodHandle> parts = new ArrayList<>();
        for (Class<?> part : result.type().parameterList()) {
            parts.add(part.isPrimitive()
                    ? access("get", ElementType.of(part), column.next++)
                    : reader(part, column));
        }
        // The constructor takes its arguments, and then the place, of which they are read.
        result = MethodHandles.dropArguments(result, parts.size(), PLACE);
        for (int i = parts.size() - 1; i >= 0; i--) {
            result = MethodHandles.foldArguments(result, i, parts.get(i));
        }
        return result;
    }

    /**
     * Writes a record, or a part of it.
     *
     * @param part takes it from the row
     */
    private static MethodHandle writer(Class<?> record, MethodHandle part, Counter column) {
        MethodHandle result = MethodHandles.empty(MethodType.methodType(void.class, PLACE)
                .appendParameterTypes(part.type().parameterType(0)));
        for (RecordComponent component : record.getRecordComponents()) {
            MethodHandle value;
            try {
                value = MethodHandles.filterReturnValue(part,
                        LOOKUP.unreflect(opened(component.getAccessor())));
            } catch (IllegalAccessException e) {
                throw new AssertionError("an accessor that was opened", e);
            }
            MethodHandle step = component.getType().isPrimitive()
                    ? MethodHandles.filterArguments(access("set",
                            ElementType.of(component.getType()), column.next++), PLACE.size(),
                            value)
                    : writer(component.getType(), value, column);
            result = MethodHandles.foldArguments(step, result); // what was before, and then this
        }
        return result;
    }

    private static <M extends AccessibleObject> M opened(M member) {
        member.setAccessible(true);
        return member;
    }

    /** The method get or set of a column: (columns, index[, value]). */
    private static MethodHandle access(String method, ElementType element, int column) {
        Class<?> array = element.arrayType();
        MethodType type = method.equals("get")
                ? MethodType.methodType(element.primitive(), long.class)
                : MethodType.methodType(void.class, long.class, element.primitive());
        try {
            MethodHandle ofColumns = MethodHandles.insertArguments(
                    MethodHandles.arrayElementGetter(SharedArray[].class), 1, column);
            return MethodHandles.filterArguments(LOOKUP.findVirtual(array, method, type), 0,
                    ofColumns.asType(MethodType.methodType(array, SharedArray[].class)));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("an array without " + method, e);
        }
    }
}
