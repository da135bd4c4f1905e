package io.github.procesy.settings;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import io.github.procesy.process.ChildProcess;
import io.github.procesy.process.CurrentProcess;
import io.github.procesy.process.Output;
import io.github.procesy.support.AnyLauncher;
import io.github.procesy.support.ParentJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What the JVM of the parent was started with reaches a child where it should, and only there. */
class ParentSettingsTest {
    @TempDir
    private Path temporary;

    static final class StartsOne {
        public static void main(String[] arguments) throws Exception {
            try (var child = ChildProcess.builder()
                    .workingDirectory(Path.of("/"))
                    .start(
                            () -> "from " + CurrentProcess.parent().orElseThrow().name() + " "
                                    + System.getProperty("leaked", "nothing leaked"))) {
                System.out.println("result: " + child.result());
            }
        }
    }

    private void startsOne(ParentJvm.Builder builder) throws Exception {
        try (var parent = builder.start()) {
            assertThat(parent.awaitExit()).as(() -> parent.printed().lines().toString()).isZero();
            assertThat(parent.printed().lines()).contains("result: from main nothing leaked");
            assertThat(parent.folders()).isEmpty();
        }
    }

    /** The child runs in another folder; the class path of its parent is still that of the parent. */
    @Test
    void aRelativeClassPathWithAnEmptyEntryWorks() throws Exception {
        Path classes = Path.of(ChildProcess.class.getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path tests = Path.of(StartsOne.class.getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        startsOne(ParentJvm.of(StartsOne.class, temporary)
                .directory(classes)
                .classPath(File.pathSeparator + classes.relativize(tests)));
        startsOne(ParentJvm.of(StartsOne.class, temporary)
                .directory(classes.getParent())
                .classPath(classes.getFileName() + File.pathSeparator
                        + classes.getParent().relativize(tests)));
    }

    @Test
    void optionsInTheEnvironmentReachTheParentAlone() throws Exception {
        startsOne(ParentJvm.of(StartsOne.class, temporary)
                .environment(
                        Map.of("JAVA_TOOL_OPTIONS", "-Dleaked=1", "JDK_JAVA_OPTIONS",
                                "-Dleaked=2")));
    }

    /** Only what the library made, and nobody uses any more, is swept up. */
    @Test
    @AnyLauncher
    void aFolderOfSomebodyElseIsLeftAlone() throws Exception {
        Path theirs = Files.createDirectory(temporary.resolve("procesy-0.1.0"));
        Path source = Files.writeString(theirs.resolve("README.md"), "precious");
        Files.setLastModifiedTime(theirs,
                FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        try (var parent = ParentJvm.of(StartsOne.class, temporary)
                .options("-Dprocesy.launcher=portable")
                .start()) {
            assertThat(parent.awaitExit()).isZero();
        }
        assertThat(source).hasContent("precious");
    }

    /** The folder of a process that was killed with all who could tidy up. */
    @Test
    @AnyLauncher
    void anOrphanedFolderIsSweptUp() throws Exception {
        Path orphan = Files.createDirectory(temporary.resolve("procesy-99999-1234567890"));
        Files.createFile(orphan.resolve("lock"));
        Files.createFile(orphan.resolve("arguments"));
        Files.setLastModifiedTime(orphan,
                FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        startsOne(ParentJvm.of(StartsOne.class, temporary)
                .options("-Dprocesy.launcher=portable"));
        assertThat(orphan).doesNotExist();
    }

    @Test
    void nonAsciiOutputWithoutALocale() throws Exception {
        try (var parent = ParentJvm.of(PrintsText.class, temporary)
                .environment(Map.of("LC_ALL", "C"))
                .options("-Dstdout.encoding=UTF-8")
                .start()) {
            assertThat(parent.awaitExit()).isZero();
            assertThat(parent.printed().lines()).containsExactly("[größe] €");
        }
    }

    static final class PrintsText {
        public static void main(String[] arguments) throws Exception {
            try (var child = ChildProcess.builder()
                    .name("größe")
                    .stdout(Output.inheritWithName())
                    .start(() -> System.out.println("€"))) {
                child.result();
            }
        }
    }
}
