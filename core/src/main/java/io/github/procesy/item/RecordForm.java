package io.github.procesy.item;

import java.io.ObjectInputFilter;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

import io.github.procesy.TransferException;
import io.github.procesy.wire.Loaders;
import io.github.procesy.wire.ObjectCodec;
import org.jspecify.annotations.Nullable;

/**
 * How records of a class become bytes without Java serialization: the name of the class, and the components, one
 * after another. Components are primitives, boxed ones, strings, arrays of primitives, and records of all these.
 */
final class RecordForm {
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
    private static final ClassValue<Optional<RecordForm>> FORMS = new ClassValue<>() {
        @Override
        protected Optional<RecordForm> computeValue(Class<?> type) {
            Set<Class<?>> begun = BEGUN.get();
            if (!begun.add(type)) {
                return Optional.empty();
            }
            try {
                return make(type);
            } finally {
                begun.remove(type);
            }
        }
    };
    /** What the current thread makes forms of just now: a record that can have one of its own class has none. */
    private static final ThreadLocal<Set<Class<?>>> BEGUN = ThreadLocal.withInitial(HashSet::new);

    private final Class<?> type;
    private final Component[] components;
    private final MethodHandle constructor;
    private final byte[] name;
    /** The class, and those of the records in it. */
    private final Set<Class<?>> types = new LinkedHashSet<>();

    /** A component: what it is, and how it is got of a record. */
    private record Component(ComponentType type, MethodHandle getter) {
    }

    private RecordForm(Class<?> type, Component[] components, MethodHandle constructor) {
        this.type = type;
        this.components = components;
        this.constructor = constructor;
        types.add(type);
        for (Component component : components) {
            RecordForm nested = component.type.nested();
            if (nested != null) {
                types.addAll(nested.types);
            }
        }
        Bytes.Writer writer = new Bytes.Writer();
        writer.writeText(type.getName());
        name = writer.toByteArray();
    }

    /** The form of a class; null if its records have none. */
    static @Nullable RecordForm of(Class<?> type) {
        return FORMS.get(type).orElse(null);
    }

    private static Optional<RecordForm> make(Class<?> type) {
        if (hasOwnSerialization(type) || type.isHidden()) {
            return Optional.empty();
        }
        RecordComponent[] parts = type.getRecordComponents();
        Component[] components = new Component[parts.length];
        try {
            for (int i = 0; i < parts.length; i++) {
                ComponentType component = ComponentType.of(parts[i].getType());
                Method accessor = parts[i].getAccessor();
                if (component == null || !accessor.trySetAccessible()) {
                    return Optional.empty();
                }
                components[i] = new Component(component,
                        component.generic(LOOKUP.unreflect(accessor)));
            }
            Constructor<?> constructor = type.getDeclaredConstructor(
                    Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new));
            if (!constructor.trySetAccessible()) {
                return Optional.empty();
            }
            return Optional.of(new RecordForm(type, components,
                    LOOKUP.unreflectConstructor(constructor)
                            .asSpreader(Object[].class, parts.length)
                            .asType(MethodType.methodType(Object.class, Object[].class))));
        } catch (ReflectiveOperationException e) {
            return Optional.empty();
        }
    }

    /** Its author wants something else to be written. */
    private static boolean hasOwnSerialization(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .anyMatch(method -> method.getParameterCount() == 0
                        && (method.getName().equals("writeReplace")
                                || method.getName().equals("readResolve")));
    }

    byte[] write(Record value) {
        Bytes.Writer writer = new Bytes.Writer();
        writer.writeRaw(name);
        writeComponents(value, writer);
        return writer.toByteArray();
    }

    void writeComponents(Object value, Bytes.Writer writer) {
        for (Component component : components) {
            component.type.write(component.getter, value, writer);
        }
    }

    Object readComponents(Bytes.Reader reader) throws Throwable {
        @Nullable Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = components[i].type.read(reader);
        }
        return (Object) constructor.invokeExact(values);
    }

    /** Makes the record that {@link #write} wrote. */
    static Object read(byte[] bytes, String role, Loaders loaders,
            @Nullable ObjectInputFilter filter) {
        Bytes.Reader reader = new Bytes.Reader(bytes);
        String name = reader.readText();
        return ObjectCodec.explaining(role, () -> {
            Class<?> type = loaders.load(name);
            requireAccepted(type, role, filter);
            RecordForm form = type.isRecord() ? of(type) : null;
            if (form == null) {
                throw new TransferException("The " + role + " cannot be rebuilt in this process: "
                        + name + " is a record of another form here. Both processes must see the"
                        + " same version of its classes.", role, name, null);
            }
            for (Class<?> each : form.types) {
                requireAccepted(each, role, filter);
            }
            return form.make(reader);
        });
    }

    private static void requireAccepted(Class<?> type, String role,
            @Nullable ObjectInputFilter filter) {
        if (filter != null
                && filter.checkInput(new OneClass(type)) == ObjectInputFilter.Status.REJECTED) {
            throw ObjectCodec.refused(role, type.getTypeName());
        }
    }

    private Object make(Bytes.Reader reader) throws Exception {
        try {
            return readComponents(reader);
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new LinkageError("the constructor of " + type.getName(), e);
        }
    }

    /** What a filter is asked. */
    private record OneClass(Class<?> serialClass) implements ObjectInputFilter.FilterInfo {
        @Override
        public long arrayLength() {
            return -1;
        }

        @Override
        public long depth() {
            return 1;
        }

        @Override
        public long references() {
            return 1;
        }

        @Override
        public long streamBytes() {
            return 0;
        }
    }
}
