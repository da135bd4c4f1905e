package io.github.procesy.cli;

import java.nio.file.Path;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

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
    void withoutAnOrderThatOfTheFirstToEndComesFirst() {
        Path marker = folder.resolve("marker");
        Cli.Result result = Cli
                .of(folder, "run", "--workers", "2", "--unordered", "--class-path",
                        program.resolve("app.jar").toString())
                .run("await " + marker + "\nsay second\ncreate " + marker + "\n")
                .succeeded();

        assertThat(result.lines()).containsExactly("second", "waiting");
    }
}
