package io.github.procesy.memory;

import java.util.Spliterator;
import java.util.function.DoubleConsumer;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import java.util.function.LongToDoubleFunction;
import java.util.function.LongToIntFunction;
import java.util.function.LongUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;

/** Streams of elements by their indices, without the stream of indices that the JIT stumbles over. */
final class ElementStreams {
    private ElementStreams() {}

    static IntStream ints(long length, LongToIntFunction element) {
        return StreamSupport.intStream(new Ints(element, 0, length), false);
    }

    static LongStream longs(long length, LongUnaryOperator element) {
        return StreamSupport.longStream(new Longs(element, 0, length), false);
    }

    static DoubleStream doubles(long length, LongToDoubleFunction element) {
        return StreamSupport.doubleStream(new Doubles(element, 0, length), false);
    }

    /** The elements from one index to below another. */
    private abstract static class Range<T, C, S extends Spliterator.OfPrimitive<T, C, S>>
            implements Spliterator.OfPrimitive<T, C, S> {
        private long from;
        private final long to;

        Range(long from, long to) {
            this.from = from;
            this.to = to;
        }

        /** The next index, which is then done with; only if there is one. */
        final long next() {
            return from++;
        }

        final boolean hasNext() {
            return from < to;
        }

        /** Takes the rest: the first index of it. */
        final long takeRest() {
            long rest = from;
            from = to;
            return rest;
        }

        final long to() {
            return to;
        }

        abstract S part(long first, long end);

        @Override
        public final @Nullable S trySplit() {
            long first = from;
            long middle = first + (to - first) / 2;
            if (middle == first) {
                return null;
            }
            from = middle;
            return part(first, middle);
        }

        @Override
        public final long estimateSize() {
            return to - from;
        }

        @Override
        public final int characteristics() {
            return ORDERED | SIZED | SUBSIZED
                    | NONNULL;
        }
    }

    private static final class Ints extends Range<Integer, IntConsumer, Spliterator.OfInt>
            implements Spliterator.OfInt {
        private final LongToIntFunction element;

        Ints(LongToIntFunction element, long from, long to) {
            super(from, to);
            this.element = element;
        }

        @Override
        Spliterator.OfInt part(long first, long end) {
            return new Ints(element, first, end);
        }

        @Override
        public boolean tryAdvance(IntConsumer action) {
            if (!hasNext()) {
                return false;
            }
            action.accept(element.applyAsInt(next()));
            return true;
        }

        @Override
        public void forEachRemaining(IntConsumer action) {
            long end = to();
            for (long i = takeRest(); i < end; i++) {
                action.accept(element.applyAsInt(i));
            }
        }
    }

    private static final class Longs extends Range<Long, LongConsumer, Spliterator.OfLong>
            implements Spliterator.OfLong {
        private final LongUnaryOperator element;

        Longs(LongUnaryOperator element, long from, long to) {
            super(from, to);
            this.element = element;
        }

        @Override
        Spliterator.OfLong part(long first, long end) {
            return new Longs(element, first, end);
        }

        @Override
        public boolean tryAdvance(LongConsumer action) {
            if (!hasNext()) {
                return false;
            }
            action.accept(element.applyAsLong(next()));
            return true;
        }

        @Override
        public void forEachRemaining(LongConsumer action) {
            long end = to();
            for (long i = takeRest(); i < end; i++) {
                action.accept(element.applyAsLong(i));
            }
        }
    }

    private static final class Doubles extends Range<Double, DoubleConsumer, Spliterator.OfDouble>
            implements Spliterator.OfDouble {
        private final LongToDoubleFunction element;

        Doubles(LongToDoubleFunction element, long from, long to) {
            super(from, to);
            this.element = element;
        }

        @Override
        Spliterator.OfDouble part(long first, long end) {
            return new Doubles(element, first, end);
        }

        @Override
        public boolean tryAdvance(DoubleConsumer action) {
            if (!hasNext()) {
                return false;
            }
            action.accept(element.applyAsDouble(next()));
            return true;
        }

        @Override
        public void forEachRemaining(DoubleConsumer action) {
            long end = to();
            for (long i = takeRest(); i < end; i++) {
                action.accept(element.applyAsDouble(i));
            }
        }
    }
}
