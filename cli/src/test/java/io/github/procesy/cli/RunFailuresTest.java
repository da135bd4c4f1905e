package io.github.procesy.cli;

import java.nio.file.Path;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs that fail cost only themselves; what they said before is there, and one line says why. */
@Timeout(60)
class RunFailuresTest {
    @TempDir
    private static Path program;

    @TempDir
    private Path folder;

    @BeforeAll
    static void compile() {
        Programs.compile(program, "Tool", Programs.TOOL);
    }

    private Cli.Result run(String input, String... options) {
        String[] arguments = new String[options.length + 3];
        System.arraycopy(
                new String[] {"run", "--class-path", program.resolve("app.jar").toString()},
                0, arguments, 0, 3);
        System.arraycopy(options, 0, arguments, 3, options.length);
        return Cli.of(folder, arguments).run(input);
    }

    @Test
    void everyKindOfFailureCostsOneRunAndOneLine() {
        Cli.Result result = run("""
                say a
                exit 0
                exit 3
                throw sorry
                say "open
                die
                hang
                say b
                """, "--timeout", "4s");

        assertThat(result.stdout()).isEqualTo("a\nabout to exit\nabout to exit\nb\n");
        assertThat(result.stderr().replaceAll("worker-\\d+", "worker-N")).isEqualTo("""
                reallyreally
                procesy: line 3, "exit 3": exited with code 3
                Exception in thread "main" java.lang.IllegalStateException: sorry
                \tat com.acme.Tool.main(Tool.java:17)
                Caused by: java.lang.Error: root
                \t... 1 more
                procesy: line 4, "throw sorry": exited with code 1
                procesy: line 5, "say "open": the quote " at column 5 is not closed; close it, or\
                 write \\" for the character itself
                procesy: line 6, "die": exited with code 9
                procesy: line 7, "hang": took longer than 4s, worker-N was killed
                procesy: 5 of 8 runs failed
                """);
        assertThat(result.exitCode()).isEqualTo(1);
    }

    @Test
    void theFirstFailureEndsItWhereThatIsWanted() {
        Cli.Result result = run("say a\nexit 4\n" + "say b\n".repeat(1000), "--fail-fast",
                "--workers", "1");

        assertThat(result.stdout()).startsWith("a\n");
        assertThat(result.stderr()).contains("line 2, \"exit 4\": exited with code 4\n")
                .endsWith("runs failed; the first failure ended the run\n");
        assertThat(result.exitCode()).isEqualTo(1);
    }

    @Test
    void whatTheFailureSaidIsPrintedAlsoIfOthersWouldComeFirst() {
        Cli.Result result = run("hang\nexit 4\n", "--fail-fast", "--workers", "2");

        assertThat(result.stdout()).isEqualTo("about to exit\n");
        assertThat(result.stderr()).isEqualTo("""
                really
                procesy: line 2, "exit 4": exited with code 4
                procesy: 1 of 1 run failed; the first failure ended the run
                """);
        assertThat(result.exitCode()).isEqualTo(1);
    }

    @Test
    void oneWhoseHandlerThrowsHasFailed() {
        Cli.Result result = run("handle\n");

        assertThat(result.stderr()).endsWith("""
                procesy: line 1, "handle": exited with code 1
                procesy: 1 of 1 run failed
                """);
        assertThat(result.exitCode()).isEqualTo(1);
    }

    @Test
    void oneThatExitedIsNotRepeated() {
        Cli.Result result = run("exit 2\n", "--retries", "3");

        assertThat(result.stdout()).isEqualTo("about to exit\n");
        assertThat(result.stderr()).endsWith("procesy: 1 of 1 run failed\n");
    }
}
