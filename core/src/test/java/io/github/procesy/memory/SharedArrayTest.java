package io.github.procesy.memory;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.procesy.support.AnyLauncher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What shared arrays of all types do alike, within one process. */
@AnyLauncher
final class SharedArrayTest {
    /** Java arrays of five elements. */
    static Stream<Object> javaArrays() {
        return Stream.of(new boolean[] {true, false, true, true, false},
                new byte[] {1, -2, 3, 127, -128}, new short[] {1, -2, 3, 32767, -32768},
                new char[] {'a', 'ä', '1', '\uffff', '?'},
                new int[] {1, -2, 3, Integer.MAX_VALUE, Integer.MIN_VALUE},
                new long[] {1, -2, 3, Long.MAX_VALUE, Long.MIN_VALUE},
                new float[] {1, -2.5f, 3, Float.MAX_VALUE, Float.NaN},
                new double[] {1, -2.5, 3, Double.MAX_VALUE, Double.NaN});
    }

    /** An array of any type, seen as one of ints; nothing asks for its elements one by one. */
    @SuppressWarnings("unchecked")
    private static SharedArray<Object, ?> copyOf(Object elements) {
        return (SharedArray<Object, ?>) (SharedArray<?, ?>) switch (elements) {
            case boolean[] array -> SharedArray.copyOf(array);
            case byte[] array -> SharedArray.copyOf(array);
            case short[] array -> SharedArray.copyOf(array);
            case char[] array -> SharedArray.copyOf(array);
            case int[] array -> SharedArray.copyOf(array);
            case long[] array -> SharedArray.copyOf(array);
            case float[] array -> SharedArray.copyOf(array);
            case double[] array -> SharedArray.copyOf(array);
            default -> throw new IllegalArgumentException();
        };
    }

    private static Object part(Object javaArray, int from, int length) {
        Object part = Array.newInstance(javaArray.getClass().getComponentType(), length);
        System.arraycopy(javaArray, from, part, 0, length);
        return part;
    }

    private static Object zeros(Object javaArray, int length) {
        return Array.newInstance(javaArray.getClass().getComponentType(), length);
    }

    @ParameterizedTest
    @MethodSource("javaArrays")
    void holdsWhatWasCopiedToIt(Object elements) {
        try (var array = copyOf(elements)) {
            assertThat(array.length()).isEqualTo(5);
            assertThat(array.longLength()).isEqualTo(5);
            assertThat(array.toArray()).isEqualTo(elements);
        }
    }

