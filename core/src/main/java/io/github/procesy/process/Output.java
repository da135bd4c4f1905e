package io.github.procesy.process;

import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Where the lines go that a process prints. Lines stay whole and in order, whoever else writes to
 * the same target; the last line before a crash arrives too. A line ends at {@code '\n'}; one of
 * more than 64 MiB is passed on in pieces.
 */
public sealed interface Output {
    /**
     * To {@link System#out} or {@link System#err} of this process.
     *
     * @return the target
     */
    static Output inherit() {
        return new Inherit(false);
    }

    /**
     * To {@link System#out} or {@link System#err} of this process, each line behind the name of the
     * process in brackets: {@code [resize-3] done}.
     *
     * @return the target
     */
    static Output inheritWithName() {
        return new Inherit(true);
    }

    /**
     * To a file, which is emptied first, as bytes.
     *
     * @param file the file; its folder must exist
     * @return the target
     */
    static Output toFile(Path file) {
        return new ToFile(Objects.requireNonNull(file, "file"));
    }

    /**
     * To a consumer, line by line, without line ends, decoded as UTF-8. It is called by one thread
     * of the library at a time; a slow consumer slows the process down, one that throws is reported
     * once and called again for the next line.
     *
     * @param consumer takes each line
     * @return the target
     */
    static Output lines(Consumer<? super String> consumer) {
        return new Lines(Objects.requireNonNull(consumer, "consumer"));
    }

    /**
     * Nowhere.
     *
     * @return the target
     */
    static Output discard() {
        return new Discard();
    }

    /**
     * See {@link Output#inherit()} and {@link Output#inheritWithName()}.
     *
     * @param withName whether the name of the process stands before each line
     */
    record Inherit(boolean withName) implements Output {
    }

    /**
     * See {@link Output#toFile}.
     *
     * @param file the file
     */
    record ToFile(Path file) implements Output {
    }

    /**
     * See {@link Output#lines}.
     *
     * @param consumer takes each line
     */
    record Lines(Consumer<? super String> consumer) implements Output {
    }

    /** See {@link Output#discard}. */
    record Discard() implements Output {
    }
}
