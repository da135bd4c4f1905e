package io.github.procesy.wire;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/** Asks throwables of the user, whose methods may throw themselves or answer null. */
public final class Failures {
    private static final int MAX_LINE = 500;

    private Failures() {}

    /** What the question yields; the alternative if it yields null or throws. */
    static <T extends @Nullable Object> T ask(Supplier<T> question, T alternative) {
        try {
            T answer = question.get();
            return answer == null ? alternative : answer;
        } catch (RuntimeException | Error e) {
            return alternative;
        }
    }

    /** The message of a throwable. */
    static @Nullable String message(Throwable failure) {
        try {
            return failure.getMessage();
        } catch (RuntimeException | Error e) {
            return "(getMessage failed with " + e.getClass().getName() + ")";
        }
    }

    /**
     * Class and message of a throwable.
     *
     * @param failure the throwable
     * @return one line of bounded length
     */
    public static String describe(Throwable failure) {
        String text = ask(failure::toString, failure.getClass().getName()).strip();
        String line = text.replaceAll("\\s*\\R\\s*", " | ");
        return line.length() > MAX_LINE ? line.substring(0, MAX_LINE) + "..." : line;
    }
}
