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
            for (int i = 0; i < 4; i++) {
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

    /** Each start takes the spare that waits; each spare is used once; the last goes with us. */
    @Test
    void aStartTakesTheSpareThatWaits() throws Exception {
        try (var parent = ParentJvm.of(StartsSeveral.class, temporary)
                .options("-Dprocesy.spares=1")
                .start()) {
            assertThat(parent.awaitExit()).isZero();
            List<String> lines = parent.printed().lines();
            assertThat(lines).startsWith("new true", "spare true", "spare true", "spare true");
            ParentJvm.awaitGone(MOMENT, List.of(Long.parseLong(lines.getLast().substring(4))));
            parent.awaitNoFolders(MOMENT);
        }
    }
}
