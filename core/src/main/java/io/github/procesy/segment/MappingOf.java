package io.github.procesy.segment;

import java.util.Objects;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/** The mapping behind shared memory that users have, for other parts of the library. */
public final class MappingOf {
    private static volatile @Nullable Function<Object, Mapping> access;

    private MappingOf() {}

    /**
     * Says how to get at it.
     *
     * @param way gets the mapping of shared memory
     */
    public static void set(Function<Object, Mapping> way) {
        access = way;
    }

    /**
     * The mapping.
     *
     * @param sharedMemory shared memory, as users have it
     * @return what it is a part of
     */
    public static Mapping get(Object sharedMemory) {
        return Objects.requireNonNull(access, "there is no shared memory yet").apply(sharedMemory);
    }
}
