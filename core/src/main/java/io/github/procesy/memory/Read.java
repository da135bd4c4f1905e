package io.github.procesy.memory;

import org.jspecify.annotations.Nullable;

/** For the fields of tickets, which are null until a ticket is read. */
final class Read {
    private Read() {}

    static <T> T once(@Nullable T field) {
        if (field == null) {
            throw new IllegalStateException("not read yet");
        }
        return field;
    }
}
