package io.github.procesy.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

import io.github.procesy.RemoteThrowable;
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Throwables as bytes. A throwable always arrives: it is written as plain data (class name,
 * message, stack, cause, suppressed) and, where that works, in its serialized form too. The reader
 * gets the original type if it can be rebuilt, and a {@link RemoteThrowable} otherwise.
 *
 * <p>Layout: {@code data, int length of the serialized form (0: none), serialized form}, with
 * {@code data = class name, message?, int frames, frame..., cause?, int suppressed, data...}.
 */
public final class FailureCodec {
    /** Bounds how much of a chain of causes travels; also ends a chain that is a circle. */
    private static final int MAX_DEPTH = 32;
    /** Bounds a stack trace; a StackOverflowError has 1024 frames by default. */
    private static final int MAX_FRAMES = 1024;
    /** Bounds a message, in characters. */
    private static final int MAX_MESSAGE = 1 << 20;
    private static final int MAX_SUPPRESSED = 64;
    private static final StackTraceElement[] NO_FRAMES = {};
    private static final Throwable[] NOTHING_SUPPRESSED = {};

    private FailureCodec() {}

    /**
     * Writes a throwable.
     *
     * @param failure the throwable, of any class
     * @return its bytes
     */
    public static byte[] encode(Throwable failure) {
        byte[] serialized = serializedIfPossible(failure);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            writeData(failure, out, 0);
            out.writeInt(serialized.length);
            out.write(serialized);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads a throwable.
     *
     * @param bytes what {@link #encode} wrote
     * @param loaders find the classes
     * @return the original, rebuilt, or its stand-in
     */
    public static Throwable decode(byte[] bytes, Loaders loaders) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            Throwable standIn = readData(in);
            byte[] serialized = in.readNBytes(in.readInt());
            if (serialized.length == 0) {
                return standIn;
            }
            try {
                return ObjectCodec.decode(serialized, "exception", loaders) instanceof Throwable t
                        ? t
                        : standIn;
            } catch (RuntimeException | Error e) {
                return standIn;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a failure report is cut short", e);
        }
    }

    private static byte[] serializedIfPossible(Throwable failure) {
        try {
            return ObjectCodec.encode(failure, "exception");
        } catch (RuntimeException | Error e) {
            return new byte[0]; // the data goes alone
        }
    }

    private static void writeData(Throwable failure, DataOutputStream out, int depth)
            throws IOException {
        out.writeUTF(failure.getClass().getName());
        writeText(Failures.message(failure), out);
        StackTraceElement[] stack = Failures.ask(failure::getStackTrace, NO_FRAMES);
        int frames = Math.min(stack.length, MAX_FRAMES);
        out.writeInt(frames);
        for (int i = 0; i < frames; i++) {
            writeFrame(stack[i], out);
        }
        Throwable cause = depth < MAX_DEPTH ? Failures.ask(failure::getCause, null) : null;
        out.writeBoolean(cause != null);
        if (cause != null) {
            writeData(cause, out, depth + 1);
        }
        Throwable[] suppressed = Failures.ask(failure::getSuppressed, NOTHING_SUPPRESSED);
        int count = depth < MAX_DEPTH ? Math.min(suppressed.length, MAX_SUPPRESSED) : 0;
        out.writeInt(count);
        for (int i = 0; i < count; i++) {
            writeData(suppressed[i], out, MAX_DEPTH);
        }
    }

    private static RemoteThrowable readData(DataInputStream in) throws IOException {
        String className = in.readUTF();
        String message = readText(in);
        StackTraceElement[] stack = new StackTraceElement[in.readInt()];
        for (int i = 0; i < stack.length; i++) {
            stack[i] = readFrame(in);
        }
        RemoteThrowable cause = in.readBoolean() ? readData(in) : null;
        RemoteThrowable result = new RemoteThrowable(className, message, stack, cause);
        List<RemoteThrowable> suppressed = new ArrayList<>();
        for (int i = in.readInt(); i > 0; i--) {
            suppressed.add(readData(in));
        }
        suppressed.forEach(result::addSuppressed);
        return result;
    }

    private static void writeFrame(StackTraceElement frame, DataOutputStream out)
            throws IOException {
        out.writeUTF(frame.getClassName());
        out.writeUTF(frame.getMethodName());
        writeText(frame.getFileName(), out);
        out.writeInt(frame.getLineNumber());
        writeText(frame.getClassLoaderName(), out);
        writeText(frame.getModuleName(), out);
        writeText(frame.getModuleVersion(), out);
    }

    private static StackTraceElement readFrame(DataInputStream in) throws IOException {
        String className = in.readUTF();
        String methodName = in.readUTF();
        String fileName = readText(in);
        int line = in.readInt();
        return new StackTraceElement(readText(in), readText(in), readText(in), className,
                methodName, fileName, line);
    }

    private static void writeText(@Nullable String text, DataOutputStream out)
            throws IOException {
        out.writeBoolean(text != null);
        if (text != null) {
            String bounded = text.length() > MAX_MESSAGE ? text.substring(0, MAX_MESSAGE) : text;
            byte[] bytes = bounded.getBytes(UTF_8);
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    private static @Nullable String readText(DataInputStream in) throws IOException {
        return in.readBoolean()
                ? new String(in.readNBytes(in.readInt()), UTF_8)
                : null;
    }
}
