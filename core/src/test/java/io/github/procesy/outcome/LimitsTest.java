package io.github.procesy.outcome;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.procesy.os.Cores;
import io.github.procesy.process.ChildProcess;
import io.github.procesy.process.Limit;
import io.github.procesy.process.Outcome;
import io.github.procesy.process.Output;
import io.github.procesy.process.ProcessFailedException;
import io.github.procesy.testing.Hostile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A process that goes beyond a bound ends, and its outcome says which bound it was. */
final class LimitsTest {
    private static final int MIB = 1 << 20;
    private static final long SMALL = 200L * MIB;

    @TempDir
    private Path folder;

    private static ChildProcess.Builder quiet() {
        return ChildProcess.builder().stdout(Output.discard()).stderr(Output.discard());
    }

    private static void assertMemory(Outcome<?> outcome, Limit limit) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.OutOfMemory.class,
                memory -> assertThat(memory.limit()).as(outcome.toString()).isEqualTo(limit));
    }

    @Test
    void cpuTimeOfAllThreads() throws Exception {
        try (var child = quiet().cpuTime(Duration.ofMillis(200)).start(() -> {
            Thread.ofPlatform().daemon().start(LimitsTest::spin);
            spin();
        })) {
            assertThat(child.join()).isInstanceOfSatisfying(Outcome.LimitExceeded.class,
                    beyond -> {
                        assertThat(beyond.limit()).isEqualTo(Limit.CPU_TIME);
                        assertThat(beyond.description()).isEqualTo("went beyond its limit of CPU"
                                + " time (its task used more CPU time than the limit of 200 ms)");
                    });
            assertThatThrownBy(child::result).isInstanceOf(ProcessFailedException.class);
        }
    }

    private static void spin() {
        long count = 0;
        while (count >= 0) {
            count = (count + 1) & Long.MAX_VALUE;
        }
    }

    /** Time that passes without work is none on the processor, nor is the boot of the JVM. */
    @Test
    void aTaskThatWaitsUsesNoCpuTime() throws Exception {
        try (var child = quiet().cpuTime(Duration.ofMillis(100)).start(() -> {
            Thread.sleep(300);
            return 1;
        })) {
            assertThat(child.result()).isEqualTo(1);
        }
    }

    @Test
    void openFiles() throws Exception {
        try (var child = quiet().openFiles(48).start(() -> {
            List<InputStream> open = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                open.add(Files.newInputStream(Path.of("/dev/null")));
            }
            return open.size();
        })) {
            Outcome<Integer> outcome = child.join();
            assertThat(outcome).isInstanceOf(Outcome.LimitExceeded.class);
            assertThat(outcome.description()).startsWith("went beyond its limit of open files");
            assertThatThrownBy(child::result).hasCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void directMemory() throws Exception {
        try (var child = quiet().directMemory(16 * MIB)
                .start(() -> java.nio.ByteBuffer.allocateDirect(32 * MIB).capacity())) {
            assertMemory(child.join(), Limit.DIRECT_MEMORY);
        }
    }

    @Test
    void metaspace() throws Exception {
        try (var child = quiet().metaspace(20 * MIB).start(LimitsTest::loadClasses)) {
            assertMemory(child.join(), Limit.METASPACE);
        }
    }

    private static long loadClasses() throws IOException {
        byte[] bytes;
        try (InputStream in = Hostile.class.getResourceAsStream("Hostile.class")) {
            bytes = in.readAllBytes();
        }
        List<Class<?>> classes = new ArrayList<>();
        while (classes.size() < 100_000) {
            classes.add(new ClassLoader(null) {
                Class<?> define() {
                    return defineClass(Hostile.class.getName(), bytes, 0, bytes.length);
                }
            }.define());
        }
        return classes.size();
    }

    @Test
    void heapIsBoundedByTheMemoryOfTheProcess() throws Exception {
        try (var child = quiet().memory(SMALL).start(() -> Runtime.getRuntime().maxMemory())) {
            assertThat(child.result()).isBetween(80L * MIB, 110L * MIB);
        }
        try (var child = quiet().memory(SMALL).heap(2 * SMALL).start(Hostile::exhaustHeap)) {
            assertMemory(child.join(), Limit.MEMORY);
        }
    }

    /** Stacks are memory outside the heap that the JVM itself takes. */
    @Test
    void memoryOfThreads() throws Exception {
        try (var child = quiet().memory(SMALL).start(() -> {
            List<Thread> threads = new ArrayList<>();
            while (threads.size() < 4000) {
                threads.add(Thread.ofPlatform().daemon().start(Hostile::hang));
            }
            return threads.size();
        })) {
            assertMemory(child.join(), Limit.MEMORY);
        }
    }

    /** Pages of mapped files are no private memory; the parent sees them. */
    @Test
    void residentMemoryOfMappedFiles() throws Exception {
        String file = folder.resolve("mapped").toString();
        try (var child = quiet().memory(SMALL).start(() -> {
            try (RandomAccessFile target = new RandomAccessFile(file, "rw")) {
                target.setLength(2 * SMALL);
                MappedByteBuffer map = target.getChannel()
                        .map(FileChannel.MapMode.READ_WRITE, 0, 2 * SMALL);
                for (int i = 0; i < 2 * SMALL; i += 4096) {
                    map.put(i, (byte) 1);
                }
                Hostile.hang();
            }
        })) {
            Outcome<Void> outcome = child.join();
            assertMemory(outcome, Limit.MEMORY);
            assertThat(outcome.description()).contains("resident memory", "limit of 200 MiB");
        }
    }

    @Test
    void theSmallestMemoryThatIsAllowedRunsATask() throws Exception {
        try (var child = ChildProcess.builder().memory(160L * MIB).start(() -> 6 * 7)) {
            assertThat(child.result()).isEqualTo(42);
        }
    }

    @Test
    void whatStaysWithinItsLimitsDoesNotNotice() throws Exception {
        try (var child = ChildProcess.builder()
                .heap(64 * MIB)
                .directMemory(16 * MIB)
                .metaspace(64 * MIB)
                .memory(512L * MIB)
                .cpuTime(Duration.ofMinutes(1))
                .openFiles(200)
                .cores(1)
                .start(() -> Runtime.getRuntime().availableProcessors())) {
            assertThat(child.result()).isEqualTo(1);
        }
    }

    /** Descendants share what their ancestors were given. */
    @Test
    void coresAndMemoryAreSharedAmongGenerations() throws Exception {
        try (var child = ChildProcess.builder().cores(1).start(LimitsTest::coresOfAChild)) {
            assertThat(child.result()).isEqualTo(1);
        }
        try (var child = ChildProcess.start(LimitsTest::heapOfAChild)) {
            long heapOfGrandchild = child.result();
            assertThat(heapOfGrandchild).isLessThanOrEqualTo(Math.max(70L * MIB,
                    heapOfAChild() * 3 / 10));
        }
    }

    /** How many cores a JVM counts says nothing of whether another process runs meanwhile, so that it is worth to wait awake. */
    @Test
    void whoCountsOneCoreKnowsHowManyAllShare() throws Exception {
        try (var child = ChildProcess.builder().cores(1).start(LimitsTest::sharedCores)) {
            assertThat(child.result()).containsExactly(Cores.shared(), Cores.shared());
        }
    }

    /** As this process sees it, and a child of it. */
    private static List<Integer> sharedCores() throws InterruptedException {
        try (var child = ChildProcess.start(Cores::shared)) {
            return List.of(Cores.shared(), child.result());
        }
    }

    private static int coresOfAChild() throws InterruptedException {
        try (var child = ChildProcess.start(() -> Runtime.getRuntime().availableProcessors())) {
            return child.result();
        }
    }

    private static long heapOfAChild() throws InterruptedException {
        try (var child = ChildProcess.start(() -> Runtime.getRuntime().maxMemory())) {
            return child.result();
        }
    }
}
