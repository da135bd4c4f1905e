package io.github.procesy.cli;

import java.nio.file.Path;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Methods of the user's own jar. */
class MapFunctionTest {
    private static final String SOURCE = """
            package com.acme;

            public class Thumbnails {
                static { System.out.println("initialized by " + io.github.procesy.process.CurrentProcess.identity().name()); }

                public static void make(String name) {
                    if (name.isEmpty()) {
                        throw new Refused();
                    }
                    System.out.println("made " + name);
                }

                public static int size(String name) {
                    return name.length();
                }

                static class Refused extends RuntimeException {
                    Refused() {
                        super("no name");
                    }
                }
            }
            """;

    @TempDir
    private static Path libraries;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeJar() {
        Programs.compile(libraries, "Thumbnails", SOURCE);
    }

    @Test
    void aMethodWithoutAResultRunsAndItsClassIsInitializedInTheWorkerAlone() {
        Cli.Result result = Cli
                .of(folder, "map", "--workers", "1", "--function", "com.acme.Thumbnails::make",
                        "--class-path", libraries.resolve("app.jar").toString())
                .run("a\n\nb\n");

        assertThat(result.lines()).containsExactly("initialized by procesy-worker-1", "made a",
                "made b");
        assertThat(result.stderr()).isEqualTo("procesy: line 2, \"\":"
                + " com.acme.Thumbnails$Refused: no name at"
                + " com.acme.Thumbnails.make(Thumbnails.java:8)\nprocesy: 1 of 3 items failed\n");
    }

    @Test
    void anExpressionUsesTheJarsOfAFolder() {
        Cli.Result result = Cli.of(folder, "map", "--workers", "1", "--class-path",
                libraries + "/*", "s -> com.acme.Thumbnails.size(s)").run("abc\n").succeeded();

        assertThat(result.lines()).containsExactlyInAnyOrder("initialized by procesy-worker-1",
                "3");
    }

    @Test
    void aMethodThatIsNotThereIsACompileError() {
        Cli.Result result = Cli.of(folder, "map", "--function", "com.acme.Thumbnails::nothing",
                "--class-path", libraries.resolve("classes").toString()).run("a\n");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.stderr()).startsWith("""
                expression:1: error: invalid method reference
                com.acme.Thumbnails::nothing
                ^
                """).endsWith("1 error\n");
    }
}
