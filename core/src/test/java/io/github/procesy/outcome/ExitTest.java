package io.github.procesy.outcome;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.procesy.process.ChildProcess;
import io.github.procesy.process.Outcome;
import io.github.procesy.process.Output;
import io.github.procesy.process.ProcessFailedException;
import io.github.procesy.support.Printed;
import io.github.procesy.testing.Conditions;
import io.github.procesy.testing.Hostile;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The process ends before its task does: it exits, or a signal ends it. */
class ExitTest {
    @Test
    void everyExitCodeIsTold() throws Exception {
        List<Integer> codes = List.of(0, 1, 3, 5, 137, 139, 143, 255);
        List<ChildProcess<?>> children = new ArrayList<>();
        for (int code : codes) {
            children.add(ChildProcess.builder()
                    .name("exit-" + code)
                    .start(() -> System.exit(code)));
        }
        for (int i = 0; i < codes.size(); i++) {
            Outcome<?> outcome = children.get(i).join();
            assertThat(outcome).isEqualTo(
                    new Outcome.Exited<>(codes.get(i), outcome.evidence()));
            assertThat(outcome.evidence().exitCode()).isEqualTo(codes.get(i));
            assertThat(children.get(i).exitCode()).hasValue(codes.get(i));
            assertThat(outcome.toString()).matches("process 'exit-" + codes.get(i) + "' \\(pid "
                    + children.get(i).pid() + ", ExitTest\\.\\w+\\) exited with code "
                    + codes.get(i)
                    + " before its task ended after \\d+ ms");
        }
        assertThatThrownBy(children.getFirst()::result)
                .isInstanceOf(ProcessFailedException.class)
                .hasNoCause()
                .hasMessageContaining("exited with code 0 before its task ended");
    }

    @Test
    void haltIsAnExitToo() throws Exception {
        try (var child = ChildProcess.start(() -> Runtime.getRuntime().halt(3))) {
            assertThat(child.join()).isInstanceOfSatisfying(Outcome.Exited.class,
                    exited -> assertThat(exited.code()).isEqualTo(3));
        }
    }

    @Test
    void anExitFromAnotherThreadWhileTheTaskRuns() throws Exception {
        try (var child = ChildProcess.start(() -> {
            Thread.ofPlatform().start(() -> System.exit(9));
            Hostile.hang();
        })) {
            assertThat(child.join()).isInstanceOfSatisfying(Outcome.Exited.class,
                    exited -> assertThat(exited.code()).isEqualTo(9));
        }
    }

    @Test
    void theLastLinesOfStderrAreEvidenceAndInTheMessage() throws Exception {
        try (var child = ChildProcess.builder().stderr(Output.discard()).start(() -> {
            for (int i = 0; i < 100; i++) {
                System.err.println("complaint " + i);
            }
            System.exit(4);
        })) {
            List<String> lines = child.join().evidence().lastErrorLines();
            assertThat(lines).hasSize(40).startsWith("complaint 60").endsWith("complaint 99");
            assertThatThrownBy(child::result).hasMessageContaining("exited with code 4")
                    .hasMessageEndingWith("complaint 98\n    complaint 99")
                    .hasMessageNotContaining("complaint 89");
        }
    }

    @Test
    void signalsFromOutsideAreNamed() throws Exception {
        List<String> signals = new ArrayList<>(List.of("KILL", "TERM", "ABRT"));
        if (!Hostile.isIgnored("HUP")) {
            signals.add("HUP");
        }
        List<Integer> numbers = List.of(9, 15, 6, 1);
        List<Printed> printed = new ArrayList<>();
        List<ChildProcess<?>> children = new ArrayList<>();
        for (String signal : signals) {
            Printed lines = new Printed();
            printed.add(lines);
            children.add(ChildProcess.builder()
                    .name(signal)
                    .stdout(Output.lines(lines))
                    .stderr(Output.discard())
                    .start(() -> {
                        System.out.println("ready");
                        Hostile.hang();
                    }));
        }
        for (int i = 0; i < signals.size(); i++) {
            printed.get(i).await("ready");
            Hostile.signal(signals.get(i), children.get(i).pid());
        }
        for (int i = 0; i < signals.size(); i++) {
            Outcome<?> outcome = children.get(i).join();
            int number = numbers.get(i);
            assertThat(outcome).isEqualTo(new Outcome.Killed<>(number, outcome.evidence()));
            assertThat(outcome.evidence().endRequested()).isFalse();
            assertThat(outcome.evidence().exitCode()).isEqualTo(128 + number);
            assertThat(outcome.toString()).contains("was killed by SIG" + signals.get(i) + " ("
                    + number + ") after").doesNotContain("on request");
        }
    }

    @Test
    void aKillOnRequestIsToldApart() throws Exception {
        try (var child = ChildProcess.start(Hostile::hang)) {
            child.kill();
            Outcome<Void> outcome = child.join();
            assertThat(outcome).isEqualTo(new Outcome.Killed<>(9, outcome.evidence()));
            assertThat(outcome.toString()).contains("was killed by SIGKILL (9) on request after");
            assertThatThrownBy(child::result).isInstanceOfSatisfying(
                    ProcessFailedException.class,
                    e -> assertThat(e.outcome()).isSameAs(outcome));
        }
    }

    /** A kill in the middle of an orderly shutdown is a kill, not an exit with code 137. */
    @Test
    void aKillDuringShutdownHooksIsAKill() throws Exception {
        Printed printed = new Printed();
        try (var child = ChildProcess.builder().stdout(Output.lines(printed)).start(() -> {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                Conditions.await("the exit was announced", Duration.ofSeconds(5),
                        () -> Thread.getAllStackTraces()
                                .keySet()
                                .stream()
                                .noneMatch(thread -> thread.getName().equals("procesy-exit")));
                System.out.println("in the hook");
                Hostile.hang();
            }));
            System.exit(0);
        })) {
            printed.await("in the hook");
            child.kill();
            assertThat(child.join()).isInstanceOfSatisfying(Outcome.Killed.class,
                    killed -> assertThat(killed.signal()).isEqualTo(9));
        }
    }

    @Test
    void aResultCountsMoreThanTheEndAfterIt() throws Exception {
        try (var child = ChildProcess.start(() -> {
            Thread task = Thread.currentThread();
            Thread.ofPlatform().start(() -> {
                Conditions.await("the task has ended", Duration.ofSeconds(20),
                        () -> !task.isAlive());
                Runtime.getRuntime().halt(77);
            });
            return "value";
        })) {
            assertThat(child.result()).isEqualTo("value");
            assertThat(child.join()).isInstanceOf(Outcome.Returned.class);
            assertThat(child.exitCode()).hasValue(77);
        }
    }

    @Test
    void aJvmThatDoesNotComeUpIsNotStarted() throws Exception {
        try (var child = ChildProcess.builder()
                .name("wrong")
                .stderr(Output.discard())
                .jvmOptions("-XX:NoSuchOption")
                .start(() -> 1)) {
            Outcome<Integer> outcome = child.join();
            assertThat(outcome).isInstanceOf(Outcome.NotStarted.class);
            assertThat(outcome.evidence().lastErrorLines())
                    .anyMatch(line -> line.contains("NoSuchOption"));
            assertThat(outcome.toString()).contains(
                    "process 'wrong' (pid " + child.pid() + ", ExitTest.", ") ended before its task"
                            + " began, with exit code 1 after");
            assertThatThrownBy(child::result).isInstanceOf(ProcessFailedException.class)
                    .hasMessageContaining("NoSuchOption");
        }
    }
}
