package io.github.procesy.wire;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.ObjectStreamClass;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

import io.github.procesy.SerializableCallable;
import io.github.procesy.SerializableFunction;
import io.github.procesy.SerializableRunnable;
import io.github.procesy.TransferException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tasks that {@link TaskCodec} writes. It remembers how the bodies of lambdas are called, and
 * can get ready for tasks like others before: then that is known already. Not safe for use by several threads.
 */
public final class TaskDecoder {
    private static final int MAX_BODIES = 64;

    private final Loaders loaders;
    /** The bodies that are ready. Few: looked through one by one. */
    private final List<Ready> bodies = new ArrayList<>();

    /**
     * A decoder.
     *
     * @param loaders find the classes
     */
    public TaskDecoder(Loaders loaders) {
        this.loaders = loaders;
    }

    /**
     * A body that is ready.
     *
     * @param header what a task begins with that has it
     * @param body the body
     */
    @SuppressWarnings("ArrayRecordComponent") // private, and nobody writes to it
    private record Ready(byte[] header, Body body) {
        boolean isOf(byte[] task) {
            return task.length >= header.length
                    && Arrays.equals(header, 0, header.length, task, 0, header.length);
        }
    }

    /**
     * Gets ready for a task like one that was written somewhere: loads and links the classes, but
     * initializes none of the user's. What is not found is passed over.
     *
     * @param outline what {@link EncodedTask#outline} has of that task
     * @param local finds classes without asking another process, and before that is done
     */
    public void prepare(byte[] outline, ClassLoader local) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(outline))) {
            if (in.readByte() == TaskCodec.LAMBDA) {
                int length = in.readUnsignedShort();
                in.mark(outline.length);
                Class.forName(in.readUTF().replace('/', '.'), false, local);
                in.reset();
                Body body = LambdaBody.read(in, loaders);
                if (body instanceof BodyHandle handle) {
                    handle.link();
                }
                bodies.add(new Ready(
                        Arrays.copyOf(outline, TaskCodec.LAMBDA_HEADER_BYTES + length), body));
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

    /**
     * Reads a task.
     *
     * @param bytes what {@link TaskCodec#encode} wrote
     * @return the task
     * @throws TransferException if the task cannot be rebuilt here; the message names the class
     *         that is missing
     */
    // No switch over types: its linking takes milliseconds in a JVM that has just booted.
    @SuppressWarnings("IfChainToSwitch")
    public SerializableCallable<?> decode(byte[] bytes) {
        if (bytes[0] == TaskCodec.LAMBDA) {
            for (Ready ready : bodies) {
                if (ready.isOf(bytes)) {
                    return new BodyTask(ready.body, captured(bytes, ready.header.length));
                }
            }
            return ObjectCodec.explaining(TaskCodec.ROLE, () -> found(bytes));
        }
        Object task = Objects.requireNonNull(ObjectCodec.decode(
                Arrays.copyOfRange(bytes, 1, bytes.length), TaskCodec.ROLE, loaders));
        if (task instanceof SerializableCallable<?> callable) {
            return callable;
        } else if (task instanceof SerializableRunnable runnable) {
            return new RunnableTask(runnable);
        } else if (task instanceof Callable<?> callable) {
            return new ObjectTask(callable);
        }
        return new ObjectTask(Executors.callable((Runnable) task));
    }

    /**
     * Reads a function of one argument.
     *
     * @param bytes what {@link TaskCodec#encode} wrote of a {@link SerializableFunction}
     * @return the function
     * @throws TransferException if it cannot be rebuilt here; the message names the class that is missing
     */
    @SuppressWarnings("unchecked") // whoever applies it knows its types
    public SerializableFunction<@Nullable Object, @Nullable Object> decodeFunction(byte[] bytes) {
        if (bytes[0] == TaskCodec.LAMBDA) {
            BodyTask found = ObjectCodec.explaining(TaskCodec.ROLE, () -> found(bytes));
            if (found.body instanceof BodyHandle handle) {
                handle.link();
            }
            return new BodyFunction(found.body, found.captured);
        }
        return (SerializableFunction<@Nullable Object, @Nullable Object>) Objects.requireNonNull(
                ObjectCodec.decode(Arrays.copyOfRange(bytes, 1, bytes.length), TaskCodec.ROLE,
                        loaders));
    }

    private BodyTask found(byte[] bytes) throws IOException, ReflectiveOperationException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        in.readByte();
        int end = TaskCodec.LAMBDA_HEADER_BYTES + in.readUnsignedShort();
        Body body = LambdaBody.read(in, loaders);
        if (bodies.size() < MAX_BODIES) {
            bodies.add(new Ready(Arrays.copyOf(bytes, end), body));
        }
        return new BodyTask(body, captured(bytes, end));
    }

    /** The values that follow the name of the body, whose last byte is their number. */
    private @Nullable Object[] captured(byte[] bytes, int start) {
        int position = start + 1;
        if (bytes[start] != TaskCodec.SCALARS) {
            byte[] content = Arrays.copyOfRange(bytes, position, bytes.length);
            return (Object[]) Objects
                    .requireNonNull(ObjectCodec.decode(content, TaskCodec.ROLE, loaders));
        }
        @Nullable Object[] values = new Object[bytes[start - 1] & 0xff];
        ByteBuffer buffer = ByteBuffer.wrap(bytes, position, bytes.length - position);
        for (int i = 0; i < values.length; i++) {
            values[i] = Scalars.decode(buffer);
        }
        return values;
    }

    /** The body of a lambda with the values that it captured. */
    private static final class BodyTask implements SerializableCallable<@Nullable Object> {
        private static final long serialVersionUID = 1L;

        private final transient Body body;
        private final transient @Nullable Object[] captured;

        BodyTask(Body body, @Nullable Object[] captured) {
            this.body = body;
            this.captured = captured;
        }

        @Override
        public @Nullable Object call() throws Exception {
            return run(body, captured);
        }
    }

    private static @Nullable Object run(Body body, @Nullable Object[] values) throws Exception {
        try {
            return body.call(values);
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("neither exception nor error", e);
        }
    }

    /** The body of a lambda that takes one argument, behind the values that it captured. */
    private static final class BodyFunction
            implements
            SerializableFunction<@Nullable Object, @Nullable Object> {
        private static final long serialVersionUID = 1L;

        private final transient Body body;
        private final transient @Nullable Object[] captured;

        BodyFunction(Body body, @Nullable Object[] captured) {
            this.body = body;
            this.captured = captured;
        }

        @Override
        public @Nullable Object apply(@Nullable Object argument) throws Exception {
            @Nullable Object[] values = Arrays.copyOf(captured, captured.length + 1);
            values[captured.length] = argument;
            return run(body, values);
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

    /** A task of {@code java.util.concurrent}. */
    private static final class ObjectTask implements SerializableCallable<@Nullable Object> {
        private static final long serialVersionUID = 1L;

        private final transient Callable<? extends @Nullable Object> task;

        ObjectTask(Callable<? extends @Nullable Object> task) {
            this.task = task;
        }

        @Override
        public @Nullable Object call() throws Exception {
            return task.call();
        }
    }
}
