package io.github.procesy.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.Objects;

import io.github.procesy.SerializableCallable;
import io.github.procesy.SerializableRunnable;
import io.github.procesy.TransferException;
import org.jspecify.annotations.Nullable;

/**
 * Tasks as bytes. A lambda travels as the name of the method that holds its body and the values that
 * it captured; the other side calls that method through a method handle. Java serialization would
 * make a lambda again, for which it spins a class: milliseconds in a JVM that has just booted.
 * Everything else travels as {@link ObjectCodec} has it.
 *
 * <p>Layout: {@code byte OTHER, object} or {@code byte LAMBDA, shape, byte SCALARS, captured values}
 * or {@code byte LAMBDA, shape, byte OBJECTS, captured values as Object[]}, where the shape is
 * {@code UTF class, UTF method, UTF descriptor, byte kind, byte number of captured values}.
 */
public final class TaskCodec {
    private static final byte OTHER = 0;
    private static final byte LAMBDA = 1;
    private static final byte SCALARS = 0;
    private static final byte OBJECTS = 1;
    private static final String ROLE = "task";
    /** The first resolves what the code refers to, the second what the interpreter rewrites. */
    private static final int REHEARSALS = 3;

    private TaskCodec() {}

    /**
     * Writes a task.
     *
     * @param task a {@link SerializableCallable} or {@link SerializableRunnable}
     * @param loaders takes the class loaders of the task's classes
     * @return the task as bytes
     * @throws TransferException if something in the task does not serialize
     */
    public static EncodedTask encode(Serializable task, Loaders loaders) {
        loaders.addOf(task.getClass());
        SerializedLambda lambda = task.getClass().isHidden() ? Lambdas.serialized(task) : null;
        if (lambda != null && !isReachable(lambda, task.getClass().getClassLoader())) {
            lambda = null;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        byte[] shape;
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            if (lambda == null) {
                out.writeByte(OTHER);
                shape = bytes.toByteArray();
                out.write(ObjectCodec.encode(task, ROLE, loaders));
            } else {
                out.writeByte(LAMBDA);
                writeShape(lambda, out);
                shape = bytes.toByteArray();
                writeCaptured(lambda, task, loaders, out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        String name = lambda == null ? task.getClass().getName() : Lambdas.name(lambda);
        return new EncodedTask(bytes.toByteArray(), name, outline(shape, loaders));
    }

    private static void writeShape(SerializedLambda lambda, DataOutputStream out)
            throws IOException {
        out.writeUTF(lambda.getImplClass());
        out.writeUTF(lambda.getImplMethodName());
        out.writeUTF(lambda.getImplMethodSignature());
        out.writeByte(lambda.getImplMethodKind());
        out.writeByte(lambda.getCapturedArgCount());
    }

    private static void writeCaptured(SerializedLambda lambda, Serializable task, Loaders loaders,
            DataOutputStream out) throws IOException {
        @Nullable Object[] values = new Object[lambda.getCapturedArgCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = lambda.getCapturedArg(i);
        }
        boolean scalars = Scalars.hasAll(values);
        out.writeByte(scalars ? SCALARS : OBJECTS);
        out.write(scalars
                ? Scalars.encode(values)
                : ObjectCodec.encode(values, task, ROLE, loaders));
    }

    /** Layout: {@code shape, short number of classes, their UTF names}. */
    private static byte[] outline(byte[] shape, Loaders loaders) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(shape);
            out.writeShort(loaders.names().size());
            for (String name : loaders.names()) {
                out.writeUTF(name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Gets ready for a task like one that was written somewhere: loads and links the classes, but
     * initializes none of the user's. What is not found is passed over.
     *
     * @param outline what {@link EncodedTask#outline} has of that task
     * @param local finds classes without asking another process
     * @param loaders find classes for the task; they ask {@code local} first
     */
    public static void prepare(byte[] outline, ClassLoader local, Loaders loaders) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(outline))) {
            if (in.readByte() == LAMBDA) {
                in.mark(outline.length);
                Class.forName(in.readUTF().replace('/', '.'), false, local);
                for (int i = 0; i < REHEARSALS; i++) {
                    in.reset();
                    prepareLambda(in, loaders);
                }
            }
            for (int i = in.readShort(); i > 0; i--) {
                Class<?> type = Class.forName(in.readUTF(), false, local);
                if (type.getClassLoader() == null) {
                    ObjectStreamClass.lookup(type); // may initialize it: it is a class of the JDK
                }
            }
        } catch (IOException | ReflectiveOperationException | RuntimeException
                | LinkageError e) {
            // It will be found, or be missed, when a task needs it.
        }
    }

    private static void prepareLambda(DataInputStream in, Loaders loaders)
            throws IOException, ReflectiveOperationException {
        MethodHandle method = readMethod(in, loaders);
        @Nullable Object[] values = new Object[in.readUnsignedByte()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Array.get(Array.newInstance(method.type().parameterType(i), 1), 0);
        }
        var _ = bind(method, values);
    }

    /**
     * Reads a task.
     *
     * @param bytes what {@link #encode} wrote
     * @param loaders find the classes
     * @return the task
     * @throws TransferException if the task cannot be rebuilt here; the message names the class
     *         that is missing
     */
    public static SerializableCallable<?> decode(byte[] bytes, Loaders loaders) {
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        if (in.read() == LAMBDA) {
            return ObjectCodec.explaining(ROLE, () -> lambda(new DataInputStream(in), loaders));
        }
        Object task = Objects.requireNonNull(ObjectCodec.decode(in.readAllBytes(), ROLE, loaders));
        return task instanceof SerializableRunnable runnable
                ? new RunnableTask(runnable)
                : (SerializableCallable<?>) task;
    }

    private static SerializableCallable<?> lambda(DataInputStream in, Loaders loaders)
            throws IOException, ReflectiveOperationException {
        MethodHandle method = readMethod(in, loaders);
        @Nullable Object[] values = new Object[in.readUnsignedByte()];
        boolean scalars = in.readByte() == SCALARS;
        byte[] captured = in.readAllBytes();
        if (scalars) {
            ByteBuffer buffer = ByteBuffer.wrap(captured);
            for (int i = 0; i < values.length; i++) {
                values[i] = Scalars.decode(buffer);
            }
        } else {
            values = (Object[]) Objects
                    .requireNonNull(ObjectCodec.decode(captured, ROLE, loaders));
        }
        return new MethodTask(bind(method, values));
    }

    private static MethodHandle bind(MethodHandle method, @Nullable Object[] values) {
        MethodHandle bound = values.length == 0
                ? method
                : MethodHandles.insertArguments(method, 0, values);
        return bound.asType(MethodType.methodType(Object.class));
    }

    private static MethodHandle readMethod(DataInputStream in, Loaders loaders)
            throws IOException, ReflectiveOperationException {
        Class<?> type = loaders.load(in.readUTF().replace('/', '.'));
        String name = in.readUTF();
        MethodType descriptor = MethodType.fromMethodDescriptorString(in.readUTF(),
                type.getClassLoader());
        return find(type, name, descriptor, in.readByte());
    }

    /**
     * Whether a method handle for the body can be had from here. A module of the user need not be
     * open to this library; Java serialization gets at its lambdas all the same.
     */
    private static boolean isReachable(SerializedLambda lambda, @Nullable ClassLoader loader) {
        try {
            Class<?> type = Class.forName(lambda.getImplClass().replace('/', '.'), false, loader);
            if (isOpen(type)) {
                return true;
            }
            var _ = find(type, lambda.getImplMethodName(),
                    MethodType.fromMethodDescriptorString(lambda.getImplMethodSignature(),
                            type.getClassLoader()),
                    lambda.getImplMethodKind());
            return true;
        } catch (ReflectiveOperationException | TypeNotPresentException | LinkageError e) {
            return false;
        }
    }

    private static boolean isOpen(Class<?> type) {
        Module own = TaskCodec.class.getModule();
        return type.getModule().isOpen(type.getPackageName(), own);
    }

    private static MethodHandle find(Class<?> type, String name, MethodType descriptor, int kind)
            throws ReflectiveOperationException {
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        if (isOpen(type)) {
            TaskCodec.class.getModule().addReads(type.getModule());
            lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
        }
        return switch (kind) {
            case MethodHandleInfo.REF_invokeStatic -> lookup.findStatic(type, name, descriptor);
            case MethodHandleInfo.REF_newInvokeSpecial -> lookup.findConstructor(type,
                    descriptor);
            case MethodHandleInfo.REF_invokeSpecial -> lookup.findSpecial(type, name, descriptor,
                    type);
            default -> lookup.findVirtual(type, name, descriptor);
        };
    }

    /** The body of a lambda, ready to be called. */
    private static final class MethodTask implements SerializableCallable<@Nullable Object> {
        private static final long serialVersionUID = 1L;

        private final transient MethodHandle body;

        MethodTask(MethodHandle body) {
            this.body = body;
        }

        @Override
        public @Nullable Object call() throws Exception {
            try {
                return body.invokeExact();
            } catch (Exception | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new AssertionError("neither exception nor error", e);
            }
        }
    }

    private record RunnableTask(SerializableRunnable runnable)
            implements
            SerializableCallable<@Nullable Object> {
        @Override
        public @Nullable Object call() throws Exception {
            runnable.run();
            return null;
        }
    }
}
