package io.github.procesy.lifecycle;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.github.procesy.process.ChildProcess;
import io.github.procesy.process.CurrentProcess;
import io.github.procesy.support.ParentJvm;
import io.github.procesy.testing.Conditions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** JVMs that have booted and wait for a task. */
class SparesTest {
    private static final Duration MOMENT = Duration.ofSeconds(10);

    @TempDir
    private Path temporary;

    static final class StartsSeveral {
        public static void main(String[] arguments) throws Exception {
            long before = 0;
            for (int i = 0; i < 6; i++) {
                long spare = before;
                String name = "task-" + i;
                try (var child = ChildProcess.builder()
                        .name(name)
                        .start(
                                () -> CurrentProcess.identity().name())) {
                    System.out.println((child.pid() == spare ? "spare " : "new ")
                            + child.result().equals(name));
                }
                Conditions.await("a spare waits", MOMENT, () -> living().count() == 1);
                before = living().findFirst().orElseThrow().pid();
            }
            System.out.println("pid " + before);
        }

        private static Stream<ProcessHandle> living() {
            return ProcessHandle.current().children().filter(ProcessHandle::isAlive);
        }
    }

    static final class StartsWithout {
        public static void main(String[] arguments) throws Exception {
            for (int i = 0; i < 2; i++) {
                try (var child = ChildProcess.start(() -> 6 * 7)) {
                    child.join();
                }
            }
            // A keeper would have launched one by the time of another whole process.
            System.out.println("living " + StartsSeveral.living().count() + " keeper "
                    + Thread.getAllStackTraces()
                            .keySet()
                            .stream()
                            .anyMatch(thread -> thread.getName().equals("procesy-spares")));
        }
    }

    static final class KillsTheSpare {
        public static void main(String[] arguments) throws Exception {
            for (int i = 0; i < 3; i++) {
                try (var child = ChildProcess.start(() -> 6 * 7)) {
                    System.out.println(child.result());
                }
                Conditions.await("a spare waits", MOMENT,
                        () -> StartsSeveral.living().count() > 0);
                List<ProcessHandle> spares = StartsSeveral.living().toList();
                spares.forEach(ProcessHandle::destroyForcibly);
                Conditions.await("they are replaced", MOMENT,
                        () -> spares.stream().noneMatch(ProcessHandle::isAlive)
                                && StartsSeveral.living().count() > 0);
            }
        }
    }

    static final class StartsNothing {
        public static void main(String[] arguments) {
            System.out.println(ChildProcess.builder() + " " + StartsSeveral.living().count());
        }
    }

    @Test
    void theyCanBeTurnedOff() throws Exception {
        try (var parent = ParentJvm.of(StartsWithout.class, temporary)
                .options("-Dprocesy.spares=0")
                .start()) {
            assertThat(parent.awaitExit()).isZero();
            assertThat(parent.printed().lines()).containsExactly("living 0 keeper false");
        }
    }

    @Test
    void thereIsNoneBeforeTheFirstStart() throws Exception {
        try (var parent = ParentJvm.of(StartsNothing.class, temporary).start()) {
            assertThat(parent.awaitExit()).isZero();
            assertThat(parent.printed().lines().getFirst()).endsWith(" 0");
        }
    }

    /** A spare that was killed while it waited costs no task. */
    @Test
    void aDeadSpareIsReplaced() throws Exception {
        try (var parent = ParentJvm.of(KillsTheSpare.class, temporary).start()) {
            assertThat(parent.awaitExit()).isZero();
            assertThat(parent.printed().lines()).containsExactly("42", "42", "42");
        }
    }

    /** Each start takes the spare that waits; each spare is used once; the last goes with us. */
    @Test
    void aStartTakesTheSpareThatWaits() throws Exception {
        try (var parent = ParentJvm.of(StartsSeveral.class, temporary)
                .options("-Dprocesy.spares=1")
                .start()) {
            assertThat(parent.awaitExit()).isZero();
            List<String> lines = parent.printed().lines();
            assertThat(lines.getFirst()).isEqualTo("new true");
            // One that is seen may not have been put on the shelf yet.
            assertThat(lines.subList(1, 6)).contains("spare true")
                    .isSubsetOf("spare true", "new true");
            ParentJvm.awaitGone(MOMENT, List.of(Long.parseLong(lines.getLast().substring(4))));
            parent.awaitNoFolders(MOMENT);
        }
    }
}
