package io.github.procesy.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.github.procesy.testing.Conditions;
import io.github.procesy.testing.Hostile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

/** Runs that are ended from outside. */
@Timeout(60)
class MapEndTest {
    /** The items hang for ever; a second is enough on a machine that is free. */
    private static final Duration AT_ONCE = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
    void aSignalEndsEverythingAtOnceAndSaysOneLine(String signal, int exitCode)
            throws IOException, InterruptedException {
        assumeObeyed(signal);
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        Cli cli = Cli.of(folder, "map", "--workers", "2", """
                s -> {
                    if (s.equals("a")) {
                        return s;
                    }
                    Files.createFile(Path.of(s));
                    io.github.procesy.testing.Hostile.hang();
                    return s;
                }""");
        Process process = cli.start();
        try (OutputStream input = process.getOutputStream();
                BufferedReader results = process.inputReader()) {
            input.write(("a\n" + first + "\n" + second + "\n").getBytes(UTF_8));
            input.flush();
            assertThat(results.readLine()).isEqualTo("a");
            // Whoever has the second was told before that the first item has ended.
            Conditions.await("both workers hang", Duration.ofSeconds(20),
                    () -> Files.exists(first) && Files.exists(second));
            long began = System.nanoTime();
            signal(process, signal);
            int ended = Cli.awaitEnd(process);
            Duration took = Duration.ofNanos(System.nanoTime() - began);

            assertThat(ended).isEqualTo(exitCode);
            assertThat(took).isLessThan(AT_ONCE);
        }
        assertThat(cli.stderr()).isEqualTo("procesy: interrupted after 1 item\n");
        cli.assertNothingLeft();
    }

    @Test
    void aSignalEndsARunWhoseResultsNobodyTakes() throws IOException, InterruptedException {
        assumeObeyed("INT");
        Cli cli = Cli.of(folder, "map", "--workers", "2", "s -> s.repeat(1000)");
        Process process = cli.start();
        AtomicLong taken = new AtomicLong();
        Thread.startVirtualThread(() -> {
            try (OutputStream input = process.getOutputStream()) {
                while (true) {
                    input.write("0123456789\n".repeat(100).getBytes(UTF_8));
                    taken.incrementAndGet();
                }
            } catch (IOException e) {
                // The run has ended.
            }
        });
        AtomicLong takenBefore = new AtomicLong(-1);
        AtomicLong since = new AtomicLong(System.nanoTime());
        Conditions.await("the run stands still", Duration.ofSeconds(20), () -> {
            if (taken.get() == 0 || taken.get() != takenBefore.getAndSet(taken.get())) {
                since.set(System.nanoTime());
            }
            return System.nanoTime() - since.get() > Duration.ofMillis(700).toNanos();
        });
        long began = System.nanoTime();
        signal(process, "INT");

        assertThat(Cli.awaitEnd(process)).isEqualTo(130);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(AT_ONCE);
        cli.assertNothingLeft();
    }

    @Test
    void killedWithoutNoticeItTakesItsWorkersAlong() throws IOException {
        Cli cli = Cli.of(folder, "map", "--workers", "1", "s -> s");
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

    private static void assumeObeyed(String signal) {
        assumeFalse(Hostile.isIgnored(signal), "this JVM was started with SIG" + signal
                + " ignored, and so is the command");
    }

    private static void signal(Process process, String signal)
            throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    }
}
