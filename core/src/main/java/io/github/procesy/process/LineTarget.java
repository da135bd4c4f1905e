package io.github.procesy.process;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Takes whole lines from an {@link OutputPump}; one implementation per kind of {@link Output}. */
interface LineTarget extends AutoCloseable {
    /**
     * Takes one or more whole lines, each with its line end. The last one before the end of the
     * stream may lack it, unless the target {@linkplain #wantsLineEnd wants} it.
     */
    void take(byte[] buffer, int offset, int length);

    /** Whether a last line gets a line end, so that the next name begins a line. */
    default boolean wantsLineEnd() {
        return false;
    }

    @Override
    default void close() {}

    /**
     * The target that an output stands for.
     *
     * @param inherited the stream of this process, as it is at the time of each line
     * @throws ProcessStartException if the file of the output cannot be written
     */
    static LineTarget of(Output output, String processName, Supplier<PrintStream> inherited) {
        return switch (output) {
            case Output.Inherit(boolean withName) when withName -> new Prefixed(
                    "[" + processName + "] ", inherited);
            case Output.Inherit inherit -> (buffer, offset, length) -> inherited.get()
                    .write(buffer, offset, length);
            case Output.ToFile(var file) -> {
                try {
                    Files.write(file, new byte[0]);
                    // Appending keeps lines whole when both streams go to the same file.
                    yield new ToStream(Files.newOutputStream(file, StandardOpenOption.APPEND));
                } catch (IOException e) {
                    throw new ProcessStartException(
                            "The output of the process '" + processName + "' cannot be written to "
                                    + file + ": " + e + ". Make its folder, or choose another.",
                            e);
                }
            }
            case Output.Lines(var consumer) -> new ToConsumer(consumer);
            case Output.Discard discard -> (buffer, offset, length) -> {
            };
        };
    }

    /** Writes a prefix before each line, to a stream that others write to. */
    record Prefixed(String prefix, Supplier<PrintStream> inherited) implements LineTarget {
        @Override
        public void take(byte[] buffer, int offset, int length) {
            PrintStream stream = inherited.get();
            byte[] name = prefix.getBytes(stream.charset());
            Lines.forEach(buffer, offset, length, (start, size) -> {
                byte[] line = new byte[name.length + size];
                System.arraycopy(name, 0, line, 0, name.length);
                System.arraycopy(buffer, start, line, name.length, size);
                stream.write(line, 0, line.length);
            });
        }

        @Override
        public boolean wantsLineEnd() {
            return true;
        }
    }

    /** Writes bytes to a stream of its own. */
    record ToStream(OutputStream stream) implements LineTarget {
        @Override
        public void take(byte[] buffer, int offset, int length) {
            try {
                stream.write(buffer, offset, length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            try {
                stream.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Decodes lines and hands each to a consumer of the user, also after one that failed. */
    record ToConsumer(Consumer<? super String> consumer) implements LineTarget {
        @Override
        public void take(byte[] buffer, int offset, int length) {
            FirstFailure failure = new FirstFailure();
            Lines.forEach(buffer, offset, length, (start, size) -> failure.guard(
                    () -> consumer.accept(Lines.text(buffer, start, size, Lines.CONSUMED))));
            failure.rethrow();
        }
    }
}
