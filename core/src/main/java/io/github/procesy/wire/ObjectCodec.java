package io.github.procesy.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.Callable;

import io.github.procesy.TransferException;
import org.jspecify.annotations.Nullable;

/**
 * Objects as bytes: {@link Scalars} as they are, the rest by Java serialization. Layout: one byte
 * that says which, then the content.
 */
public final class ObjectCodec {
    /** A stream of Java serialization; other tags are those of scalars. */
    private static final byte SERIALIZED = Scalars.FIRST_FREE_TAG;

    private static final Map<String, Class<?>> PRIMITIVES = Map.of("boolean", boolean.class,
            "byte", byte.class, "char", char.class, "short", short.class, "int", int.class,
            "long", long.class, "float", float.class, "double", double.class, "void", void.class);

    private ObjectCodec() {}

    /**
     * Writes an object.
     *
     * @param value the object, or null
     * @param role what the object is to the user: {@code task}, {@code result} and so on; error
     *        messages and field paths start with it
     * @return its bytes
     * @throws TransferException if something in the object does not serialize
     */
    public static byte[] encode(@Nullable Object value, String role) {
        return encode(value, role, new Loaders());
    }

    /**
     * Writes an object and finds out where its classes come from.
     *
     * @param value the object, or null
     * @param role what the object is to the user
     * @param loaders takes the class loaders of the object's classes
     * @return its bytes
     * @throws TransferException if something in the object does not serialize
     */
    public static byte[] encode(@Nullable Object value, String role, Loaders loaders) {
        return encode(value, value, role, loaders);
    }

    /** Writes an object that is a part of another, which error messages speak of. */
    static byte[] encode(@Nullable Object value, @Nullable Object whole, String role,
            Loaders loaders) {
        return Scalars.has(value)
                ? Scalars.encode(value)
                : serialize(value, whole, role, loaders);
    }

    private static byte[] serialize(@Nullable Object value, @Nullable Object whole, String role,
            Loaders loaders) {
        try {
            return DeepStack.call(() -> serialize(value, role, loaders));
        } catch (TransferException e) {
            throw e; // explains itself
        } catch (StackOverflowError e) {
            throw Untransferable.tooDeep(whole, role, e);
        } catch (Exception | Error e) {
            throw Untransferable.explain(whole, role, e);
        }
    }

