package io.github.procesy.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Runs that are ended from outside. */
@Timeout(60)
class MapEndTest {
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
    void aSignalEndsEverythingWithinASecondAndSaysOneLine(String signal, int exitCode)
            throws IOException, InterruptedException {
        Cli cli = Cli.of(folder, "map", "--workers", "2",
                "s -> { if (s.equals(\"hangs\")) io.github.procesy.testing.Hostile.hang();"
                        + " return s; }");
        Process process = cli.start();
        try (OutputStream input = process.getOutputStream();
                BufferedReader results = process.inputReader()) {
            input.write("a\nhangs\nhangs\n".getBytes(UTF_8));
            input.flush();
            assertThat(results.readLine()).isEqualTo("a");
            long began = System.nanoTime();
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start()
                    .waitFor();
            int ended = Cli.awaitEnd(process);
            Duration took = Duration.ofNanos(System.nanoTime() - began);

            assertThat(ended).isEqualTo(exitCode);
            assertThat(took).isLessThan(AT_ONCE);
        }
        assertThat(cli.stderr()).isEqualTo("procesy: interrupted after 1 items\n");
        cli.assertNothingLeft();
    }

    @Test
    void killedWithoutNoticeItTakesItsWorkersAlong() throws IOException {
        Cli cli = Cli.of(folder, "map", "--workers", "2", "s -> s");
        Process process = cli.start();
        try (OutputStream input = process.getOutputStream();
                BufferedReader results = process.inputReader()) {
            input.write("a\nb\n".getBytes(UTF_8));
            input.flush();
            assertThat(results.readLine()).isEqualTo("a");
            process.destroyForcibly();
            Cli.awaitEnd(process);
        }
        cli.assertNothingLeft();
    }
}