    @ParameterizedTest
    @MethodSource("javaArrays")
    void printsAsAJavaArrayDoes(Object elements) {
        List<Object> boxes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            boxes.add(Array.get(elements, i));
        }
        try (var array = copyOf(elements)) {
            assertThat(array).hasToString(boxes.toString());
        }
    }

    @ParameterizedTest
    @MethodSource("javaArrays")
    void aSliceIsAView(Object elements) {
        try (var array = copyOf(elements)) {
            SharedArray<Object, ?> slice = array.slice(1, 3).slice(1, 2);
            assertThat(slice.toArray()).isEqualTo(part(elements, 2, 2));

            slice.copyFrom(part(elements, 0, 2));
            Object expected = part(elements, 0, 5);
            System.arraycopy(elements, 0, expected, 2, 2);
            assertThat(array.toArray()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("javaArrays")
    void rangesAreCopied(Object elements) {
        try (var array = copyOf(zeros(elements, 5))) {
            array.copyFrom(elements, 1, 2, 3);
            Object target = zeros(elements, 6);
            array.copyTo(2, target, 3, 3);
            Object expected = zeros(elements, 6);
            System.arraycopy(elements, 1, expected, 3, 3);
            assertThat(target).isEqualTo(expected);

            Object larger = zeros(elements, 6);
            array.copyTo(larger);
            assertThat(part(larger, 2, 3)).isEqualTo(part(elements, 1, 3));
        }
    }

    @ParameterizedTest
    @MethodSource("javaArrays")
    void rangesOutsideAreRefusedAndNothingIsCopied(Object elements) {
        Object zeros = zeros(elements, 5);
        try (var array = copyOf(zeros)) {
            assertThatThrownBy(() -> array.copyFrom(elements, 0, 1, 5))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> array.copyFrom(elements, 3, 0, 3))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> array.copyFrom(elements, -1, 0, 1))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> array.copyTo(-1, zeros(elements, 5), 0, 1))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> array.copyTo(zeros(elements, 4)))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> array.slice(3, 3))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> array.slice(0, -1))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(array.toArray()).isEqualTo(zeros);
        }
    }

    @ParameterizedTest
    @MethodSource("javaArrays")
    void aReadOnlyViewIsNotWritten(Object elements) {
        try (var array = copyOf(elements)) {
            SharedArray<Object, ?> view = array.asReadOnly();
            assertThat(view.isReadOnly()).isTrue();
            assertThat(view.slice(0, 2).isReadOnly()).isTrue();
            assertThat(view.asReadOnly().toArray()).isEqualTo(elements);
            assertThat(array.isReadOnly()).isFalse();
            assertThatThrownBy(() -> view.copyFrom(elements))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("read-only");
        }
    }

    @ParameterizedTest
    @MethodSource("javaArrays")
    void anArrayOfNoElementsIsOne(Object elements) {
        try (var array = copyOf(zeros(elements, 0))) {
            assertThat(array.length()).isZero();
            assertThat(array.toArray()).isEqualTo(zeros(elements, 0));
            assertThat(array).hasToString("[]");
            assertThat(array.slice(0, 0).length()).isZero();
            array.copyFrom(zeros(elements, 0));
        }
    }

    @ParameterizedTest
    @MethodSource("javaArrays")
    void closedArraysAreNotUsed(Object elements) {
        SharedArray<Object, ?> array = copyOf(elements);
        SharedArray<Object, ?> slice = array.slice(1, 2);
        array.close();
        array.close();
        assertThat(slice.isClosed()).isTrue();
        assertThatThrownBy(slice::toArray).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> slice.copyFrom(zeros(elements, 1)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(array.toString()).endsWith("Array[5 elements, closed]");
    }

    @Test
    void anArrayOverMemoryIsAView() {
        try (var memory = SharedMemory.create(24)) {
            SharedIntArray array = SharedIntArray.of(memory.slice(4, 8));
            array.set(1, 42);
            assertThat(SharedIntArray.of(memory).toArray()).containsExactly(0, 0, 42, 0, 0, 0);
            assertThat(array.memory().size()).isEqualTo(8);
            assertThat(SharedIntArray.of(memory.asReadOnly()).isReadOnly()).isTrue();
        }
    }

    @Test
    void memoryThatDoesNotFitIsRefusedWithTheNumbers() {
        try (var memory = SharedMemory.create(24)) {
            assertThatThrownBy(() -> SharedLongArray.of(memory.slice(4, 8)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("a multiple of 8 bytes")
                    .hasMessageContaining("begins at 4");
            assertThatThrownBy(() -> SharedLongArray.of(memory.slice(0, 23)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("has 23 bytes");
        }
    }

    @Test
    void lengthsThatCannotBeAreRefused() {
        assertThatThrownBy(() -> SharedArray.ofInts(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("this one was -1");
        assertThatThrownBy(() -> SharedArray.ofLongs(Long.MAX_VALUE / 8))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SharedArray.ofLongs(1L << 50))
                .isInstanceOf(SharedMemoryException.class);
    }

    @Test
    void allElementsAreSetFilledAndSeen() {
        try (var array = SharedArray.ofInts(10_000)) {
            array.fill(7);
            assertThat(array.stream().sum()).isEqualTo(70_000);
            array.slice(4000, 5000).fill(1);
            assertThat(array.stream().sum()).isEqualTo(40_000);
            array.setAll(i -> (int) i);
            assertThat(array.stream().parallel().asLongStream().sum()).isEqualTo(49_995_000);
            long[] sum = new long[2];
            array.forEach((index, value) -> {
                sum[0] += index;
                sum[1] += value;
            });
            assertThat(sum).containsExactly(49_995_000, 49_995_000);
        }
    }

    @Test
    void streamsAreOfTheNextPrimitive() {
        try (var bytes = SharedArray.copyOf(new byte[] {1, -1});
                var floats = SharedArray.copyOf(1.5f, 2.5f);
                var booleans = SharedArray.copyOf(false, true, true)) {
            assertThat(bytes.stream().toArray()).containsExactly(1, -1);
            assertThat(floats.stream().sum()).isEqualTo(4.0);
            assertThat(booleans.trueIndices().toArray()).containsExactly(1, 2);
        }
    }

    @Test
    void sharedArraysAreCopiedAlsoOntoThemselves() {
        try (var array = SharedArray.copyOf(1, 2, 3, 4, 5)) {
            array.slice(1, 4).copyFrom(array.slice(0, 4));
            assertThat(array.toArray()).containsExactly(1, 1, 2, 3, 4);
        }
    }

    @Test
    void theTextOfALongArrayEndsWithHowManyMoreThereAre() {
        try (var array = SharedArray.ofBytes(5000)) {
            assertThat(array.toString()).hasSize(3 * 4096 + " ... 904 more]".length())
                    .endsWith("0, 0, ... 904 more]");
        }
    }

    @Test
    void onlyTheSameObjectIsEqual() {
        try (var array = SharedArray.ofInts(1)) {
            assertThat(array).isNotEqualTo(array.slice(0, 1));
        }
    }
}
