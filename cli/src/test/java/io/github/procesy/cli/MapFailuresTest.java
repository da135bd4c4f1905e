package io.github.procesy.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.github.procesy.testing.Conditions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Items that fail cost only themselves, and one line each says why. */
class MapFailuresTest {
    private static final String HOSTILE = """
            s -> {
                switch (s) {
                    case "throws" -> throw new IllegalStateException("no " + s);
                    case "throws deeply" -> Files.readString(Path.of("/nowhere"));
                    case "recurses" -> io.github.procesy.testing.Hostile.overflowStack(0);
                    case "exits" -> System.exit(7);
                    case "halts" -> Runtime.getRuntime().halt(9);
                    case "eats" -> io.github.procesy.testing.Hostile.exhaustHeap();
                    case "crashes" -> io.github.procesy.testing.Hostile.crash();
                    case "is killed" -> io.github.procesy.testing.Hostile.signalSelf("KILL");
                    case "hangs" -> io.github.procesy.testing.Hostile.hang();
                    default -> System.err.println("# about to do " + s);
                }
                return s;
            }""";

    @TempDir
    private Path folder;

    @Test
    void everyKindOfFailureCostsOneItemAndOneLine() {
        Cli.Result result = Cli
                .of(folder, "map", "--workers", "2", "--heap", "48m", "--timeout", "8s",
                        HOSTILE)
                .run("""
                        a
                        throws
                        throws deeply
                        recurses
                        exits
                        b
                        halts
                        eats
                        crashes
                        is killed
                        hangs
                        c
                        """);

        assertThat(result.stdout()).isEqualTo("a\nb\nc\n");
        assertThat(result.exitCode()).isEqualTo(1);
        List<String> errors = result.errorLines()
                .stream()
                .map(line -> line.replaceAll("worker-\\d+", "worker-N"))
                .toList();
        assertThat(errors).last().isEqualTo("procesy: 9 of 12 items failed");
        assertThat(errors.subList(0, errors.size() - 1)).satisfiesExactlyInAnyOrder(
                line -> assertThat(line).isEqualTo("# about to do a"),
                line -> assertThat(line).isEqualTo("# about to do b"),
                line -> assertThat(line).isEqualTo("# about to do c"),
                line -> assertThat(line).isEqualTo("procesy: line 2, \"throws\":"
                        + " java.lang.IllegalStateException: no throws at expression:3"),
                line -> assertThat(line).isEqualTo("procesy: line 3, \"throws deeply\":"
                        + " java.nio.file.NoSuchFileException: /nowhere at expression:4"),
                line -> assertThat(line).startsWith("procesy: line 4, \"recurses\":"
                        + " java.lang.StackOverflowError"),
                line -> assertThat(line).isEqualTo("procesy: line 5, \"exits\": worker-N exited"
                        + " with code 7 before its task ended"),
                line -> assertThat(line).isEqualTo("procesy: line 7, \"halts\": worker-N exited"
                        + " with code 9 before its task ended"),
                line -> assertThat(line).isEqualTo("procesy: line 8, \"eats\": worker-N ran out of"
                        + " memory (Java heap space)"),
                line -> assertThat(line).startsWith("procesy: line 9, \"crashes\": worker-N"
                        + " crashed natively (SIGSEGV"),
                line -> assertThat(line).isEqualTo("procesy: line 10, \"is killed\": worker-N was"
                        + " killed by SIGKILL (9)"),
                line -> assertThat(line).isEqualTo("procesy: line 11, \"hangs\": took longer than"
                        + " 8s, worker-N was killed"));
    }

