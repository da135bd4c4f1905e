package io.github.procesy.pipe;

import java.io.IOException;
import java.io.ObjectInputFilter;
import java.util.Objects;

import io.github.procesy.ItemCodec;
import io.github.procesy.memory.SharedMemory;
import io.github.procesy.memory.SharedMemoryException;
import io.github.procesy.segment.MappingOf;
import io.github.procesy.segment.Segments;
import io.github.procesy.tree.SharedWords;
import io.github.procesy.tree.Stacks;
import org.jspecify.annotations.Nullable;

/**
 * Two connected ends: what is sent at one is received at the other, in whatever processes they are. A lambda captures one end
 * (not the pipe), and this process closes that end once the child is started, as it has no use for it:
 *
 * {@snippet :
 * try (var pipe = SharedPipe.<String>create()) {
 *     var theirs = pipe.right();
 *     try (var child = ChildProcess.start(() -> theirs.send("Hello from process!"))) {
 *         theirs.close();
 *         System.out.println(pipe.left().receive());
 *     }
 * }
 * }
 *
 * <p>An end is there as long as any process has it, or it is on its way to one; when the last is gone, however it went, the other end
 * is told by {@link PipeClosedException}. See {@link PipeEnd} for what messages can be.
 *
 * @param <T> the type of the messages
 */
public final class SharedPipe<T> implements AutoCloseable {
    private static final long RING_BYTES = 512 << 10;

    private final PipeEnd<T> left;
    private final PipeEnd<T> right;

    private SharedPipe(PipeEnd<T> left, PipeEnd<T> right) {
        this.left = left;
        this.right = right;
    }

    /**
     * Makes a pipe whose ends both send and receive.
     *
     * @param <T> the type of the messages
     * @return the pipe
     * @throws SharedMemoryException if there is no room for it
     */
    public static <T> SharedPipe<T> create() {
        return SharedPipe.<T>builder().name(Stacks.placeOfCaller()).create();
    }

    /**
     * Makes a pipe by its settings.
     *
     * @param <T> the type of the messages
     * @return a builder
     */
    public static <T> Builder<T> builder() {
        return new Builder<>();
    }

    /**
     * Makes pipes.
     *
     * @param <T> the type of the messages
     */
    public static final class Builder<T> {
        private @Nullable String name;
        private boolean oneWay;
        private @Nullable ItemCodec<? super T> codec;
        private @Nullable String filter;

        private Builder() {}

        /**
         * Sets the name; without it, it is the place in the code where the pipe is made.
         *
         * @param name for messages and {@code procesy dump}; its first 64 bytes count
         * @return this builder
         */
        public Builder<T> name(String name) {
            this.name = Objects.requireNonNull(name, "name");
            return this;
        }

        /**
         * Messages go from the left end to the right one alone.
         *
         * @param oneWay whether they do
         * @return this builder
         */
        public Builder<T> oneWay(boolean oneWay) {
            this.oneWay = oneWay;
            return this;
        }

        /**
         * Sets how messages become bytes, in place of Java serialization. Boxed primitives, strings and arrays of primitives
         * keep their own form.
         *
         * @param codec is written to the processes that get an end
         * @return this builder
         */
        public Builder<T> codec(ItemCodec<? super T> codec) {
            this.codec = Objects.requireNonNull(codec, "codec");
            return this;
        }

        /**
         * Sets which classes may be read by Java serialization, and which records. A message of another class fails in the
         * call that receives it. Without it the filter of the JVM counts alone.
         *
         * @param pattern as in {@link java.io.ObjectInputFilter.Config#createFilter}
         * @return this builder
         * @throws IllegalArgumentException if that is not a pattern
         */
        public Builder<T> filter(String pattern) {
            ObjectInputFilter.Config.createFilter(pattern);
            filter = pattern;
            return this;
        }

        /**
         * Makes the pipe.
         *
         * @return a new pipe
         * @throws SharedMemoryException if there is no room for it
         */
        public SharedPipe<T> create() {
            String shown = name == null ? Stacks.placeOfCaller() : name;
            long part = PipeLayout.directionBytes(RING_BYTES);
            SharedMemory memory = SharedMemory
                    .create(PipeLayout.direction(oneWay ? 1 : 2, RING_BYTES));
            SharedWords.setIntRelease(memory.segment(), PipeLayout.ONE_WAY, oneWay ? 1 : 0);
            for (int i = 0; i < (oneWay ? 1 : 2); i++) {
                Direction.format(memory.segment()
                        .asSlice(PipeLayout.direction(i, RING_BYTES), part), shown, RING_BYTES);
            }
            try {
                SharedMemory again = (SharedMemory) MappingOf
                        .wrap(Segments.openAgain(MappingOf.get(memory)));
                return new SharedPipe<>(
                        new PipeEnd<>(memory, token(memory, PipeLayout.LEFT_GONE), true, codec,
                                filter),
                        new PipeEnd<>(again, token(memory, PipeLayout.RIGHT_GONE), false, codec,
                                filter));
            } catch (IOException e) {
                memory.close();
                throw new SharedMemoryException(e);
            }
        }

        private static SharedMemory token(SharedMemory memory, long word) throws IOException {
            return (SharedMemory) MappingOf.wrap(
                    Segments.createToken(MappingOf.get(memory).handle().id(), word));
        }
    }

    static long ringBytes() {
        return RING_BYTES;
    }

    /**
     * One end; of a one-way pipe the one that sends.
     *
     * @return always the same
     */
    public PipeEnd<T> left() {
        return left;
    }

    /**
     * The other end; of a one-way pipe the one that receives.
     *
     * @return always the same
     */
    public PipeEnd<T> right() {
        return right;
    }

    /** Closes both ends in this process. */
    @Override
    public void close() {
        left.close();
        right.close();
    }

    /** Both ends, with the name of the pipe. */
    @Override
    public String toString() {
        return "SharedPipe[" + left + ", " + right + "]";
    }
}
