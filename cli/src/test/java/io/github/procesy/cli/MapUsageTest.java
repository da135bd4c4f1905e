package io.github.procesy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Calls that are of no use: one clear message, exit code 2, nothing on standard output. */
class MapUsageTest {
    @TempDir
    private Path folder;

    @Test
    void compileErrorsLookAsJavacShowsThem() {
        assertUnusable("""
                expression:1: error: cannot find symbol
                n -> foo(n)
                     ^
                  symbol:   method foo(String)
                1 error
                """, "map", "n -> foo(n)");
    }

    @Test
    void aWorkerThatCannotStartEndsTheRun() {
        assertUnusable("""
                procesy: worker-1 cannot start: it ended before its task began, with exit code 1
                    Unrecognized option: -Xnonsense
                    Error: Could not create the Java Virtual Machine.
                    Error: A fatal exception has occurred. Program will exit.
                """, "map", "--workers", "1", "--jvm-option=-Xnonsense", "n -> n");
    }

    @Test
    void anExpressionThatCannotBeLoadedEndsTheRun() {
        assertUnusable("""
                procesy: worker-1 cannot start: it cannot load the expression:\
                 java.lang.ExceptionInInitializerError, caused by\
                 java.lang.ArithmeticException: / by zero at expression:1
                """, "map", "--workers", "1", "String.valueOf(1 / \"\".length())::concat");
    }

    @Test
    void missingInputIsNamed() {
        assertUnusable("""
                procesy: the input cannot be read: %s (No such file or directory)
                """.formatted(folder.resolve("no such file")), "map", "--input",
                folder.resolve("no such file").toString(), "n -> n");
    }

    @Test
    void anEmptyNameOfTheInputIsNamed() {
        assertUnusable("""
                procesy: --input is the name of a file; this one was empty. Leave it out for\
                 standard input
                Try 'procesy map --help'.
                """, "map", "--input", "", "n -> n");
    }

    @Test
    void resultsThatCannotBeWrittenAreNotLostInSilence() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "this system has no /dev/full");
        Cli cli = Cli.of(folder, "map", "n -> n");

        assertThat(cli.runInto(full, "1\n")).isEqualTo(2);
        assertThat(cli.stderr())
                .isEqualTo("procesy: the results cannot be written: No space left on device\n");
    }

    @Test
    void aNonsensicalNumberOfWorkersIsNamed() {
        assertUnusable("""
                procesy: --workers is between 1 and 512; this one was 0
                Try 'procesy map --help'.
                """, "map", "--workers", "0", "n -> n");
    }

    @Test
    void aNonsensicalDurationIsNamed() {
        assertUnusable("""
                procesy: Invalid value for option '--timeout': '5 eggs' is no duration; write it as\
                 500ms, 1.5s, 2m, 1h or PT2S
                Try 'procesy map --help'.
                """, "map", "--timeout", "5 eggs", "n -> n");
    }

    @Test
    void aHeapTooSmallForAnyJvmIsNamed() {
        Cli.Result result = Cli.of(folder, "map", "--heap", "1k", "n -> n").run("1\n");

        assertThat(result.stderr()).startsWith("procesy: The heap of a JVM has at least ")
                .contains("this one was '1024'.\nTry 'procesy map --help'.\n");
        assertThat(result.exitCode()).isEqualTo(2);
    }

    @Test
    void aMissingJarIsNamed() {
        assertUnusable("""
                procesy: --class-path names 'no.jar', which does not exist; an entry is a jar, a\
                 folder of classes, or FOLDER/* for all jars in a folder
                Try 'procesy map --help'.
                """, "map", "--class-path", "no.jar", "n -> n");
    }

    @Test
    void expressionAndFunctionExcludeEachOther() {
        assertUnusable("""
                procesy: give either an EXPRESSION or --function, one of the two
                Try 'procesy map --help'.
                """, "map", "--function", "a.B::c", "n -> n");
    }

    @Test
    void anUnknownCommandIsNamed() {
        assertUnusable("""
                procesy: there is no command 'nap'; there are bench, dump, example, map and run.
                Try 'procesy --help'.
                """, "nap");
    }

    private void assertUnusable(String message, String... arguments) {
        Cli.Result result = Cli.of(folder, arguments).run("1\n2\n3\n");

        assertThat(result.stderr()).isEqualTo(message);
        assertThat(result.stdout()).isEmpty();
        assertThat(result.exitCode()).isEqualTo(2);
    }
}
