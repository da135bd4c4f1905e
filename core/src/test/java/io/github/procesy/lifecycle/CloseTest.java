package io.github.procesy.lifecycle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.procesy.process.ChildProcess;
import io.github.procesy.process.Outcome;
import io.github.procesy.process.Output;
import io.github.procesy.support.Printed;
import io.github.procesy.testing.Hostile;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CloseTest {
    @Test
    void closeMayBeCalledAgainAndByManyThreads() throws Exception {
        var child = ChildProcess.builder()
                .terminateGrace(Duration.ofMillis(300))
                .start(Hostile::hang);
        List<Thread> closers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            closers.add(Thread.ofPlatform().start(child::close));
        }
        for (Thread closer : closers) {
            assertThat(closer.join(Duration.ofSeconds(20))).isTrue();
        }
        Outcome<Void> outcome = child.outcome().orElseThrow();
        child.close();
        assertThat(child.outcome()).containsSame(outcome);
    }

    @Test
    void closeFromTheCallbackOfItsEndReturns() throws Exception {
        var child = ChildProcess.start(() -> 3);
        AtomicBoolean closed = new AtomicBoolean();
        child.onExit().thenRun(() -> {
            child.close();
            child.terminate();
            child.kill();
            closed.set(true);
        }).get(20, TimeUnit.SECONDS);
        assertThat(closed).isTrue();
        assertThat(child.result()).isEqualTo(3);
    }

    @Test
    void anInterruptWhileClosingKillsAndStays() throws Exception {
        Printed printed = new Printed();
        var child = ChildProcess.builder()
                .terminateGrace(Duration.ofSeconds(30))
                .stdout(Output.lines(printed))
                .start(() -> {
                    System.out.println("ready");
                    Hostile.hang();
                });
        printed.await("ready");
        long asked = System.nanoTime();
        Thread.currentThread().interrupt();
        child.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(5));
        assertThat(child.outcome().orElseThrow()).isInstanceOf(Outcome.Killed.class);
    }

    @Test
    void theLongestGraceIsNotTooLong() throws Exception {
        Printed printed = new Printed();
        var child = ChildProcess.builder()
                .terminateGrace(Duration.ofSeconds(Long.MAX_VALUE))
                .stdout(Output.lines(printed))
                .start(() -> {
                    System.out.println("ready");
                    Hostile.sleepForEver();
                });
        try {
            printed.await("ready");
            child.close();
            assertThat(child.outcome().orElseThrow()).as("the interrupt ended it")
                    .isInstanceOf(Outcome.Threw.class);
        } finally {
            child.kill();
        }
    }
}
