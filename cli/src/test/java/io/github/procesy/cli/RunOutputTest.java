package io.github.procesy.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** What the runs of a program get, and what is printed of them. */
@Timeout(60)
class RunOutputTest {
    @TempDir
    private static Path program;

    @TempDir
    private Path folder;

    @BeforeAll
    static void compile() {
        Programs.compile(program, "Tool", Programs.TOOL);
    }

    @Test
    void eachLineIsARunWithItsArgumentsBehindThoseOfAll() {
        Cli.Result result = Cli
                .of(folder, "run", "--class-path", program.resolve("app.jar").toString(), "--",
                        "say", "-v")
                .run("""
                        a 'b c' "d \\"e" f\\ g ''

                        caf\u00e9 $HOME *
                        """)
                .succeeded();

        assertThat(result.lines()).containsExactly("-v|a|b c|d \"e|f g|", "-v",
                "-v|caf\u00e9|$HOME|*");
    }

    @Test
    void outputIsWholeAndInTheOrderOfTheInput() {
        Path marker = folder.resolve("marker");
        Cli.Result result = Cli
                .of(folder, "run", "--workers", "2", "--class-path",
                        program.resolve("classes").toString(), "--main", "com.acme.Tool")
                .run("await " + marker + "\nsay second\ncomplain x\nread\nthread\n\ncreate "
                        + marker
                        + "\n");

        assertThat(result.lines()).containsExactly("waiting", "second", "-1", "after main",
                "nothing");
        assertThat(result.stderr()).isEqualTo("x\n");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void anInterruptedThreadPrintsAsWell() {
        Cli.Result result = Cli
                .of(folder, "run", "--class-path", program.resolve("app.jar").toString())
                .run("interrupted\nsay b\n")
                .succeeded();

        assertThat(result.lines()).hasSize(20_002).endsWith("19999", "true", "b");
    }

    @Test
    void withoutAnOrderThatOfTheFirstToEndComesFirst() throws IOException {
        Path marker = folder.resolve("marker");
        Cli cli = Cli.of(folder, "run", "--workers", "2", "--unordered", "--class-path",
                program.resolve("app.jar").toString());
        Process process = cli.start();
        try (OutputStream input = process.getOutputStream();
                BufferedReader results = process.inputReader()) {
            input.write(("await " + marker + "\nsay second\n").getBytes(UTF_8));
            input.flush();
            assertThat(results.readLine()).isEqualTo("second");
            Files.createFile(marker);
            assertThat(results.readLine()).isEqualTo("waiting");
        }

        assertThat(Cli.awaitEnd(process)).isZero();
        cli.assertNothingLeft();
    }
}
