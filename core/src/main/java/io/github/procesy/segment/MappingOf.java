package io.github.procesy.segment;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/** The mapping behind shared memory that users have, for other parts of the library. */
public final class MappingOf {
    private static volatile @Nullable Access access;

    private MappingOf() {}

    /** How to get at it. */
    public interface Access {
        /**
         * The mapping.
         *
         * @param sharedMemory shared memory, as users have it
         * @return what it is a part of
         */
        Mapping get(Object sharedMemory);

        /**
         * The whole of a mapping.
         *
         * @param mapping the mapping
         * @return as users have it
         */
        Object wrap(Mapping mapping);
    }

    /**
     * Says how to get at it.
     *
     * @param way gets and wraps mappings
     */
    public static void set(Access way) {
        access = way;
    }

    private static Access access() {
        return Objects.requireNonNull(access, "there is no shared memory yet");
    }

    /**
     * The mapping.
     *
     * @param sharedMemory shared memory, as users have it
     * @return what it is a part of
     */
    public static Mapping get(Object sharedMemory) {
        return access().get(sharedMemory);
    }

    /**
     * The whole of a mapping.
     *
     * @param mapping the mapping
     * @return as users have it
     */
    public static Object wrap(Mapping mapping) {
        return access().wrap(mapping);
    }
}
