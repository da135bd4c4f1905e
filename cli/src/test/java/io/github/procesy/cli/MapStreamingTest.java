package io.github.procesy.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;

import io.github.procesy.testing.Conditions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Input is read as it is needed, results come as soon as they are there. */
@Timeout(60)
class MapStreamingTest {
    private static final int BROKEN_PIPE = 141;

    @TempDir
    private Path folder;

    @Test
    void endsQuietlyWhenNobodyReadsTheResultsOfEndlessInput() throws IOException {
        Cli cli = Cli.of(folder, "map", "n -> n");
        Process process = cli.start();
        Thread feeder = feed(process, "", "1\n".repeat(1000), Long.MAX_VALUE);
        try (BufferedReader results = process.inputReader()) {
            assertThat(results.readLine()).isEqualTo("1");
        }

        assertThat(Cli.awaitEnd(process)).isEqualTo(BROKEN_PIPE);
        assertThat(cli.stderr()).isEmpty();
        cli.assertNothingLeft();
        Conditions.await("the input is closed", Duration.ofSeconds(5), () -> !feeder.isAlive());
    }

    @Test
    void streamsTheEndlessResultOfOneItem() throws IOException {
        Cli cli = Cli.of(folder, "map", "n -> Stream.iterate(1, i -> i + 1).flatMap("
                + "i -> Stream.iterate(i, j -> j + 1))");
        Process process = cli.start();
        try (OutputStream input = process.getOutputStream();
                BufferedReader results = process.inputReader()) {
            input.write("x\n".getBytes(UTF_8));
            input.flush();
            assertThat(results.readLine()).isEqualTo("1");
            assertThat(results.readLine()).isEqualTo("2");
        }

        assertThat(Cli.awaitEnd(process)).isEqualTo(BROKEN_PIPE);
        assertThat(cli.stderr()).isEmpty();
        cli.assertNothingLeft();
    }

    @Test
    void answersEachLineBeforeTheNextIsThere() throws IOException {
        Cli cli = Cli.of(folder, "map", "n -> Stream.of(n, n + n)");
        Process process = cli.start();
        try (OutputStream input = process.getOutputStream();
                BufferedReader results = process.inputReader()) {
            for (String line : new String[] {"a", "b", "c"}) {
                input.write((line + "\n").getBytes(UTF_8));
                input.flush();
                assertThat(results.readLine()).isEqualTo(line);
                assertThat(results.readLine()).isEqualTo(line + line);
            }
        }

        assertThat(Cli.awaitEnd(process)).isZero();
        cli.assertNothingLeft();
    }

    @Test
    void needsLittleMemoryForEndlessInputAndForResultsBehindASlowItem() throws IOException {
        Cli cli = Cli.of(folder, "map", "--workers", "2",
                "n -> { if (n.startsWith(\"slow\")) Thread.sleep(1000); return n; }")
                .jvmOption("-Xmx64m");
        Process process = cli.start();
        String line = "x".repeat(999) + "\n";
        long copies = 300_000; // 300 MB
        feed(process, "slow\n", line, copies);
        try (BufferedReader results = process.inputReader()) {
            assertThat(results.readLine()).isEqualTo("slow");
            for (int i = 0; i < 60_000; i++) {
                assertThat(results.readLine()).hasSize(999);
            }
        }

        assertThat(Cli.awaitEnd(process)).isEqualTo(BROKEN_PIPE);
        assertThat(cli.stderr()).isEmpty();
        cli.assertNothingLeft();
    }

    /** Writes from a thread of its own, until it is enough or nobody reads. */
    private static Thread feed(Process process, String first, String next, long times) {
        return Thread.startVirtualThread(() -> {
            byte[] bytes = next.getBytes(UTF_8);
            try (OutputStream input = process.getOutputStream()) {
                input.write(first.getBytes(UTF_8));
                for (long i = 0; i < times; i++) {
                    input.write(bytes);
                }
            } catch (IOException e) {
                // Nobody reads any more, as it should be.
            }
        });
    }
}
