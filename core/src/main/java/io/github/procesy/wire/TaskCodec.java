package io.github.procesy.wire;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.invoke.SerializedLambda;
import java.util.Set;

import io.github.procesy.SerializableCallable;
import io.github.procesy.SerializableFunction;
import io.github.procesy.SerializableRunnable;
import io.github.procesy.TransferException;
import org.jspecify.annotations.Nullable;

/**
 * Writes tasks; {@link TaskDecoder} reads them. A lambda travels as the name of the method that holds
 * its body and the values that it captured; the other side calls that method as a {@link Body}. Java
 * serialization would make a lambda again, which takes milliseconds in a JVM that has just booted.
 * Everything else travels as {@link ObjectCodec} has it.
 *
 * <p>Layout: {@code byte OTHER, object}, or {@code byte LAMBDA, short length of the body's name, name of
 * the body} ({@link LambdaBody}) and then {@code byte SCALARS, captured values} or
 * {@code byte OBJECTS, captured values as Object[]}.
 */
public final class TaskCodec {
    static final byte OTHER = 0;
    static final byte LAMBDA = 1;
    static final byte SCALARS = 0;
    static final byte OBJECTS = 1;
    /** What stands before the name of a body. */
    static final int LAMBDA_HEADER_BYTES = 1 + Short.BYTES;
    static final String ROLE = "task";

    private static final int MAX_BODY_BYTES = 0xffff;

    /** What is the same for all lambdas of a class, which is that of one place in a program. */
    private static final ClassValue<Place> PLACES = new ClassValue<>() {
        @Override
        protected Place computeValue(Class<?> type) {
            return new Place();
        }
    };

    private TaskCodec() {}

    /** A place in a program where a lambda stands, once one was seen. */
    private static final class Place {
        private volatile @Nullable Known known;
    }

    /**
     * What is known of a place.
     *
     * @param header what its lambdas begin with, or empty if they travel as other objects do
     * @param name what it is called
     * @param outline the outline of a lambda that captured scalars alone
     */
    @SuppressWarnings("ArrayRecordComponent") // private, and nobody writes to them
    private record Known(byte[] header, String name, byte[] outline) {
        static Known of(SerializedLambda lambda, Class<?> type) {
            byte[] body = LambdaBody.write(lambda);
            boolean byName = body.length <= MAX_BODY_BYTES
                    && LambdaBody.isCalledAsItIs(lambda, type.getClassLoader())
                    && LambdaBody.isReachable(lambda, type.getClassLoader());
            byte[] header = byName ? header(body) : new byte[0];
            return new Known(header, Lambdas.name(lambda), TaskCodec.outline(header, Set.of()));
        }

        private static byte[] header(byte[] body) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length + 3);
            try (DataOutputStream out = new DataOutputStream(bytes)) {
                out.writeByte(LAMBDA);
                out.writeShort(body.length);
                out.write(body);
            } catch (IOException e) {
                throw new UncheckedIOException("writing to memory", e);
            }
            return bytes.toByteArray();
        }
    }

    /**
     * Writes a task.
     *
     * @param task a {@link SerializableCallable}, {@link SerializableRunnable} or {@link SerializableFunction}
     * @param loaders takes the class loaders of the task's classes
     * @return the task as bytes
     * @throws TransferException if something in the task does not serialize
     */
    public static EncodedTask encode(Serializable task, Loaders loaders) {
        Class<?> type = task.getClass();
        loaders.addOf(type);
        SerializedLambda lambda = type.isHidden() ? Lambdas.serialized(task) : null;
        if (lambda == null) {
            return object(task, type.getName(), loaders);
        }
        Place place = PLACES.get(type);
        Known known = place.known;
        if (known == null) {
            known = Known.of(lambda, type);
            place.known = known;
        }
        return known.header.length == 0
                ? object(task, known.name, loaders)
                : lambda(lambda, known, task, loaders);
    }

    private static EncodedTask object(Serializable task, String name, Loaders loaders) {
        byte[] content = ObjectCodec.encode(task, ROLE, loaders);
        byte[] header = {OTHER};
        return new EncodedTask(join(header, content), name, outline(header, loaders.names()));
    }

    private static EncodedTask lambda(SerializedLambda lambda, Known known, Serializable task,
            Loaders loaders) {
        @Nullable Object[] values = new Object[lambda.getCapturedArgCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = lambda.getCapturedArg(i);
        }
        if (Scalars.hasAll(values)) {
            return new EncodedTask(join(known.header, new byte[] {SCALARS}, Scalars.encode(values)),
                    known.name, known.outline);
        }
        byte[] content = ObjectCodec.encode(values, task, ROLE, loaders);
        return new EncodedTask(join(known.header, new byte[] {OBJECTS}, content), known.name,
                outline(known.header, loaders.names()));
    }

    private static byte[] join(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] whole = new byte[length];
        int position = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, position, part.length);
            position += part.length;
        }
        return whole;
    }

    /** Layout: {@code header, short number of classes, their UTF names}. */
    private static byte[] outline(byte[] header, Set<String> classes) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(header);
            out.writeShort(classes.size());
            for (String name : classes) {
                out.writeUTF(name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }
}
