package io.github.procesy.memory;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.procesy.support.AnyLauncher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** How single elements are read, written and updated. */
@AnyLauncher
final class ElementAccessTest {
    /** An array of three elements, and two values for it other than zero. */
    record Sample(SharedArray<?, ?> array, Class<?> type, Object one, Object two, Object zero)
            implements AutoCloseable {
        @Override
        public void close() {
            array.close();
        }

        Object call(String method, Object... arguments) throws Throwable {
            for (Method m : array.getClass().getMethods()) {
                if (m.getName().equals(method) && m.getParameterCount() == arguments.length) {
                    try {
                        return m.invoke(array, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }
            }
            throw new NoSuchMethodException(method);
        }

        @Override
        public String toString() {
            return type.getName();
        }
    }

    static Stream<Sample> samples() {
        return Stream.<Supplier<Sample>>of(
                () -> new Sample(SharedArray.ofBooleans(3), boolean.class, true, true, false),
                () -> new Sample(SharedArray.ofBytes(3), byte.class, (byte) 1, (byte) -2, (byte) 0),
                () -> new Sample(SharedArray.ofShorts(3), short.class, (short) 1, (short) -2,
                        (short) 0),
                () -> new Sample(SharedArray.ofChars(3), char.class, 'a', '\uffff', '\0'),
                () -> new Sample(SharedArray.ofInts(3), int.class, 1, -2, 0),
                () -> new Sample(SharedArray.ofLongs(3), long.class, 1L, -2L, 0L),
                () -> new Sample(SharedArray.ofFloats(3), float.class, 1.5f, -2f, 0f),
                () -> new Sample(SharedArray.ofDoubles(3), double.class, 1.5, -2.0, 0.0))
                .map(Supplier::get); // one at a time
    }

    private static final Map<String, String> MODES = Map.of("get", "set", "getOpaque", "setOpaque",
            "getAcquire", "setRelease", "getVolatile", "setVolatile");

    @ParameterizedTest
    @MethodSource("samples")
    void whatIsWrittenIsRead(Sample sample) throws Throwable {
        try (sample) {
            for (var mode : MODES.entrySet()) {
                sample.call(mode.getValue(), 2L, sample.one());
                assertThat(sample.call(mode.getKey(), 2L)).isEqualTo(sample.one());
                sample.call(mode.getValue(), 2L, sample.two());
                assertThat(sample.call(mode.getKey(), 2L)).isEqualTo(sample.two());
                assertThat(sample.call(mode.getKey(), 1L)).isEqualTo(sample.zero());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void updatesInOneStepChangeTheirElementAlone(Sample sample) throws Throwable {
        try (sample) {
            Object zero = sample.zero();
            Object one = sample.one();
            Object two = sample.two();
            for (long i = 0; i < 3; i++) {
                assertThat(sample.call("compareAndSet", i, one, two)).isEqualTo(false);
                assertThat(sample.call("compareAndSet", i, zero, one)).isEqualTo(true);
                assertThat(sample.call("compareAndExchange", i, one, two)).isEqualTo(one);
                assertThat(sample.call("compareAndExchange", i, zero, one)).isEqualTo(two);
                assertThat(sample.call("getAndSet", i, zero)).isEqualTo(two);
                assertThat(sample.call("getAndSet", i, one)).isEqualTo(zero);
                assertThat(sample.call("get", i)).isEqualTo(one);
                for (long j = i + 1; j < 3; j++) {
                    assertThat(sample.call("get", j)).isEqualTo(zero);
                }
            }
            assertThat(sample.call("get", 0L)).isEqualTo(one);
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void anIndexOutsideIsNamedWithTheLength(Sample sample) {
        try (sample) {
            MODES.forEach((get, set) -> {
                assertThatThrownBy(() -> sample.call(get, 3L)).isInstanceOf(
                        IndexOutOfBoundsException.class).hasMessageContaining("3");
                assertThatThrownBy(() -> sample.call(set, -1L, sample.one())).isInstanceOf(
                        IndexOutOfBoundsException.class)
                        .hasMessage("Index -1 out of bounds for length 3");
            });
            assertThatThrownBy(() -> sample.call("compareAndSet", 3L, sample.one(), sample.one()))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> sample.call("getAndSet", Long.MIN_VALUE, sample.one()))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aReadOnlyViewIsNotWritten(Sample sample) throws Throwable {
        try (sample) {
            Sample view =
                    new Sample(sample.array().asReadOnly(), sample.type(), sample.one(),
                            sample.two(),
                            sample.zero());
            for (var mode : MODES.entrySet()) {
                assertThatThrownBy(() -> view.call(mode.getValue(), 0L, view.one()))
                        .isInstanceOf(UnsupportedOperationException.class);
                assertThat(view.call(mode.getKey(), 0L)).isEqualTo(view.zero());
            }
            assertThatThrownBy(() -> view.call("compareAndSet", 0L, view.zero(), view.one()))
                    .isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> view.call("getAndSet", 0L, view.one()))
                    .isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> view.call("fill", view.one()))
                    .isInstanceOf(UnsupportedOperationException.class);
            assertThat(sample.call("get", 0L)).isEqualTo(sample.zero());
        }
    }

    @Test
    void numbersAreCalculatedInOneStep() {
        try (var ints = SharedArray.ofInts(2);
                var longs = SharedArray.ofLongs(2);
                var floats = SharedArray.ofFloats(2);
                var doubles = SharedArray.ofDoubles(2)) {
            assertThat(ints.getAndAdd(1, 5)).isZero();
            assertThat(ints.addAndGet(1, 5)).isEqualTo(10);
            assertThat(ints.getAndUpdate(1, n -> n * 2)).isEqualTo(10);
            assertThat(ints.updateAndGet(1, n -> n * 2)).isEqualTo(40);
            assertThat(ints.getAndAccumulate(1, 50, Math::max)).isEqualTo(40);
            assertThat(ints.accumulateAndGet(1, 60, Math::min)).isEqualTo(50);
            assertThat(longs.addAndGet(0, 1L << 40)).isEqualTo(1L << 40);
            assertThat(longs.updateAndGet(0, n -> n + 1)).isEqualTo((1L << 40) + 1);
            assertThat(floats.addAndGet(1, 0.5f)).isEqualTo(0.5f);
            assertThat(floats.updateAndGet(1, n -> n * 3)).isEqualTo(1.5f);
            assertThat(doubles.getAndAdd(1, 0.5)).isEqualTo(0);
            assertThat(doubles.accumulateAndGet(1, 3, (a, b) -> a * b)).isEqualTo(1.5);
            assertThat(ints.get(0)).isZero();
        }
    }

    @Test
    void notANumberIsUpdatedToo() {
        try (var doubles = SharedArray.copyOf(Double.NaN); var floats = SharedArray.copyOf(-0f)) {
            assertThat(doubles.compareAndSet(0, Double.NaN, 1)).isTrue();
            doubles.set(0, Double.NaN);
            assertThat(doubles.updateAndGet(0, n -> 2)).isEqualTo(2);
            assertThat(floats.compareAndSet(0, 0f, 1f)).isFalse();
        }
    }

    @Test
    void theLastBytesOfOddMemoryAreUpdatedInOneStep() {
        try (var memory = SharedMemory.create(5)) {
            SharedByteArray last = SharedByteArray.of(memory.slice(4, 1));
            assertThat(last.compareAndSet(0, (byte) 0, (byte) 9)).isTrue();
            assertThat(last.getAndSet(0, (byte) -1)).isEqualTo((byte) 9);
            assertThat(SharedByteArray.of(memory).toArray()).containsExactly(0, 0, 0, 0, -1);
        }
    }

    @Test
    void anyByteOtherThanZeroIsTrue() {
        try (var memory = SharedMemory.create(1)) {
            SharedByteArray.of(memory).set(0, (byte) -7);
            SharedBooleanArray flag = SharedBooleanArray.of(memory);
            assertThat(flag.get(0)).isTrue();
            assertThat(flag.compareAndSet(0, false, true)).isFalse();
            assertThat(flag.compareAndExchange(0, true, false)).isTrue();
            assertThat(flag.get(0)).isFalse();
        }
    }
}
