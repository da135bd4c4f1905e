package io.github.procesy.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

import io.github.procesy.process.ChildProcess;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Memory that processes see at once. */
final class SharedMemoryTest {
    @Test
    void aChildWritesWhatTheParentReads() throws Exception {
        try (var memory = SharedMemory.create(100);
                var child = ChildProcess
                        .start(() -> memory.segment().set(ValueLayout.JAVA_INT, 8, 42))) {
            assertThat(child.result()).isNull();
            assertThat(memory.segment().get(ValueLayout.JAVA_INT, 8)).isEqualTo(42);
        }
    }

    @Test
    void aSliceIsAView() throws Exception {
        try (var memory = SharedMemory.create(100)) {
            var slice = memory.slice(40, 20);
            try (var child = ChildProcess.start(() -> {
                slice.slice(4, 8).segment().fill((byte) 7);
            })) {
                child.result();
            }
            byte[] expected = new byte[100];
            java.util.Arrays.fill(expected, 44, 52, (byte) 7);
            assertThat(memory.segment().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(expected);
        }
    }

    @Test
    void memoryThatAChildMadeComesBackAsItsResult() throws Exception {
        try (var child = ChildProcess.start(() -> {
            SharedMemory memory = SharedMemory.create(1 << 20);
            memory.segment().fill((byte) 1);
            return memory;
        })) {
            try (SharedMemory memory = child.result()) {
                child.join();
                assertThat(memory.size()).isEqualTo(1 << 20);
                assertThat(memory.segment().get(ValueLayout.JAVA_BYTE, (1 << 20) - 1))
                        .isEqualTo((byte) 1);
            }
        }
    }

    @Test
    void memoryClosedByItsMakerIsStillThereForTheChildThatWasGivenIt() throws Exception {
        SharedMemory memory = SharedMemory.create(8);
        memory.segment().set(ValueLayout.JAVA_LONG, 0, 123);
        try (var child = ChildProcess.start(() -> memory.segment().get(ValueLayout.JAVA_LONG, 0))) {
            memory.close();
            assertThat(child.result()).isEqualTo(123L);
        }
    }

    @Test
    void tooMuchIsRefusedWithTheNumbers() {
        assertThatThrownBy(() -> SharedMemory.create(1L << 50))
                .isInstanceOf(SharedMemoryException.class)
                .hasMessageContaining("1125899906842624 bytes were asked for")
                .hasMessageContaining("are available");
    }

    @Test
    void closedMemoryIsNotSent() {
        SharedMemory memory = SharedMemory.create(8);
        memory.close();
        memory.close();
        assertThatThrownBy(() -> ChildProcess.start(() -> memory.size()))
                .hasMessageContaining("closed");
        MemorySegment segment = memory.segment();
        assertThatThrownBy(() -> segment.fill((byte) 0)).isInstanceOf(IllegalStateException.class);
    }
}
