package io.github.procesy.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Notes, while an object graph is written, the things that it refers to and does not carry: shared
 * memory, for instance, which the receiver opens itself. Whoever sends the bytes keeps those things
 * there until the receiver has them.
 */
public final class References {
    private static final ThreadLocal<@Nullable References> CURRENT = new ThreadLocal<>();

    private final List<Long> ids = new ArrayList<>();

    private References() {}

    /**
     * What was written, and what it refers to.
     *
     * @param <T> the type of what was written
     * @param value what was written
     * @param ids the ids of what it refers to; one appears as often as the reader will read it
     */
    public record Noted<T>(T value, List<Long> ids) {
    }

    /**
     * Notes what is referred to by something that is written on the current thread.
     *
     * @param <T> the type of what is written
     * @param writing writes it
     * @return what was written, and what it refers to
     */
    public static <T> Noted<T> noting(Supplier<T> writing) {
        References outer = CURRENT.get();
        References own = new References();
        CURRENT.set(own);
        try {
            return new Noted<>(writing.get(), List.copyOf(own.ids));
        } finally {
            restore(outer);
        }
    }

    /**
     * Says that what is written on the current thread refers to something.
     *
     * @param id the id of that thing
     */
    public static void note(long id) {
        References current = CURRENT.get();
        if (current != null) {
            current.ids.add(id);
        }
    }

    /** What is noted on the current thread, for a thread that writes the same once more. */
    static @Nullable References current() {
        return CURRENT.get();
    }

    /** Begins anew with what was noted on another thread, which waits for this one. */
    static void beginAnew(@Nullable References other) {
        if (other != null) {
            other.ids.clear();
            CURRENT.set(other);
        }
    }

    private static void restore(@Nullable References outer) {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
    }
}
