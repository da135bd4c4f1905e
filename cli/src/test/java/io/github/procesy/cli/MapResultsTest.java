package io.github.procesy.cli;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What map prints when nothing fails. */
class MapResultsTest {
    @TempDir
    private Path folder;

    @Test
    void printsSquaresInTheOrderOfTheInput() {
        Cli.Result result = Cli.of(folder, "map", "n -> Long.parseLong(n) * Long.parseLong(n)")
                .run(lines(1, 9))
                .succeeded();

        assertThat(result.stdout()).isEqualTo("1\n4\n9\n16\n25\n36\n49\n64\n81\n");
    }

    @Test
    void keepsTheOrderWhenLaterItemsAreFasterThanEarlierOnes() {
        Cli.Result result = Cli
                .of(folder, "map", "--workers", "3",
                        "n -> { Thread.sleep(Integer.parseInt(n) % 7 == 0 ? 60 : 1); return n; }")
                .run(lines(1, 60))
                .succeeded();

        assertThat(result.stdout()).isEqualTo(lines(1, 60));
    }

    @Test
    void unorderedPrintsEveryResultOnceAndDoesNotWaitForTheSlow() {
        Cli.Result result = Cli.of(folder, "map", "--unordered", "--workers", "2", """
                n -> {
                    var printed = Path.of("%s");
                    while (n.equals("1") && Files.readAllLines(printed).size() < 41) {
                        Thread.sleep(5);
                    }
                    return n;
                }""".formatted(folder.resolve("stdout"))).run(lines(1, 50)).succeeded();

        assertThat(result.lines())
                .containsExactlyInAnyOrderElementsOf(lines(1, 50).lines().toList());
        assertThat(result.lines().indexOf("1")).isGreaterThan(40);
    }

    @Test
    void treatsEveryLineAsOneItemWhateverItsEnd() {
        Cli.Result result = Cli.of(folder, "map", "s -> s.length() + \":\" + s")
                .run("unix\nwindows\r\n\n\r\n  blanks  \nlone\rreturn\nlast")
                .succeeded();

        assertThat(result.stdout()).isEqualTo("""
                4:unix
                7:windows
                0:
                0:
                10:  blanks \s
                11:lone\rreturn
                4:last
                """);
    }

    @Test
    void readsAndPrintsUtf8WhereTheLocaleIsPlainAscii() {
        Cli.Result result = Cli
                .of(folder, "map", "s -> { System.out.println(s); return s.toUpperCase(); }")
                .locale("C")
                .run("za\u017c\u00f3\u0142\u0107 \ud83d\ude80\n")
                .succeeded();

        assertThat(result.lines()).containsExactlyInAnyOrder(
                "za\u017c\u00f3\u0142\u0107 \ud83d\ude80",
                "ZA\u017b\u00d3\u0141\u0106 \ud83d\ude80");
    }

    @Test
    void printsALineForEachElementOfAStreamACollectionOrAnArray() {
        Cli.Result result = Cli.of(folder, "map", """
                s -> switch (s) {
                    case "stream" -> Stream.of(1, 2);
                    case "ints" -> IntStream.range(3, 5);
                    case "list" -> List.of(5, 6);
                    case "array" -> new Object[]{7, "8"};
                    case "chars" -> "90".toCharArray();
                    case "empty" -> List.of();
                    case "null" -> null;
                    case "path" -> Path.of("a", "b"); // iterable, and no collection
                    default -> Map.of(s, 1);
                }""").run("stream\nints\nlist\narray\nchars\nempty\nnull\npath\nmap\n").succeeded();

        assertThat(result.lines()).containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9", "0",
                "null", "a/b", "{map=1}");
    }

    @Test
    void printsNothingForAFunctionWithoutAResult() {
        Cli.Result result = Cli
                .of(folder, "map", "--workers", "1",
                        "s -> { System.out.print(\"seen \"); System.out.println(s); }")
                .run("a\nb\n")
                .succeeded();

        assertThat(result.stdout()).isEqualTo("seen a\nseen b\n");
    }

    @Test
    void handsEmptyInputNothing() {
        Cli.Result result = Cli.of(folder, "map", "s -> s").run("").succeeded();

        assertThat(result.stdout()).isEmpty();
    }

    @Test
    void takesTwoHundredThousandTinyItems() {
        Cli.Result result = Cli.of(folder, "map", "String::length")
                .run(lines(1, 200_000))
                .succeeded();

        assertThat(result.lines()).hasSize(200_000)
                .startsWith("1")
                .endsWith("6")
                .filteredOn(line -> line.equals("5"))
                .hasSize(90_000);
    }

    @Test
    void givesEveryWorkerTheOptionsAndItsName() {
        Cli.Result result = Cli.of(folder, "map", "--workers", "1", "--heap", "99m",
                "--jvm-option=-Da=b c", "--jvm-option", "-Xss3m",
                "s -> ProcessHandle.current().info().arguments().isPresent()"
                        + " + System.getProperty(\"a\") + Runtime.getRuntime().maxMemory()"
                        + " / (1 << 20) + io.github.procesy.process.CurrentProcess.identity()"
                        + ".name()")
                .run("x\n")
                .succeeded();

        assertThat(result.stdout()).matches("trueb c9[5-9]procesy-worker-1\n");
    }

    static String lines(int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(n -> n + "\n")
                .collect(Collectors.joining());
    }
}
