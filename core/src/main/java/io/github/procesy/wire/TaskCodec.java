package io.github.procesy.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
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
 * <p>Layout: {@code byte OTHER, object} or {@code byte LAMBDA, UTF class, UTF method, UTF
 * descriptor, byte kind, object captured values as Object[]}.
 */
public final class TaskCodec {
    private static final byte OTHER = 0;
    private static final byte LAMBDA = 1;
    private static final String ROLE = "task";

    private TaskCodec() {}

    /**
     * Writes a task.
     *
     * @param task a {@link SerializableCallable} or {@link SerializableRunnable}
     * @param loaders takes the class loaders of the task's classes
     * @return its bytes
     * @throws TransferException if something in the task does not serialize
     */
    public static byte[] encode(Serializable task, Loaders loaders) {
        loaders.addOf(task.getClass());
        SerializedLambda lambda = task.getClass().isHidden() ? Lambdas.serialized(task) : null;
        if (lambda != null && !isReachable(lambda, task.getClass().getClassLoader())) {
            lambda = null;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            if (lambda == null) {
                out.writeByte(OTHER);
                out.write(ObjectCodec.encode(task, ROLE, loaders));
            } else {
                out.writeByte(LAMBDA);
                out.writeUTF(lambda.getImplClass());
                out.writeUTF(lambda.getImplMethodName());
                out.writeUTF(lambda.getImplMethodSignature());
                out.writeByte(lambda.getImplMethodKind());
                out.write(captured(lambda, task, loaders));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    private static byte[] captured(SerializedLambda lambda, Serializable task,
            Loaders loaders) {
        if (lambda.getCapturedArgCount() == 0) {
            return new byte[0];
        }
        Object[] values = new Object[lambda.getCapturedArgCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = lambda.getCapturedArg(i);
        }
        return ObjectCodec.encode(values, task, ROLE, loaders);
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
        Class<?> type = loaders.load(in.readUTF().replace('/', '.'));
        String name = in.readUTF();
        MethodType descriptor = MethodType.fromMethodDescriptorString(in.readUTF(),
                type.getClassLoader());
        MethodHandle method = find(type, name, descriptor, in.readByte());
        byte[] captured = in.readAllBytes();
        if (captured.length > 0) {
            Object[] values = (Object[]) Objects
                    .requireNonNull(ObjectCodec.decode(captured, ROLE, loaders));
            method = MethodHandles.insertArguments(method, 0, values);
        }
        return new MethodTask(method.asType(MethodType.methodType(Object.class)));
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
