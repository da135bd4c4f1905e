package io.github.procesy.cli;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Version, help, examples and training. */
class OtherCommandsTest {
    @TempDir
    private Path folder;

    @Test
    void versionNamesTheProgramAndTheJdk() {
        assertThat(Cli.of(folder, "--version").run("").succeeded().stdout())
                .matches("procesy \\S.*, JDK 25\\S* \\(.+\\)\n");
    }

    @Test
    void helpListsTheCommandsForUsers() {
        assertThat(Cli.of(folder, "--help").run("").succeeded().stdout())
                .contains("bench", "example",
                        "map", "run")
                .doesNotContain("train");
    }

    @Test
    void helpOfMapNamesEveryOption() {
        assertThat(Cli.of(folder, "map", "--help").run("").succeeded().stdout()).contains(
                "EXPRESSION", "--function", "--class-path", "--input", "--unordered", "--workers",
                "--timeout", "--heap", "--jvm-option", "--retries", "--keep-going", "--fail-fast");
    }

    @Test
    void helpOfRunNamesEveryOption() {
        assertThat(Cli.of(folder, "run", "--help").run("").succeeded().stdout()).contains(
                "ARGUMENT", "--class-path", "--main", "--fresh", "--reuse-classes", "--input",
                "--unordered", "--workers", "--timeout", "--heap", "--jvm-option", "--retries",
                "--keep-going", "--fail-fast");
    }

    @Test
    void examplesAreListedAndRun() {
        assertThat(Cli.of(folder, "example").run("").succeeded().lines()).hasSize(5)
                .anyMatch(line -> line.startsWith("  sleep "));
        assertThat(Cli.of(folder, "example", "terminate").run("").succeeded().lines()).hasSize(3)
                .startsWith("Starting work that never ends", "Putting things in order");
        assertThat(Cli.of(folder, "example", "squares").run("").succeeded().lines())
                .containsExactly("[1, 4, 9, 16, 25, 36, 49, 64, 81]");
        assertThat(Cli.of(folder, "example", "queue").run("").succeeded().lines())
                .containsExactly("Hello from process!");
        assertThat(Cli.of(folder, "example", "pipe").run("").succeeded().lines())
                .containsExactly("Hello from process!", "The other end is closed.");
    }

    @Test
    void anUnknownExampleIsNamed() {
        Cli.Result result = Cli.of(folder, "example", "snooze").run("");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.stderr()).startsWith("procesy: there is no example 'snooze'; there are:\n"
                + "  pipe ");
    }

    @Test
    void helpOfBenchNamesRowsAndOptions() {
        assertThat(Cli.of(folder, "bench", "--help").run("").succeeded().stdout()).contains(
                "--only", "--rounds", "--quick", "--json", "--python", "start-warm", "death");
    }

    @Test
    void aRowThatDoesNotExistIsNamed() {
        Cli.Result result = Cli.of(folder, "bench", "--only", "birth").run("");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.stdout()).isEmpty();
        assertThat(result.stderr()).startsWith("procesy: --only names a row; there is none that is"
                + " called 'birth'. There are start-warm, ");
    }

    @Test
    void roundsAreBounded() {
        Cli.Result result = Cli.of(folder, "bench", "--rounds", "0").run("");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.stderr()).startsWith(
                "procesy: --rounds is between 1 and 1000; this one was 0\n");
    }

    @Test
    void trainingPrintsNothing() {
        assertThat(Cli.of(folder, "train").run("").succeeded().stdout()).isEmpty();
    }
}