    private static byte[] serialize(@Nullable Object value, String role, Loaders loaders)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        bytes.write(SERIALIZED);
        try (ObjectOutputStream out = new LoaderOutputStream(bytes, role, loaders)) {
            out.writeObject(value);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads an object.
     *
     * @param bytes what {@link #encode} wrote
     * @param role what the object is to the user, for error messages
     * @param loaders find the classes
     * @return the object, or null if null was written
     * @throws TransferException if the object cannot be rebuilt here; the message names the class
     *         that is missing
     */
    public static @Nullable Object decode(byte[] bytes, String role, Loaders loaders) {
        return decode(bytes, role, loaders, null);
    }

    /**
     * Reads an object of classes that a filter lets pass.
     *
     * @param bytes what {@link #encode} wrote
     * @param role what the object is to the user, for error messages
     * @param loaders find the classes
     * @param filter says which classes may be read; null for those of the JVM's own filter
     * @return the object, or null if null was written
     * @throws TransferException if the object cannot be rebuilt here
     */
    public static @Nullable Object decode(byte[] bytes, String role, Loaders loaders,
            @Nullable ObjectInputFilter filter) {
        return bytes[0] == SERIALIZED
                ? deserialize(bytes, role, loaders, filter)
                : Scalars.decode(ByteBuffer.wrap(bytes));
    }

    private static @Nullable Object deserialize(byte[] bytes, String role, Loaders loaders,
            @Nullable ObjectInputFilter filter) {
        return explaining(role, () -> {
            try (ObjectInputStream in = new LoaderInputStream(
                    new ByteArrayInputStream(bytes, 1, bytes.length - 1), loaders)) {
                return filter == null
                        ? in.readObject()
                        : readFiltered(in, role, new NotingFilter(filter));
            }
        });
    }

    private static @Nullable Object readFiltered(ObjectInputStream in, String role,
            NotingFilter filter) throws IOException, ClassNotFoundException {
        in.setObjectInputFilter(filter);
        try {
            return in.readObject();
        } catch (InvalidClassException e) {
            if (filter.refused != null) {
                throw refused(role, filter.refused);
            }
            throw e;
        }
    }

    /**
     * What a filter does not let through.
     *
     * @param role what the object is to the user
     * @param what the class that was refused, or the bound that was crossed
     * @return the failure
     */
    public static TransferException refused(String role, String what) {
        return new TransferException("The " + role + " was not rebuilt in this process: the filter"
                + " refuses " + what + " (filter status: REJECTED). If it can be trusted, allow it"
                + " in the filter.", role, what, null);
    }

    /** Remembers what a filter has refused, which the exception does not say. */
    private static final class NotingFilter implements ObjectInputFilter {
        private final ObjectInputFilter filter;
        private @Nullable String refused;

        NotingFilter(ObjectInputFilter filter) {
            this.filter = filter;
        }

        @Override
        public Status checkInput(FilterInfo info) {
            Status status = filter.checkInput(info);
            if (status == Status.REJECTED) {
                Class<?> type = info.serialClass();
                refused = type == null
                        ? "%d objects of %d bytes, %d deep".formatted(info.references(),
                                info.streamBytes(), info.depth())
                        : type.getTypeName();
            }
            return status;
        }
    }

    /**
     * Rebuilds an object, and says in the user's terms why that failed.
     *
     * @param <T> the type of the object
     * @param role what the object is to the user
     * @param reader rebuilds it
     * @return the object
     * @throws TransferException if that fails
     */
    public static <T extends @Nullable Object> T explaining(String role, Callable<T> reader) {
        try {
            return DeepStack.call(reader);
        } catch (TransferException e) {
            throw e; // explains itself
        } catch (ClassNotFoundException | NoClassDefFoundError e) {
            String className = String.valueOf(e.getMessage()).replace('/', '.');
            throw new TransferException("The " + role + " cannot be rebuilt in this process: class "
                    + className + " is found neither on the class path of this process nor by the"
                    + " process that sent it. Put it on the class path of both.", role, className,
                    e);
        } catch (StackOverflowError e) {
            throw new TransferException("The " + role + " cannot be rebuilt in this process: its"
                    + " object graph is too deep for the stack. Send it in a flat form (an array"
                    + " or ArrayList).", role, "unknown", e);
        } catch (Exception | Error e) {
            // Also what the user's readObject or readResolve throws.
            throw new TransferException("The " + role + " cannot be rebuilt in this process: "
                    + Failures.describe(e) + ". Both processes must see the same version of its"
                    + " classes, and reading it must not fail.", role, "unknown", e);
        }
    }

    /** Notes where the classes of what is written come from. */
    private static final class LoaderOutputStream extends ObjectOutputStream {
        private final String role;
        private final Loaders loaders;

        LoaderOutputStream(OutputStream out, String role, Loaders loaders) throws IOException {
            super(out);
            this.role = role;
            this.loaders = loaders;
        }

        @Override
        protected void annotateClass(Class<?> type) {
            Class<?> other = loaders.addNamed(type);
            if (other != null) {
                throw new TransferException("The " + role + " cannot be sent to another process: "
                        + type.getName() + " is two classes in it, of the class loaders "
                        + other.getClassLoader() + " and " + type.getClassLoader()
                        + ", and the other process has one class of a name. Send what belongs to"
                        + " one of them.", role, type.getName(), null);
            }
        }

        @Override
        protected void annotateProxyClass(Class<?> type) {
            loaders.addOf(type);
        }
    }

    /** Resolves classes by given loaders, where the default is that of the caller. */
    private static final class LoaderInputStream extends ObjectInputStream {
        private final Loaders loaders;

        LoaderInputStream(InputStream in, Loaders loaders) throws IOException {
            super(in);
            this.loaders = loaders;
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description)
                throws ClassNotFoundException {
            Class<?> primitive = PRIMITIVES.get(description.getName());
            return primitive != null ? primitive : loaders.load(description.getName());
        }

        @Override
        protected Class<?> resolveProxyClass(String[] interfaceNames)
                throws ClassNotFoundException {
            Class<?>[] interfaces = new Class<?>[interfaceNames.length];
            for (int i = 0; i < interfaceNames.length; i++) {
                interfaces[i] = loaders.load(interfaceNames[i]);
            }
            return Proxy.newProxyInstance(loaders.first(), interfaces,
                    (proxy, method, arguments) -> null).getClass();
        }
    }
}
