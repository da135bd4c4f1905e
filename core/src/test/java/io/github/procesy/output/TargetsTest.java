package io.github.procesy.output;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import io.github.procesy.process.ChildProcess;
import io.github.procesy.process.Output;
import io.github.procesy.process.ProcessStartException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Output to files and to nowhere. */
class TargetsTest {
    @TempDir
    private Path folder;

    @Test
    void aFileIsEmptiedAndGetsTheBytes() throws Exception {
        Path file = folder.resolve("out.txt");
        Files.writeString(file, "what was there before and is longer than what comes");
        try (var child = ChildProcess.builder()
                .stdout(Output.toFile(file))
                .stderr(Output.discard())
                .start(() -> {
                    System.out.print("größe\nlast");
                    System.err.println("not this");
                })) {
            child.join();
        }
        assertThat(file).hasContent("größe\nlast");
    }

    @Test
    void bothStreamsCanGoToOneFile() throws Exception {
        Path file = folder.resolve("both.txt");
        try (var child = ChildProcess.builder()
                .stdout(Output.toFile(file))
                .stderr(Output.toFile(file))
                .start(() -> {
                    for (int i = 0; i < 100; i++) {
                        System.out.println("out " + i);
                        System.err.println("err " + i);
                    }
                })) {
            child.join();
        }
        List<String> lines = Files.readAllLines(file);
        assertThat(lines.stream().filter(line -> line.startsWith("out ")))
                .containsExactlyElementsOf(numbered("out "));
        assertThat(lines.stream().filter(line -> line.startsWith("err ")))
                .containsExactlyElementsOf(numbered("err "));
    }

    private static List<String> numbered(String start) {
        return IntStream.range(0, 100).mapToObj(i -> start + i).toList();
    }

    @Test
    void aFileThatCannotBeWrittenFailsTheStartAndLeavesNothingOpen() {
        Path good = folder.resolve("good.txt");
        Path bad = folder.resolve("missing/out.txt");
        int before = openFiles();
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> ChildProcess.builder()
                    .name("files")
                    .stdout(Output.toFile(good))
                    .stderr(Output.toFile(bad))
                    .start(() -> 1))
                    .isInstanceOf(ProcessStartException.class)
                    .hasMessageContainingAll("'files'", bad.toString(), "Make its folder");
            assertThatThrownBy(() -> ChildProcess.builder()
                    .stdout(Output.toFile(good))
                    .workingDirectory(folder.resolve("nowhere"))
                    .start(() -> 1))
                    .isInstanceOf(ProcessStartException.class)
                    .hasMessageContaining("nowhere");
        }
        assertThat(openFiles()).isEqualTo(before);
    }

    private static int openFiles() {
        return new File("/proc/self/fd").list().length;
    }
}
