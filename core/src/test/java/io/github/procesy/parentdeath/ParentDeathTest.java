package io.github.procesy.parentdeath;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.github.procesy.process.ChildProcess;
import io.github.procesy.support.ParentJvm;
import io.github.procesy.testing.Conditions;
import io.github.procesy.testing.Hostile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

/** However a parent ends: its whole family is gone soon, and what it left. */
class ParentDeathTest {
    /** A second on a free machine; the suites run beside each other. */
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    private Path temporary;

    private static List<Long> awaitFamily(ParentJvm parent) {
        return Stream.of("child ", "command ", "grandchild ")
                .map(name -> Long.parseLong(parent.printed().awaitAfter(name)))
                .toList();
    }

    private void assertNothingStays(ParentJvm parent, List<Long> family) {
        ParentJvm.awaitGone(SOON, family);
        parent.awaitNoFolders(SOON);
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void aKilledParent() throws Exception {
        try (var parent = ParentJvm.of(Family.class, temporary).start()) {
            List<Long> family = awaitFamily(parent);
            parent.kill();
            assertNothingStays(parent, family);
        }
    }

    /**
     * What is stopped cannot end itself. With the native launcher the kernel wakes it, with the portable
     * one its guard does.
     */
    @ParameterizedTest
    @ValueSource(strings = {"child ", "grandchild ", "both"})
    void aKilledParentOfStoppedProcesses(String stopped) throws Exception {
        try (var parent = ParentJvm.of(Family.class, temporary).start()) {
            List<Long> family = awaitFamily(parent);
            for (String name : List.of("child ", "grandchild ")) {
                if (stopped.equals(name) || stopped.equals("both")) {
                    ParentJvm.stop(Long.parseLong(parent.printed().awaitAfter(name)));
                }
            }
            parent.kill();
            assertNothingStays(parent, family);
        }
    }

    static final class KeepsSpares {
        public static void main(String[] arguments) throws Exception {
            for (int i = 0; i < 2; i++) {
                try (var child = ChildProcess.start(() -> 1)) {
                    child.join();
                }
            }
            Conditions.await("a spare waits", Duration.ofSeconds(20), () -> ProcessHandle.current()
                    .children()
                    .anyMatch(spare -> hasBooted(spare.pid())));
            ProcessHandle.current()
                    .children()
                    .forEach(spare -> System.out.println("spare " + spare.pid()));
            System.out.println("ready");
            Hostile.hang();
        }

        /** Whether the thread runs that listens to the parent. */
        private static boolean hasBooted(long pid) {
            try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
                for (Path task : tasks.toList()) {
                    if (Files.readString(task.resolve("comm")).strip().equals("procesy-control")) {
                        return true;
                    }
                }
                return false;
            } catch (IOException e) {
                return false; // it, or one of its threads, has ended meanwhile
            }
        }
    }

    /** One spare: while a second was launched, a parent that is killed may leave its folder. */
    @ParameterizedTest
    @ValueSource(strings = {"KILL", "TERM"})
    void sparesGoToo(String signal) throws Exception {
        try (var parent = ParentJvm.of(KeepsSpares.class, temporary)
                .options("-Dprocesy.spares=1")
                .start()) {
            parent.printed().await("ready");
            List<Long> spares = parent.printed()
                    .lines()
                    .stream()
                    .filter(line -> line.startsWith("spare "))
                    .map(line -> Long.parseLong(line.substring(6)))
                    .toList();
            Hostile.signal(signal, parent.process().pid());
            assertNothingStays(parent, spares);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT", "HUP"})
    void aParentThatObeysASignal(String signal) throws Exception {
        assumeFalse(Hostile.isIgnored(signal),
                "this JVM was started with SIG" + signal + " ignored, and"
                        + " so are the JVMs that it starts");
        try (var parent = ParentJvm.of(Family.class, temporary).start()) {
            List<Long> family = awaitFamily(parent);
            Hostile.signal(signal, parent.process().pid());
            assertNothingStays(parent, family);
            assertThat(parent.awaitExit()).isGreaterThan(128);
        }
    }

    /** A hook of the user and the one of the library run at the same time. */
    @Test
    void aParentThatClosesInAShutdownHook() throws Exception {
        try (var parent = ParentJvm.of(Family.class, temporary).start("closes in a hook")) {
            List<Long> family = awaitFamily(parent);
            Hostile.signal("TERM", parent.process().pid());
            assertThat(parent.awaitExit()).isEqualTo(143);
            assertThat(parent.printed().lines()).contains("closed");
            assertNothingStays(parent, family);
        }
    }

    static final class ExitsWhileItStarts {
        public static void main(String[] arguments) throws Exception {
            for (int i = 0; i < 3; i++) {
                Thread.ofPlatform().daemon().start(() -> {
                    while (true) {
                        try {
                            var child = ChildProcess.start(Hostile::sleepForEver);
                            System.out.println("pid " + child.pid());
                        } catch (IllegalStateException e) {
                            System.out.println("refused: " + e.getMessage());
                            return;
                        }
                    }
                });
            }
            Thread.sleep(Long.parseLong(arguments[0]));
            if (arguments[1].equals("halt")) {
                Runtime.getRuntime().halt(7);
            }
            System.exit(7);
        }
    }

    @ParameterizedTest
    @CsvSource({"exit, 120", "exit, 200", "exit, 320", "halt, 150", "halt, 260"})
    void aParentThatEndsInTheMiddleOfStarts(String way, String millis) throws Exception {
        try (var parent = ParentJvm.of(ExitsWhileItStarts.class, temporary).start(millis, way)) {
            assertThat(parent.awaitExit()).isEqualTo(7);
            List<Long> pids = parent.printed()
                    .lines()
                    .stream()
                    .filter(line -> line.startsWith("pid "))
                    .map(line -> Long.parseLong(line.substring(4)))
                    .toList();
            ParentJvm.awaitGone(SOON, pids);
            if (way.equals("exit")) {
                // A folder that was made for a child which never came is left to the next sweep.
                parent.awaitNoFolders(SOON);
            }
        }
    }

    static final class LeavesHard {
        public static void main(String[] arguments) throws Exception {
            var child = ChildProcess.start(() -> {
                throw new IllegalStateException("the task failed");
            });
            child.onExit().thenRun(() -> System.exit(5)).join();
        }
    }

    @Test
    void aCallbackMayExit() throws Exception {
        try (var parent = ParentJvm.of(LeavesHard.class, temporary).start()) {
            assertThat(parent.awaitExit()).isEqualTo(5);
            assertThat(temporary).isEmptyDirectory();
        }
    }
}
