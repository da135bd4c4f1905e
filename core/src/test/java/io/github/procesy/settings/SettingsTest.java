package io.github.procesy.settings;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

import io.github.procesy.process.ChildProcess;
import io.github.procesy.process.CurrentProcess;
import io.github.procesy.process.ProcessStartException;
import io.github.procesy.testing.Conditions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SettingsTest {
    private static final String TEMPORARY = System.getProperty("java.io.tmpdir");

    private static final String LAUNCHER = System.getProperty("procesy.launcher");

    @TempDir
    private Path folder;

    @AfterEach
    void giveTheFolderBack() {
        System.setProperty("java.io.tmpdir", TEMPORARY);
        if (LAUNCHER == null) {
            System.clearProperty("procesy.launcher");
        } else {
            System.setProperty("procesy.launcher", LAUNCHER);
        }
    }

    /** The native launcher needs no folder. */
    private static void temporaryFolder(Path folder) {
        System.setProperty("procesy.launcher", "portable");
        System.setProperty("java.io.tmpdir", folder.toString());
    }

    @Test
    void everyTextArrivesAsItIs() throws Exception {
        List<String> texts = List.of("", " ", "a b", "\"quoted\"", "'single'", "back\\slash",
                "trailing\\", "two\\\\", "\\n", "line\nbreak\r\n", "tab\tand\fform feed",
                "# no comment", "@file", "größe € \uD83D\uDE00", "$HOME `id` *", "a=b", "%p");
        HashMap<String, String> expected = new HashMap<>();
        ChildProcess.Builder builder = ChildProcess.builder();
        for (int i = 0; i < texts.size(); i++) {
            builder.systemProperty("text." + i, texts.get(i));
            builder.environment("TEXT_" + i, texts.get(i));
            builder.jvmOptions("-Doption." + i + "=" + texts.get(i));
            for (String name : List.of("text." + i, "TEXT_" + i, "option." + i)) {
                expected.put(name, texts.get(i));
            }
        }
        ArrayList<String> names = new ArrayList<>(expected.keySet());
        try (var child = builder.start(() -> {
            Map<String, String> seen = new HashMap<>();
            for (String name : names) {
                seen.put(name, name.startsWith("TEXT")
                        ? System.getenv(name)
                        : System.getProperty(name));
            }
            return seen;
        })) {
            assertThat(child.result()).isEqualTo(expected);
        }
    }

    /** A container without a locale is the rule, not the exception. */
    @Test
    void textArrivesWithoutALocaleToo() throws Exception {
        try (var child = ChildProcess.builder()
                .name("größe")
                .environment("LC_ALL", "C")
                .systemProperty("text", "größe €")
                .start(() -> List.of(
                        CurrentProcess.identity().name(), System.getProperty("text")))) {
            assertThat(child.result()).containsExactly("größe", "größe €");
        }
    }

    @Test
    void theEnvironmentIsInheritedAndExtended() throws Exception {
        try (var child = ChildProcess.builder()
                .environment("PATH", "changed")
                .environment("ADDED", "1")
                .start(() -> new HashMap<>(System.getenv()))) {
            Map<String, String> expected = new HashMap<>(System.getenv());
            expected.put("PATH", "changed");
            expected.put("ADDED", "1");
            expected.keySet()
                    .removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS",
                            "_JAVA_OPTIONS", "LD_PRELOAD"));
            Map<String, String> seen = child.result();
            seen.keySet().removeIf(name -> name.startsWith("_JAVA_VERSION"));
            assertThat(seen).isEqualTo(expected);
        }
    }

    @Test
    void theEnvironmentIsReplaced() throws Exception {
        try (var child = ChildProcess.builder()
                .environment("FORGOTTEN", "1")
                .environment(Map.of("ONE", "1", "TWO", "2"))
                .environment("TWO", "3")
                .start(() -> new HashMap<>(System.getenv()))) {
            assertThat(child.result()).containsEntry("ONE", "1")
                    .containsEntry("TWO", "3")
                    .doesNotContainKeys("FORGOTTEN", "PATH", "HOME");
        }
    }

    @Test
    void theJvmIsAsItWasAsked() throws Exception {
        try (var child = ChildProcess.builder()
                .jvmOptions("-XX:+UseParallelGC", "-Xss3m", "-ea")
                .systemProperty("stays", "here")
                .workingDirectory(folder)
                .start(() -> {
                    assert false : "assertions are on";
                    return "assertions are off";
                })) {
            assertThatThrownBy(child::result).hasRootCauseMessage("assertions are on");
        }
        try (var child = ChildProcess.builder()
                .jvmOptions("-XX:+UseParallelGC", "-Xmx77m")
                .heap(100 << 20)
                .workingDirectory(folder)
                .start(() -> List.of(
                        ManagementFactory.getGarbageCollectorMXBeans()
                                .stream()
                                .map(GarbageCollectorMXBean::getName)
                                .toList()
                                .toString(),
                        Path.of("").toAbsolutePath().toString(),
                        Boolean.toString(Runtime.getRuntime().maxMemory() < 78 << 20),
                        Integer.toString(System.in.read())))) {
            assertThat(child.result()).containsExactly("[PS MarkSweep, PS Scavenge]",
                    folder.toRealPath().toString(), "true", "-1");
        }
    }

    /** System properties of this process are not those of its child. */
    @Test
    void systemPropertiesAreNotInherited() throws Exception {
        System.setProperty("of.the.parent", "x");
        try (var child = ChildProcess.start(() -> System.getProperty("of.the.parent", "none"))) {
            assertThat(child.result()).isEqualTo("none");
        } finally {
            System.clearProperty("of.the.parent");
        }
    }

    @Test
    void theClassPathIsExtended() throws Exception {
        Path directory = Files.createDirectory(folder.resolve("with space ö"));
        Files.writeString(directory.resolve("in-directory.txt"), "a");
        Path jar = folder.resolve("some.jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry("in-jar.txt"));
            out.write('b');
        }
        try (var child = ChildProcess.builder().classPath(directory, jar).start(() -> {
            var loader = ClassLoader.getSystemClassLoader();
            return List.of(loader.getResource("in-directory.txt") != null,
                    loader.getResource("in-jar.txt") != null);
        })) {
            assertThat(child.result()).containsExactly(true, true);
        }
    }

    @Test
    void aBuilderCanBeUsedAgain() throws Exception {
        ChildProcess.Builder builder = ChildProcess.builder().name("twin").environment("A", "1");
        try (var first = builder.start(() -> System.getenv("A"));
                var second = builder.environment("A", "2").start(() -> System.getenv("A"))) {
            assertThat(first.result()).isEqualTo("1");
            assertThat(second.result()).isEqualTo("2");
            assertThat(second.name()).isEqualTo(first.name()).isEqualTo("twin");
            assertThat(second.pid()).isNotEqualTo(first.pid());
        }
    }

    @Test
    void aWorkingDirectoryThatIsNotThereFailsTheStart() {
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> ChildProcess.builder()
                .name("lost")
                .workingDirectory(missing)
                .start(() -> 1)).isInstanceOf(ProcessStartException.class)
                .hasMessageContainingAll("'lost' cannot be started", missing.toString(), "java");
    }

    @Test
    void aFolderForTemporaryFilesThatIsNotThereFailsTheStart() {
        temporaryFolder(folder.resolve("missing"));
        assertThatThrownBy(() -> ChildProcess.start(() -> 1))
                .isInstanceOf(ProcessStartException.class)
                .hasMessageContainingAll("private folder", "missing", "java.io.tmpdir");
    }

    /** The path of a Unix domain socket has 107 bytes at the most. */
    @Test
    void aFolderForTemporaryFilesWithALongNameWorks() throws Exception {
        for (String name : List.of("x".repeat(120), "ö".repeat(25), "with space")) {
            Path temporary = Files.createDirectories(folder.resolve(name));
            temporaryFolder(temporary);
            try (var child = ChildProcess.start(() -> 8)) {
                assertThat(child.result()).isEqualTo(8);
            }
            assertThat(temporary).isEmptyDirectory();
        }
    }

    @Test
    void thePrivateFolderIsPrivate() throws Exception {
        temporaryFolder(folder);
        try (var child = ChildProcess.start(() -> {
            Thread.sleep(Long.MAX_VALUE);
        })) {
            try (var files = Files.list(folder)) {
                Path ours = files.filter(file -> file.getFileName()
                        .toString()
                        .startsWith("procesy-")).findFirst().orElseThrow();
                assertThat(Files.getPosixFilePermissions(ours)).hasSize(3)
                        .allMatch(permission -> permission.name().startsWith("OWNER"));
            }
            // The portable launcher starts a shell that becomes the JVM.
            Conditions.await("the JVM has its argument file and no more on the command line",
                    Duration.ofSeconds(20), () -> commandLine(child.pid()).size() == 1);
            child.kill();
            child.join();
        }
        assertThat(folder).isEmptyDirectory();
    }

    private static List<String> commandLine(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(handle -> handle.info().arguments())
                .map(Arrays::asList)
                .orElse(List.of());
    }

    @Test
    void aClassPathOfAnyLengthWorks() throws Exception {
        Path[] entries = Collections.nCopies(3000, folder.resolve("x".repeat(100)))
                .toArray(Path[]::new);
        try (var child = ChildProcess.builder().classPath(entries).start(() -> 9)) {
            assertThat(child.result()).isEqualTo(9);
        }
    }
}
