package io.github.procesy.cli;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What one run of a program leaves, the next does not see. */
@Timeout(60)
class RunIsolationTest {
    private static final String PRISTINE = "null false false false false null main true true";

    @TempDir
    private static Path program;

    @TempDir
    private Path folder;

    @BeforeAll
    static void compile() {
        Programs.compile(program, "Tool", Programs.TOOL);
    }

    private List<String> run(String input, String... options) {
        String[] arguments = new String[options.length + 5];
        System.arraycopy(new String[] {"run", "--workers", "1", "--class-path",
                program.resolve("app.jar").toString()}, 0, arguments, 0, 5);
        System.arraycopy(options, 0, arguments, 5, options.length);
        return Cli.of(folder, arguments).run(input).succeeded().lines();
    }

    @Test
    void classesAndSurroundingsAreThoseOfTheFirstRun() {
        List<String> lines = run("count\nshow\npid\nspoil\ncount\nshow\npid\n");

        assertThat(lines.get(0)).isEqualTo(lines.get(3)).isEqualTo("1");
        assertThat(lines.get(1)).isEqualTo(lines.get(4)).isEqualTo(PRISTINE);
        assertThat(lines.get(2)).isEqualTo(lines.get(5));
    }

    @Test
    void aThreadThatIsLeftCostsANewProcess() {
        List<String> lines = run("pid\ndaemon\npid\nsay a\n");

        assertThat(lines.getFirst()).isNotEqualTo(lines.get(lines.size() - 2));
        assertThat(lines.getLast()).isEqualTo("a");
    }

    @Test
    void classesAreKeptWhereThatIsWanted() {
        assertThat(run("count\ncount\nspoil\nshow\n", "--reuse-classes")).containsExactly("1", "2",
                PRISTINE);
    }

    @Test
    void eachRunHasAProcessOfItsOwnWhereThatIsWanted() {
        assertThat(run("pid\npid\npid\n", "--fresh")).doesNotHaveDuplicates().hasSize(3);
    }
}
