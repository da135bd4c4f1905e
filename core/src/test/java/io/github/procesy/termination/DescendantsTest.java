package io.github.procesy.termination;

import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.procesy.process.ChildProcess;
import io.github.procesy.process.Output;
import io.github.procesy.support.ParentJvm;
import io.github.procesy.support.Printed;
import io.github.procesy.testing.Conditions;
import io.github.procesy.testing.Hostile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The end of a process takes its descendants along, those of the library and others. */
class DescendantsTest {
    private static final Duration MOMENT = Duration.ofSeconds(20);

    private final Printed printed = new Printed();
    private final List<Long> descendants = new ArrayList<>();

    @AfterEach
    void killWhatSurvived() {
        descendants.forEach(
                pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    }

    /** A grandchild has a private folder too; its parent is in no state to delete it. */
    private static void assertNoFolderOf(ChildProcess<?> child) {
        String ofChild = "procesy-" + child.pid() + "-";
        File temporary = new File(System.getProperty("java.io.tmpdir"));
        Conditions.await("no private folder is left", MOMENT,
                () -> temporary.list((folder, name) -> name.startsWith(ofChild)).length == 0,
                () -> ofChild + "*");
    }

    private ChildProcess<Void> family(boolean obeys) {
        ChildProcess<Void> child = ChildProcess.builder()
                .stdout(Output.lines(printed))
                .start(() -> {
                    var sleep = new ProcessBuilder("sh", "-c", "sleep 300 & wait").start();
                    var grandchild = ChildProcess.start(() -> {
                        System.out.println("up");
                        Hostile.hang();
                    });
                    Conditions.await("the shell has a child", Duration.ofSeconds(10),
                            () -> sleep.descendants().count() == 1);
                    System.out.println("shell " + sleep.pid());
                    System.out.println("sleep " + sleep.descendants()
                            .findFirst()
                            .orElseThrow()
                            .pid());
                    System.out.println("grandchild " + grandchild.pid());
                    if (obeys) {
                        Hostile.sleepForEver();
                    }
                    Hostile.hang();
                });
        for (String name : List.of("shell ", "sleep ", "grandchild ")) {
            descendants.add(Long.parseLong(printed.awaitAfter(name)));
        }
        printed.await("up");
        return child;
    }

    @Test
    void killTakesThem() throws Exception {
        try (var child = family(false)) {
            child.kill();
            assertThat(child.join(MOMENT)).isTrue();
            ParentJvm.awaitGone(MOMENT, descendants);
            assertNoFolderOf(child);
        }
    }

    @Test
    void theEndOfTheGraceTakesThem() throws Exception {
        try (var child = family(false)) {
            child.terminate(Duration.ofMillis(100));
            assertThat(child.join(Duration.ofSeconds(5))).isTrue();
            ParentJvm.awaitGone(MOMENT, descendants);
            assertNoFolderOf(child);
        }
    }

    @Test
    void theyAreTakenAlsoWhenTheTaskObeys() throws Exception {
        try (var child = family(true)) {
            child.terminate(Duration.ofSeconds(2));
            assertThat(child.join(Duration.ofSeconds(9))).isTrue();
            ParentJvm.awaitGone(MOMENT, descendants);
            assertNoFolderOf(child);
        }
    }

    /** A descendant that is being started while the kill comes does not slip through. */
    @Test
    void killTakesThoseThatAreBeingStarted() throws Exception {
        String mark = "9753" + ProcessHandle.current().pid();
        try {
            for (int round = 0; round < 4; round++) {
                Printed lines = new Printed();
                try (var child = ChildProcess.builder()
                        .stdout(Output.lines(lines))
                        .start(() -> {
                            for (int i = 0; i < 300; i++) {
                                var _ = new ProcessBuilder("sleep", mark).start();
                                if (i == 10) {
                                    System.out.println("ready");
                                }
                            }
                            Hostile.hang();
                        })) {
                    lines.await("ready");
                    child.kill();
                    assertThat(child.join(Duration.ofSeconds(5))).isTrue();
                }
                Conditions.await("all are gone", MOMENT, () -> marked(mark).isEmpty(),
                        () -> marked(mark).toString());
            }
        } finally {
            marked(mark).forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static List<ProcessHandle> marked(String mark) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .filter(arguments -> List.of(arguments).equals(List.of(mark)))
                        .isPresent())
                .toList();
    }
}
