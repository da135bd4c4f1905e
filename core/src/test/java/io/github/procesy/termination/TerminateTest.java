package io.github.procesy.termination;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.procesy.process.ChildProcess;
import io.github.procesy.process.Outcome;
import io.github.procesy.process.Output;
import io.github.procesy.support.Printed;
import io.github.procesy.testing.Conditions;
import io.github.procesy.testing.Hostile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TerminateTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Printed printed = new Printed();
    private ChildProcess.Builder builder;

    @BeforeEach
    void collectLines() {
        builder = ChildProcess.builder().stdout(Output.lines(printed));
    }

    @Test
    void theTaskSeesTheInterruptAndMayEndInItsOwnWay() throws Exception {
        try (var child = builder.start(() -> {
            try {
                System.out.println("ready");
                Hostile.sleepForEver();
                return "not interrupted";
            } catch (InterruptedException e) {
                return "tidied up";
            }
        })) {
            printed.await("ready");
            child.terminate(LONG);
            assertThat(child.result()).isEqualTo("tidied up");
            assertThat(child.join().evidence().endRequested()).isTrue();
            assertThat(child.join().evidence().lifetime()).isLessThan(Duration.ofSeconds(9));
        }
    }

    @Test
    void shutdownHooksRunIfTheTaskDoesNotEnd() throws Exception {
        try (var child = builder.start(() -> {
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(() -> System.out.println("the hook has run")));
            System.out.println("ready");
            Hostile.hang();
        })) {
            printed.await("ready");
            child.terminate(Duration.ofSeconds(10)); // the interrupt has half of it
            Outcome<Void> outcome = child.join();
            assertThat(outcome).isEqualTo(new Outcome.Killed<>(15, outcome.evidence()));
            assertThat(outcome.toString()).contains("was killed by SIGTERM (15) on request");
            assertThat(printed.lines()).contains("the hook has run");
        }
    }

    @Test
    void whatDoesNotEndIsKilledWhenTheGraceIsOver() throws Exception {
        try (var child = builder.start(() -> {
            Runtime.getRuntime().addShutdownHook(new Thread(Hostile::hang));
            System.out.println("ready");
            Hostile.hang();
        })) {
            printed.await("ready");
            long asked = System.nanoTime();
            child.terminate(Duration.ofMillis(600));
            Outcome<Void> outcome = child.join();
            Duration took = Duration.ofNanos(System.nanoTime() - asked);
            assertThat(took).isBetween(Duration.ofMillis(590), Duration.ofSeconds(4));
            assertThat(outcome).isEqualTo(new Outcome.Killed<>(9, outcome.evidence()));
        }
    }

    @Test
    void withoutAGraceItIsKilledAtOnce() throws Exception {
        try (var child = builder.start(() -> {
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(() -> System.out.println("the hook has run")));
            System.out.println("ready");
            Hostile.hang();
        })) {
            printed.await("ready");
            child.terminate(Duration.ZERO);
            Outcome<Void> outcome = child.join();
            assertThat(outcome).isEqualTo(new Outcome.Killed<>(9, outcome.evidence()));
            assertThat(printed.lines()).doesNotContain("the hook has run");
        }
    }

    @Test
    void aProcessThatHasNotComeUpIsKilledAtOnce() throws Exception {
        try (var child = builder.start(Hostile::hang)) {
            child.terminate(LONG);
            assertThat(child.join(Duration.ofSeconds(9))).isTrue();
            assertThat(child.join().evidence().endRequested()).isTrue();
            assertThat(child.join()).isInstanceOf(Outcome.Killed.class);
        }
    }

    static final class SlowToArrive implements Serializable {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            System.out.println("arriving");
            Hostile.hang();
        }
    }

    @Test
    void aProcessThatHasNotBegunItsTaskIsKilledAtOnce() throws Exception {
        SlowToArrive slow = new SlowToArrive();
        try (var child = builder.terminateGrace(Duration.ZERO).start(slow::toString)) {
            printed.await("arriving");
            child.terminate(LONG);
            assertThat(child.join(Duration.ofSeconds(5))).isTrue();
        }
    }

    @Test
    void theShortestGraceCounts() throws Exception {
        try (var child = builder.start(() -> {
            System.out.println("ready");
            Hostile.hang();
        })) {
            printed.await("ready");
            long asked = System.nanoTime();
            child.terminate(Duration.ofSeconds(60));
            child.terminate(Duration.ofMillis(100));
            child.terminate(Duration.ofSeconds(60));
            assertThat(child.join(Duration.ofSeconds(9))).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - asked))
                    .isLessThan(Duration.ofSeconds(9));
        }
    }

    @Test
    void afterTheEndItHasNoEffect() throws Exception {
        try (var child = ChildProcess.start(() -> 1)) {
            Outcome<Integer> outcome = child.join();
            child.terminate();
            child.terminate(Duration.ZERO);
            child.kill();
            assertThat(child.join()).isSameAs(outcome);
            assertThat(outcome.evidence().endRequested()).isFalse();
        }
    }

    @Test
    void aCallbackOfOneProcessMayEndAnother() throws Exception {
        var second = ChildProcess.start(Hostile::hang);
        try (var first = ChildProcess.start(() -> 1)) {
            first.onExit().thenRun(() -> {
                second.terminate(Duration.ZERO);
                second.close();
            }).get(20, TimeUnit.SECONDS);
            assertThat(second.isAlive()).isFalse();
        }
    }

    @Test
    void aConsumerOfLinesMayEndTheProcessThatPrintsThem() throws Exception {
        CompletableFuture<ChildProcess<?>> self = new CompletableFuture<>();
        try (var child = ChildProcess.builder()
                .stdout(Output.lines(line -> self.join().terminate(Duration.ofMillis(200))))
                .start(() -> {
                    System.out.println("end me");
                    Hostile.hang();
                })) {
            self.complete(child);
            assertThat(child.join(LONG)).isTrue();
        }
    }

    /** The thread that brings the lines may not wait for itself. */
    @Test
    void aConsumerOfLinesMayCloseTheProcessThatPrintsThem() throws Exception {
        CompletableFuture<ChildProcess<?>> self = new CompletableFuture<>();
        try (var child = ChildProcess.builder()
                .terminateGrace(Duration.ZERO)
                .stdout(Output.lines(line -> self.join().close()))
                .start(() -> {
                    System.out.println("end me");
                    Hostile.hang();
                })) {
            self.complete(child);
            assertThat(child.join(Duration.ofSeconds(4))).isTrue();
        }
    }

    @Test
    void aStoppedProcessIsKilledWhenTheGraceIsOver() throws Exception {
        try (var child = builder.start(() -> {
            System.out.println("ready");
            Hostile.sleepForEver();
        })) {
            printed.await("ready");
            Hostile.signal("STOP", child.pid());
            child.terminate(Duration.ofMillis(200));
            assertThat(child.join(Duration.ofSeconds(4))).isTrue();
        }
    }

    @Test
    void anExitThatWasAskedForIsNotDelayedByThreadsOfTheLibrary() throws Exception {
        try (var child = builder.start(() -> {
            System.out.println("ready");
            Hostile.sleepForEver();
        })) {
            printed.await("ready");
            child.terminate(LONG);
            Conditions.await("it has ended", Duration.ofSeconds(5), () -> !child.isAlive());
        }
    }
}
