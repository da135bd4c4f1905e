package io.github.procesy.parents;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import io.github.procesy.support.AnyLauncher;
import io.github.procesy.support.ParentJvm;
import io.github.procesy.support.Project;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Parents whose code was compiled as they ran: JShell, and the launcher of source files. */
@AnyLauncher
class InteractiveTest {
    @TempDir
    private Path temporary;

    private ParentJvm.Builder inTemporary(ParentJvm.Builder builder) {
        return builder.environment(Map.of("XDG_CACHE_HOME",
                temporary.resolve("cache").toString(), "JAVA_TOOL_OPTIONS",
                "-Djava.util.prefs.userRoot=" + temporary + " -Dprocesy.aot.cache=off"))
                .directory(temporary);
    }

    private static void prints(ParentJvm.Builder builder, String... expected) throws Exception {
        try (var parent = builder.start()) {
            assertThat(parent.awaitExit()).as(() -> parent.printed().lines().toString()).isZero();
            assertThat(parent.printed().lines()).contains(expected);
        }
    }

    @Test
    void aSnippetOfJShell() throws Exception {
        Path script = Files.writeString(temporary.resolve("script.jsh"), """
                import io.github.procesy.process.*
                record Part(int number) implements java.io.Serializable {}
                int twice(int number) { return 2 * number; }
                try (var child = ChildProcess.start(() -> new Part(twice(21)))) {
                    System.out.println("result: " + child.result());
                }
                // A static field, which does not travel; a local variable does.
                var captured = new Part(1)
                void start() throws Exception {
                    var local = captured;
                    try (var child = ChildProcess.start(() -> local)) {
                        System.out.println("captured: " + child.result().equals(captured));
                    }
                }
                start()
                /exit
                """);
        // JShell is a JVM that runs the snippets in another one, which -R is for.
        prints(inTemporary(ParentJvm.of(temporary, "-m", "jdk.jshell/jdk.internal.jshell.tool"
                + ".JShellToolProvider", "--class-path", Project.core().toString(),
                "-R-Djava.io.tmpdir=" + temporary, "-R-Dprocesy.launcher="
                        + System.getProperty("procesy.launcher", "native"),
                script.toString())), "result: Part[number=42]", "captured: true");
    }

    @Test
    void aSourceFile() throws Exception {
        Path source = Files.writeString(temporary.resolve("Source.java"), """
                import io.github.procesy.process.*;

                record Part(int number) implements java.io.Serializable {}

                void main() throws Exception {
                    var part = new Part(41);
                    try (var child = ChildProcess.start(() -> Other.next(part))) {
                        System.out.println("result: " + child.result());
                    }
                }

                static class Other {
                    static Part next(Part part) {
                        return switch (part.number()) {
                            case byte small -> new Part(small + 1); // a preview feature
                            case int large -> new Part(large);
                        };
                    }
                }
                """);
        prints(inTemporary(ParentJvm.of(temporary, "--enable-preview", "--source",
                Integer.toString(Runtime.version().feature()), "-cp", Project.core().toString(),
                source.toString())), "result: Part[number=42]");
    }
}
