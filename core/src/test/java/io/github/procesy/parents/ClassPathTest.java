package io.github.procesy.parents;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.procesy.support.AnyLauncher;
import io.github.procesy.support.ParentJvm;
import io.github.procesy.support.Project;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Class paths as development environments, build tools and people make them. */
class ClassPathTest {
    @TempDir
    private static Path folder;
    private static Project program;
    private static Path jar;

    @TempDir
    private Path temporary;

    @BeforeAll
    static void compile() {
        program = Project.in(folder)
                .source("program/Main.java", """
                        package program;

                        import java.nio.file.Path;
                        import io.github.procesy.process.*;

                        class Main {
                            public static void main(String[] arguments) throws Exception {
                                var builder = ChildProcess.builder()
                                        .workingDirectory(Path.of("/"));
                                if (arguments.length > 0) {
                                    builder.environment(java.util.Map.of());
                                }
                                try (var child = builder.start(Main::look)) {
                                    System.out.println(child.result());
                                }
                            }

                            static String look() {
                                return System.getProperty("java.class.path").split(":").length + " "
                                        + ClassLoader.getSystemResource("program/text.txt");
                            }
                        }
                        """)
                .resource("program/text.txt", "text")
                .compile("-cp", Project.core().toString());
        jar = program.jar(folder.resolve("program.jar"));
    }

    private String run(ParentJvm.Builder builder, String... arguments) throws Exception {
        try (var parent = builder
                .options("-Dprocesy.aot.cache=off")
                .start(arguments)) {
            assertThat(parent.awaitExit()).as(() -> parent.printed().lines().toString()).isZero();
            assertThat(parent.printed().lines()).hasSize(1);
            assertThat(parent.folders()).isEmpty();
            return parent.printed().lines().getFirst();
        }
    }

    private ParentJvm.Builder withClassPath(List<String> entries) throws Exception {
        // An argument may have 128 KiB at the most: an argument file takes any length.
        Path arguments = Files.writeString(temporary.resolve("arguments"), "-cp \""
                + String.join(File.pathSeparator, entries)
                        .replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                + "\" program.Main");
        return ParentJvm.of(temporary, "@" + arguments);
    }

    @Test
    @AnyLauncher
    void hundredsOfJarsWithLongNames() throws Exception {
        byte[] empty = Files.readAllBytes(Project.in(temporary.resolve("empty"))
                .resource("empty.txt", "")
                .jar(temporary.resolve("empty.jar")));
        Path jars = Files.createDirectories(temporary.resolve("jars"));
        List<String> entries = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            Path file = jars.resolve("a".repeat(230) + i + ".jar");
            Files.write(file, empty);
            entries.add(file.toString());
        }
        entries.add(Project.core().toString());
        entries.add(jar.toString());
        assertThat(String.join(File.pathSeparator, entries)).hasSizeGreaterThan(128 << 10);
        assertThat(run(withClassPath(entries)))
                .isEqualTo("602 jar:file:" + jar + "!/program/text.txt");
    }

    @Test
    void namesThatNeedQuotes() throws Exception {
        List<String> entries = new ArrayList<>(List.of(Project.core().toString(),
                temporary.resolve("not there").toString(), temporary.resolve("*").toString()));
        Path odd = Files.createDirectories(temporary.resolve("a 'b' \"c\" #d \\e %41 ü€ @f *g\th"));
        entries.add(Files.copy(jar, odd.resolve("the program.jar")).toString());
        Path copy = Files.createDirectories(odd.resolve("classes").resolve("program"));
        Files.writeString(copy.resolve("text.txt"), "other");
        entries.add(copy.getParent().toString());
        assertThat(run(withClassPath(entries).environment(Map.of("LC_ALL", "C.UTF-8"))))
                .startsWith("5 jar:file:")
                .endsWith("the%20program.jar!/program/text.txt");
    }

    /** What the locale cannot name was on the class path before. */
    @Test
    @AnyLauncher
    void namesThatTheLocaleHasNoLettersFor() throws Exception {
        List<String> entries = List.of(Project.core().toString(),
                temporary.resolve("ü").toString(), jar.toString());
        assertThat(run(withClassPath(entries).environment(Map.of("LC_ALL", "C"))))
                .isEqualTo("3 jar:file:" + jar + "!/program/text.txt");
    }

    /** An environment without a locale: the child cannot name what its parent can. */
    @Test
    @AnyLauncher
    void namesThatTheLocaleOfTheChildHasNoLettersFor() throws Exception {
        Path odd = Files.createDirectories(temporary.resolve("ü"));
        Path core = odd.resolve("core.jar");
        Project.run("jar", List.of("--create", "--file", core.toString(), "-C",
                Project.core().toString(), "."));
        List<String> entries = List.of(core.toString(),
                Files.copy(jar, odd.resolve("program.jar")).toString());
        assertThat(run(withClassPath(entries).environment(Map.of("LC_ALL", "C.UTF-8",
                "XDG_CACHE_HOME", temporary.resolve("cache").toString())), "clean"))
                .isEqualTo("3 null");
    }

    @Test
    @AnyLauncher
    void wildcards() throws Exception {
        Path lib = Files.createDirectories(temporary.resolve("lib"));
        Files.copy(jar, lib.resolve("program.jar"));
        assertThat(run(ParentJvm.of(temporary, "-cp", "lib/*:" + Project.core(), "program.Main")
                .directory(temporary)))
                .isEqualTo("2 jar:file:" + lib.resolve("program.jar") + "!/program/text.txt");
    }

    /** A jar that holds nothing but the class path. */
    @Test
    @AnyLauncher
    void aJarThatNamesOthers() throws Exception {
        Path manifest = Files.writeString(temporary.resolve("manifest"),
                "Class-Path: " + temporary.relativize(jar) + "\n  "
                        + Project.core().toUri() + "\n");
        Path path = temporary.resolve("path.jar");
        Project.run("jar", List.of("--create", "--file", path.toString(), "--manifest",
                manifest.toString(), "-C", program.classes().toString(), "program/text.txt"));
        assertThat(run(ParentJvm.of(temporary, "-cp", "path.jar", "program.Main")
                .directory(temporary)))
                .isEqualTo("1 jar:file:" + path + "!/program/text.txt");
    }
}
