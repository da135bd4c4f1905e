package io.github.procesy.outcome;

import java.nio.ByteBuffer;
import java.util.Optional;

import io.github.procesy.process.ChildProcess;
import io.github.procesy.process.Limit;
import io.github.procesy.process.Outcome;
import io.github.procesy.process.Output;
import io.github.procesy.process.ProcessFailedException;
import io.github.procesy.testing.Hostile;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MemoryTest {
    private static final long SMALL_HEAP = 16 << 20;

    @Test
    void aFullHeapEndsTheProcess() throws Exception {
        try (var child = ChildProcess.builder()
                .heap(SMALL_HEAP)
                .stderr(Output.discard())
                .stdout(Output.discard())
                .start(Hostile::exhaustHeap)) {
            Outcome<Long> outcome = child.join();
            assertThat(outcome)
                    .isEqualTo(new Outcome.OutOfMemory<>(Limit.HEAP, "Java heap space",
                            Optional.empty(), outcome.evidence()));
            assertThat(outcome.toString()).contains("ran out of memory (Java heap space) after");
            assertThatThrownBy(child::result).isInstanceOf(ProcessFailedException.class)
                    .hasMessageContaining("ran out of memory (Java heap space)");
        }
    }

    /** It does not live on half alive, however hard it tries. */
    @Test
    void aTaskThatCatchesTheErrorEndsToo() throws Exception {
        try (var child = ChildProcess.builder()
                .heap(SMALL_HEAP)
                .stderr(Output.discard())
                .start(() -> {
                    System.err.print("a line without an end ");
                    try {
                        return Hostile.exhaustHeap();
                    } catch (OutOfMemoryError e) {
                        return -1L;
                    }
                })) {
            assertThat(child.join()).isInstanceOf(Outcome.OutOfMemory.class);
        }
    }

    /** The JVM does not end itself for these; the outcome is the same, and the stack is kept. */
    @Test
    void anErrorThatTheLibraryOfTheJdkThrowsKeepsItsStack() throws Exception {
        try (var child = ChildProcess.builder()
                .jvmOptions("-XX:MaxDirectMemorySize=1m")
                .start(() -> ByteBuffer.allocateDirect(2 << 20).capacity())) {
            assertThat(child.join()).isInstanceOfSatisfying(Outcome.OutOfMemory.class,
                    memory -> assertThat(memory.reason())
                            .startsWith("Cannot reserve 2097152 bytes of direct buffer memory"));
            assertThatThrownBy(child::result).isInstanceOf(ProcessFailedException.class)
                    .cause()
                    .isInstanceOf(OutOfMemoryError.class)
                    .hasStackTraceContaining("MemoryTest");
        }
    }

    @Test
    void theSmallestHeapThatIsAllowedRunsATask() throws Exception {
        try (var child = ChildProcess.builder().heap(8 << 20).start(() -> 6 * 7)) {
            assertThat(child.result()).isEqualTo(42);
        }
    }

    @Test
    void theHeapIsAsBigAsWasAsked() throws Exception {
        try (var child = ChildProcess.builder()
                .heap(96L << 20)
                .start(() -> Runtime.getRuntime().maxMemory())) {
            assertThat(child.result()).isBetween(80L << 20, 96L << 20);
        }
    }
}
