package io.github.procesy.memory;

import io.github.procesy.os.Memory;
import io.github.procesy.process.ChildProcess;
import io.github.procesy.support.AnyLauncher;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Arrays with more elements than an int can say. */
@AnyLauncher
final class LargeArrayTest {
    private static final long LENGTH = (1L << 31) + 1000;
    private static final long ROOM = 3L << 30;

    @Test
    void elementsBeyondTheRangeOfAnIntAreReached() throws Exception {
        assumeTrue(Memory.available().orElse(ROOM) >= ROOM,
                "a shared array of 2 GiB needs 3 GiB of free memory");
        try (var array = SharedArray.ofBytes(LENGTH)) {
            assertThat(array.longLength()).isEqualTo(LENGTH);
            assertThatThrownBy(array::length).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("longLength()");
            assertThatThrownBy(array::toArray).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("slices");
            var end = array.slice(LENGTH - 10, 10);
            try (var child = ChildProcess.start(() -> {
                array.set(LENGTH - 1, (byte) 7);
                end.set(0, (byte) 8);
                return array.getAndSet(LENGTH - 2, (byte) 9);
            })) {
                assertThat(child.result()).isZero();
            }
            assertThat(end.toArray()).containsExactly(8, 0, 0, 0, 0, 0, 0, 0, 9, 7);
            assertThatThrownBy(() -> array.get(LENGTH))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessageContaining("length " + LENGTH);
        }
    }
}
