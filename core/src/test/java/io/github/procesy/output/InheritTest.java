package io.github.procesy.output;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;

import io.github.procesy.process.ChildProcess;
import io.github.procesy.process.Output;
import io.github.procesy.testing.Hostile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** What processes print appears on the streams of their parent. */
class InheritTest {
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @AfterEach
    void giveTheStreamsBack() {
        System.setOut(out);
        System.setErr(err);
    }

    private void capture(Charset charset) {
        PrintStream stream = new PrintStream(bytes, false, charset);
        System.setOut(stream);
        System.setErr(stream);
    }

    @Test
    void linesAppearAsTheyAre() throws Exception {
        capture(UTF_8);
        try (var child = ChildProcess.start(() -> {
            System.out.println("größe €");
            System.out.println();
            System.out.print("no line end");
        })) {
            child.result();
        }
        assertThat(bytes.toString(UTF_8)).isEqualTo("größe €\n\nno line end");
    }

    @Test
    void eachLineHasTheNameIfWished() throws Exception {
        capture(UTF_8);
        try (var child = ChildProcess.builder()
                .name("größe")
                .stdout(Output.inheritWithName())
                .stderr(Output.inheritWithName())
                .start(() -> {
                    System.out.println("one\ntwo");
                    System.out.flush();
                    Runtime.getRuntime().halt(0);
                })) {
            child.join();
        }
        assertThat(bytes.toString(UTF_8)).isEqualTo("[größe] one\n[größe] two\n");
    }

    @Test
    void nameAndLinesAreEncodedAsTheStreamIs() throws Exception {
        capture(ISO_8859_1);
        try (var child = ChildProcess.builder()
                .name("größe")
                .stdout(Output.inheritWithName())
                .start(() -> System.out.println("äh"))) {
            child.result();
        }
        assertThat(bytes.toString(ISO_8859_1)).isEqualTo("[größe] äh\n");
    }

    @Test
    void theEvidenceIsReadableWhateverTheEncodingOfTheStream() throws Exception {
        capture(ISO_8859_1);
        try (var child = ChildProcess.start(() -> {
            System.err.println("größe überschritten");
            System.exit(1);
        })) {
            assertThat(child.join().evidence().lastErrorLines())
                    .containsExactly("größe überschritten");
        }
        assertThat(bytes.toString(ISO_8859_1)).isEqualTo("größe überschritten\n");
    }

    @Test
    void aStreamThatIsSetLaterIsUsed() throws Exception {
        try (var child = ChildProcess.start(() -> System.out.println("late"))) {
            capture(UTF_8);
            child.result();
        }
        assertThat(bytes.toString(UTF_8)).isEqualTo("late\n");
    }

    @Test
    void linesOfSeveralProcessesNeverMix() throws Exception {
        capture(UTF_8);
        List<ChildProcess<?>> children = new ArrayList<>();
        for (String letter : List.of("a", "b", "c")) {
            String line = letter.repeat(200);
            children.add(ChildProcess.builder()
                    .name(letter)
                    .stdout(Output.inheritWithName())
                    .start(() -> {
                        for (int i = 0; i < 3000; i++) {
                            System.out.println(line);
                        }
                    }));
        }
        for (ChildProcess<?> child : children) {
            child.join();
        }
        List<String> lines = bytes.toString(UTF_8).lines().toList();
        assertThat(lines).hasSize(9000)
                .allMatch(line -> line.matches("\\[a] a{200}|\\[b] b{200}|\\[c] c{200}"));
    }

    /** The line of a process that died in the middle of it does not glue to that of another. */
    @Test
    void aLastLineWithoutAnEndDoesNotMixWithTheLineOfAnother() throws Exception {
        capture(UTF_8);
        try (var cut = ChildProcess.builder()
                .name("cut")
                .stdout(Output.inheritWithName())
                .start(() -> {
                    System.out.print("half a li");
                    System.out.flush();
                    Runtime.getRuntime().halt(1);
                })) {
            cut.join();
        }
        try (var other = ChildProcess.builder()
                .name("other")
                .stdout(Output.inheritWithName())
                .start(() -> System.out.println("a line"))) {
            other.join();
        }
        assertThat(bytes.toString(UTF_8).lines()).containsExactly("[cut] half a li",
                "[other] a line");
    }

    @Test
    void aHundredThousandLinesArriveInOrder() throws Exception {
        capture(UTF_8);
        try (var child = ChildProcess.start(() -> Hostile.floodStdout(100_000))) {
            child.result();
            child.join();
        }
        String[] lines = bytes.toString(UTF_8).split("\n");
        assertThat(lines).hasSize(100_000);
        for (int i = 0; i < lines.length; i++) {
            if (!lines[i].equals("line " + i)) {
                throw new AssertionError("at " + i + ": " + lines[i]);
            }
        }
    }
}
