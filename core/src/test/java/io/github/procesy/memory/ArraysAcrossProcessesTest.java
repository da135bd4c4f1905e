package io.github.procesy.memory;

import java.util.List;

import io.github.procesy.process.ChildProcess;
import io.github.procesy.process.ProcessFailedException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Arrays that are captured by tasks, and that are results. */
final class ArraysAcrossProcessesTest {
    private static final int ROUNDS = 20_000;

    @Test
    void childrenWriteTheirSlices() throws Exception {
        try (var squares = SharedArray.ofInts(9)) {
            var first = squares.slice(0, 4);
            var second = squares.slice(4, 5);
            try (var one = ChildProcess.start(() -> square(first, 1));
                    var two = ChildProcess.start(() -> square(second, 5))) {
                one.result();
                two.result();
            }
            assertThat(squares).hasToString("[1, 4, 9, 16, 25, 36, 49, 64, 81]");
        }
    }

    private static void square(SharedIntArray part, int from) {
        part.setAll(i -> (int) ((i + from) * (i + from)));
    }

    @Test
    void allTypesArrive() throws Exception {
        try (var booleans = SharedArray.copyOf(false, true);
                var bytes = SharedArray.copyOf(new byte[] {1, 2});
                var shorts = SharedArray.copyOf(new short[] {1, 2});
                var chars = SharedArray.copyOf('a', 'b');
                var longs = SharedArray.copyOf(1L, 2L);
                var floats = SharedArray.copyOf(1f, 2f);
                var doubles = SharedArray.copyOf(1.0, 2.0);
                var child = ChildProcess.start(() -> {
                    booleans.set(0, booleans.get(1));
                    bytes.set(0, bytes.get(1));
                    shorts.set(0, shorts.get(1));
                    chars.set(0, chars.get(1));
                    longs.set(0, longs.get(1));
                    floats.set(0, floats.get(1));
                    doubles.set(0, doubles.get(1));
                })) {
            child.result();
            assertThat(List.of(booleans, bytes, shorts, chars, longs, floats, doubles))
                    .hasToString("[[true, true], [2, 2], [2, 2], [b, b], [2, 2], [2.0, 2.0],"
                            + " [2.0, 2.0]]");
        }
    }

    @Test
    void anArrayIsAResult() throws Exception {
        try (var child = ChildProcess.start(() -> SharedArray.copyOf(1.5, 2.5).slice(1, 1))) {
            try (SharedDoubleArray array = child.result()) {
                child.join();
                assertThat(array).hasToString("[2.5]");
                array.set(0, 3);
            }
        }
    }

    @Test
    void aReadOnlyViewIsReadOnlyInTheChildToo() throws Exception {
        try (var array = SharedArray.copyOf(1, 2)) {
            var view = array.asReadOnly();
            try (var child = ChildProcess.start(() -> view.set(0, view.get(1)))) {
                assertThatThrownBy(child::result).isInstanceOf(ProcessFailedException.class)
                        .hasStackTraceContaining("read-only view of a shared array");
            }
            assertThat(array.toArray()).containsExactly(1, 2);
        }
    }

    @Test
    void whatATaskHasTwiceIsOneThing() throws Exception {
        try (var array = SharedArray.ofInts(3); var child = ChildProcess.start(() -> {
            List<SharedIntArray> both = List.of(array, array);
            return same(both);
        })) {
            assertThat(child.result()).isTrue();
        }
        try (var array = SharedArray.ofInts(3)) {
            List<SharedIntArray> both = List.of(array, array);
            try (var child = ChildProcess.start(() -> same(both))) {
                assertThat(child.result()).isTrue();
            }
        }
    }

    private static boolean same(List<?> both) {
        return both.get(0).equals(both.get(1)); // only the same object is equal
    }

    @Test
    void addsOfTwoChildrenSumUp() throws Exception {
        try (var ints = SharedArray.ofInts(1);
                var longs = SharedArray.ofLongs(1);
                var floats = SharedArray.ofFloats(1);
                var doubles = SharedArray.ofDoubles(1)) {
            try (var one = ChildProcess.start(() -> add(ints, longs, floats, doubles));
                    var two = ChildProcess.start(() -> add(ints, longs, floats, doubles))) {
                one.result();
                two.result();
            }
            assertThat(ints.get(0)).isEqualTo(2 * ROUNDS);
            assertThat(longs.get(0)).isEqualTo(2 * ROUNDS);
            assertThat(floats.get(0)).isEqualTo(2 * ROUNDS);
            assertThat(doubles.get(0)).isEqualTo(2 * ROUNDS);
        }
    }

    private static void add(SharedIntArray ints, SharedLongArray longs, SharedFloatArray floats,
            SharedDoubleArray doubles) {
        for (int i = 0; i < ROUNDS; i++) {
            ints.getAndAdd(0, 1);
            longs.updateAndGet(0, n -> n + 1);
            floats.addAndGet(0, 1);
            doubles.accumulateAndGet(0, 1, Double::sum);
        }
    }

    @Test
    void neighbouringBytesDoNotDisturbEachOther() throws Exception {
        try (var bytes = SharedArray.ofBytes(4); var shorts = SharedArray.ofShorts(2)) {
            try (var one = ChildProcess.start(() -> count(bytes, shorts, 0));
                    var two = ChildProcess.start(() -> count(bytes, shorts, 1))) {
                assertThat(one.result()).isZero();
                assertThat(two.result()).isZero();
            }
            assertThat(bytes.toArray()).containsExactly((byte) ROUNDS, (byte) ROUNDS, 0, 0);
            assertThat(shorts.toArray()).containsExactly((short) ROUNDS, (short) ROUNDS);
        }
    }

    /** Counts up, alone at its element; returns how often that was not so. */
    private static int count(SharedByteArray bytes, SharedShortArray shorts, int at) {
        int failures = 0;
        for (int i = 0; i < ROUNDS; i++) {
            if (!bytes.compareAndSet(at, (byte) i, (byte) (i + 1))) {
                failures++;
            }
            if (shorts.getAndSet(at, (short) (i + 1)) != (short) i) {
                failures++;
            }
        }
        return failures;
    }

    @Test
    void anArrayClosedByTheChildIsOpenHere() throws Exception {
        try (var array = SharedArray.copyOf(1, 2, 3)) {
            try (var child = ChildProcess.start(() -> writeAndClose(array))) {
                assertThat(child.result()).isEqualTo("SharedIntArray[3 elements, closed]");
            }
            assertThat(array.toArray()).containsExactly(7, 2, 3);
        }
    }

    private static String writeAndClose(SharedIntArray array) {
        array.set(0, 7);
        array.close();
        return array.toString();
    }
}