    @Test
    void itemsBehindAVictimInItsBatchAreDone() {
        Cli.Result result = Cli
                .of(folder, "map", "--workers", "1",
                        "n -> { if (n.equals(\"3000\")) System.exit(1); return n; }")
                .run(MapResultsTest.lines(1, 5000));

        assertThat(result.lines()).hasSize(4999).doesNotContain("3000");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.errorLines()).hasSize(2)
                .last()
                .isEqualTo("procesy: 1 of 5000 items failed");
    }

    @Test
    void timeoutIsPerItemAndDoesNotCountTheStartOfTheProcess() {
        Cli.Result result = Cli
                .of(folder, "map", "--workers", "1", "--timeout", "1500ms",
                        "n -> { Thread.sleep(60); return n; }")
                .run(MapResultsTest.lines(1, 30))
                .succeeded();

        assertThat(result.lines()).hasSize(30);
    }

    @Test
    void failFastEndsAtTheFirstFailure() {
        Cli.Result result = Cli.of(folder, "map", "--fail-fast", "--workers", "1",
                "n -> { Thread.sleep(5); return 100 / (5 - Integer.parseInt(n)); }")
                .run(MapResultsTest.lines(1, 10_000));

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.lines()).containsExactly("25", "33", "50", "100");
        assertThat(result.stderr()).isEqualTo("""
                procesy: line 5, "5": java.lang.ArithmeticException: / by zero at expression:1
                procesy: 1 of 5 items failed; the first failure ended the run
                """);
    }

    @Test
    void whatTheFirstFailureSaidIsPrintedBeforeTheRunEnds() {
        Cli.Result result = Cli.of(folder, "map", "--fail-fast", "--workers", "1", """
                s -> {
                    System.out.println("working");
                    System.err.println("# why");
                    throw new Error(s);
                }""").run(MapResultsTest.lines(1, 100));

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.stdout()).startsWith("working\n");
        assertThat(result.stderr()).contains("# why\n")
                .contains("procesy: line 1, \"1\": java.lang.Error: 1 at expression:4\n")
                .endsWith("procesy: 1 of 1 item failed; the first failure ended the run\n");
    }

    @Test
    void anItemInItsTurnGetsAWorkerIfAllOthersWaitForIt() {
        Path deaths = folder.resolve("deaths");
        Cli.Result result = Cli.of(folder, "map", "--retries", "5", "--workers", "1", """
                s -> {
                    var deaths = Path.of("%s");
                    if (s.equals("0")) {
                        Files.writeString(deaths, "x", StandardOpenOption.CREATE,
                                StandardOpenOption.APPEND);
                        if (Files.size(deaths) <= 4) {
                            Runtime.getRuntime().halt(1); // the next try is 0.8 s later
                        }
                    }
                    return IntStream.range(0, s.equals("0") ? 1 : 400_000)
                            .mapToObj(n -> s + "-" + n);
                }""".formatted(deaths)).jvmOption("-Xmx48m").run("0\n1\n2\n").succeeded();

        assertThat(result.lines()).hasSize(800_001)
                .startsWith("0-0", "1-0")
                .endsWith("2-399999");
    }

    @Test
    void whatIsThrownMayItselfThrow() {
        Cli.Result result = Cli.of(folder, "map", "--workers", "1", """
                s -> Stream.of("a", "b").map(each -> {
                    if (each.equals("b") && s.equals("1")) {
                        throw new IllegalStateException() {
                            @Override
                            public String toString() {
                                throw this;
                            }

                            @Override
                            public StackTraceElement[] getStackTrace() {
                                return null;
                            }
                        };
                    }
                    return s + each;
                })""").run("1\n2\n");

        assertThat(result.lines()).containsExactly("1a", "2a", "2b");
        assertThat(result.errorLines()).hasSize(2);
        assertThat(result.errorLines().getFirst()).startsWith("procesy: line 1, \"1\": ");
    }

    @Test
    void retriesAnItemWhoseProcessDiedAndPrintsItsResultsOnce() {
        Path marker = folder.resolve("marker");
        Cli.Result result = Cli.of(folder, "map", "--retries", "1", "--workers", "1", """
                s -> Stream.of(1, 2, 3).map(n -> {
                    var marker = Path.of("%s");
                    if (n == 3 && !Files.exists(marker)) {
                        try {
                            Thread.sleep(100);
                            Files.createFile(marker);
                        } catch (Exception e) {
                            throw new RuntimeException(e);
                        }
                        Runtime.getRuntime().halt(1);
                    }
                    return s + n;
                })""".formatted(marker)).run("a\nb\n").succeeded();

        assertThat(result.stdout()).isEqualTo("a1\na2\na3\nb1\nb2\nb3\n");
    }

    @Test
    void doesNotRepeatAnItemThatThrew() throws IOException {
        Path log = folder.resolve("log");
        Cli.Result result = Cli
                .of(folder, "map", "--retries", "3",
                        "s -> { Files.writeString(Path.of(\"" + log + "\"), s,"
                                + " StandardOpenOption.CREATE, StandardOpenOption.APPEND);"
                                + " throw new Error(s); }")
                .run("x\n");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(Files.readString(log)).isEqualTo("x");
    }

    @Test
    void givesUpAfterTheLastRetry() {
        Cli.Result result = Cli.of(folder, "map", "--retries", "2", "s -> { System.exit(4); }")
                .run("x\n");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.stderr()).isEqualTo("""
                procesy: line 1, "x": worker-3 exited with code 4 before its task ended
                procesy: 1 of 1 item failed
                """);
    }

    @Test
    void aProcessThatDiesBetweenItemsCostsNone() throws IOException {
        Cli cli = Cli.of(folder, "map", "--workers", "1", """
                s -> {
                    Thread.ofPlatform().daemon().start(() -> {
                        try {
                            Thread.sleep(2_000); // the item has long ended then
                        } catch (InterruptedException e) {
                            return;
                        }
                        Runtime.getRuntime().halt(1);
                    });
                    return s;
                }""");
        Process process = cli.start();
        try (OutputStream input = process.getOutputStream();
                BufferedReader results = process.inputReader()) {
            for (String line : new String[] {"a", "b"}) {
                input.write((line + "\n").getBytes(UTF_8));
                input.flush();
                assertThat(results.readLine()).isEqualTo(line);
                // Another takes its place, perhaps before this thread looks.
                List<ProcessHandle> workers = process.descendants().toList();
                Conditions.await("the worker is gone", Duration.ofSeconds(15),
                        () -> workers.stream().noneMatch(ProcessHandle::isAlive));
            }
        }

        int exitCode = Cli.awaitEnd(process);
        assertThat(cli.stderr()).isEmpty();
        assertThat(exitCode).isZero();
        cli.assertNothingLeft();
    }

    @Test
    void shortensWhatIsLongAndShowsControlCharactersAsText() {
        Cli.Result result = Cli
                .of(folder, "map",
                        "s -> { throw new IllegalStateException(\"a\\nb\", new Error(\"root\")); }")
                .run("tab\tescape\u001b" + "x".repeat(100) + "\n");

        assertThat(result.errorLines().getFirst())
                .isEqualTo("procesy: line 1, \"tab\\tescape\\u001b"
                        + "x".repeat(43)
                        + "...\": java.lang.IllegalStateException: a\\nb, caused by"
                        + " java.lang.Error: root at expression:1");
    }
}
