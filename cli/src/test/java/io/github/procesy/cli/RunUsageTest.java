package io.github.procesy.cli;

import java.nio.file.Path;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Calls of {@code run} that are of no use: one clear message, exit code 2, nothing on standard output. */
class RunUsageTest {
    @TempDir
    private static Path program;

    @TempDir
    private Path folder;

    @BeforeAll
    static void compile() {
        Programs.compile(program, "Empty", "package com.acme; public class Empty { }");
    }

    @Test
    void aMissingClassPathIsNamed() {
        assertUnusable("""
                procesy: --class-path is missing: name the jars and folders of the program, for\
                 instance --class-path app.jar
                """, "--main", "com.acme.Tool");
    }

    @Test
    void aMissingMainIsNamed() {
        String classes = program.resolve("classes").toString();
        assertUnusable("procesy: --main is missing, and '" + classes + "', with which --class-path"
                + " begins, is no jar that names a Main-Class; give the class by --main, for"
                + " instance --main com.acme.Main\n", "--class-path", classes);
    }

    @Test
    void aClassThatIsNotThereIsNamed() {
        assertUnusable("""
                procesy: the class 'com.acme.Nobody' is not on the class path; --main takes the name\
                 of a class as java does, for instance com.acme.Main, and --class-path the jars and\
                 folders that it is in
                """, "--class-path", program.resolve("app.jar").toString(), "--main",
                "com.acme.Nobody");
    }

    @Test
    void aClassWithoutAMainMethodIsNamed() {
        assertUnusable("""
                procesy: the class 'com.acme.Empty' has no main method; --main takes a class with\
                 static void main(String[] arguments), as java does
                """, "--class-path", program.resolve("app.jar").toString());
    }

    @Test
    void freshAndReusedClassesExcludeEachOther() {
        assertUnusable("procesy: give either --fresh or --reuse-classes, not both\n", "--fresh",
                "--reuse-classes", "--class-path", ".");
    }

    private void assertUnusable(String message, String... options) {
        String[] arguments = new String[options.length + 1];
        arguments[0] = "run";
        System.arraycopy(options, 0, arguments, 1, options.length);
        Cli.Result result = Cli.of(folder, arguments).run("1\n2\n");

        assertThat(result.stderr()).isEqualTo(message + "Try 'procesy run --help'.\n");
        assertThat(result.stdout()).isEmpty();
        assertThat(result.exitCode()).isEqualTo(2);
    }
}
