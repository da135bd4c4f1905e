package io.github.procesy.lifecycle;

import java.io.File;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.github.procesy.process.ChildProcess;
import io.github.procesy.process.CurrentProcess;
import io.github.procesy.process.Outcome;
import io.github.procesy.process.Output;
import io.github.procesy.support.Printed;
import io.github.procesy.testing.Conditions;
import io.github.procesy.testing.Hostile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StartAndJoinTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void theTaskRunsInAProcessOfItsOwn() throws Exception {
        try (var child = ChildProcess.start(() -> ProcessHandle.current().pid())) {
            assertThat(child.result()).isEqualTo(child.pid())
                    .isNotEqualTo(ProcessHandle.current().pid());
            Outcome<Long> outcome = child.join();
            assertThat(outcome).isInstanceOf(Outcome.Returned.class);
            assertThat(outcome.valueOrThrow()).isEqualTo(child.pid());
            assertThat(outcome.evidence().pid()).isEqualTo(child.pid());
            assertThat(outcome.evidence().exitCode()).isZero();
            assertThat(outcome.evidence().endRequested()).isFalse();
            assertThat(outcome.evidence().lifetime()).isPositive().isLessThan(LONG);
            assertThat(child.join()).isSameAs(outcome);
            assertThat(child.outcome()).containsSame(outcome);
            assertThat(child.exitCode()).hasValue(0);
            assertThat(child.isAlive()).isFalse();
            assertThat(child.join(Duration.ZERO)).isTrue();
            assertThat(child.toString()).isEqualTo(outcome.toString())
                    .matches("process 'process-\\d+' \\(pid " + child.pid()
                            + ", StartAndJoinTest\\.\\w+\\) returned after \\d+ ms");
        }
    }

    @Test
    void aLivingProcessHasNoOutcomeYet() throws Exception {
        Printed printed = new Printed();
        try (var child = ChildProcess.builder()
                .name("sleeper")
                .stdout(Output.lines(printed))
                .start(() -> {
                    System.out.println("ready");
                    Hostile.sleepForEver();
                })) {
            printed.await("ready");
            assertThat(child.isAlive()).isTrue();
            assertThat(child.name()).isEqualTo("sleeper");
            assertThat(child.outcome()).isEmpty();
            assertThat(child.exitCode()).isEmpty();
            assertThat(child.onExit()).isNotDone();
            assertThat(child.join(Duration.ZERO)).isFalse();
            assertThat(child.join(Duration.ofSeconds(-1))).isFalse();
            assertThat(child.join(Duration.ofMillis(20))).isFalse();
            assertThat(child)
                    .hasToString("process 'sleeper' (pid " + child.pid() + ") is alive");
            assertThat(CurrentProcess.children()).containsExactly(child);
        }
        assertThat(CurrentProcess.children()).isEmpty();
    }

    @Test
    void theLongestTimeToWaitIsNotTooLong() throws Exception {
        try (var child = ChildProcess.start(() -> 1)) {
            assertThat(child.join(ChronoUnit.FOREVER.getDuration())).isTrue();
        }
    }

    @Test
    void theInterruptOfAWaitingThreadLeavesTheProcessAlone() throws Exception {
        try (var child = ChildProcess.start(Hostile::sleepForEver)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(child::join).isInstanceOf(InterruptedException.class);
            Thread.currentThread().interrupt();
            assertThatThrownBy(child::result).isInstanceOf(InterruptedException.class);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> child.join(LONG)).isInstanceOf(InterruptedException.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            assertThat(child.isAlive()).isTrue();
            child.kill();
            assertThat(child.join(LONG)).isTrue();
        }
    }

    @Test
    void anInterruptedThreadCanStartAProcess() throws Exception {
        Thread.currentThread().interrupt();
        try (var child = ChildProcess.start(() -> 7)) {
            assertThat(Thread.interrupted()).isTrue();
            assertThat(child.result()).isEqualTo(7);
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void onExitHasTheOutcomeAndNoPowerOverTheProcess() throws Exception {
        try (var child = ChildProcess.start(Hostile::sleepForEver)) {
            CompletableFuture<Outcome<Void>> future = child.onExit();
            CompletableFuture<Outcome<Void>> cancelled = child.onExit();
            assertThat(cancelled.cancel(true)).isTrue();
            assertThat(child.isAlive()).isTrue();
            child.kill();
            assertThat(future.get(20, TimeUnit.SECONDS)).isSameAs(child.join())
                    .isInstanceOf(Outcome.Killed.class);
            assertThat(child.onExit()).isCompletedWithValue(child.join());
            assertThatThrownBy(cancelled::join).isInstanceOf(CancellationException.class);
        }
    }

    @Test
    @Timeout(40)
    void aCallbackThatBlocksDelaysNobodyWhoJoins() throws Exception {
        CountDownLatch joined = new CountDownLatch(1);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try (var child = ChildProcess.start(Hostile::sleepForEver)) {
            Thread joiner = Thread.ofPlatform().start(() -> {
                try {
                    child.join();
                } catch (InterruptedException e) {
                    failure.set(e);
                }
                joined.countDown();
            });
            Conditions.await("the joiner waits", LONG,
                    () -> joiner.getState() == Thread.State.WAITING
                            || joiner.getState() == Thread.State.TIMED_WAITING);
            CompletableFuture<Boolean> seen = child.onExit().thenApply(outcome -> {
                try {
                    return joined.await(3, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    return false;
                }
            });
            child.kill();
            assertThat(seen.get(20, TimeUnit.SECONDS)).as("joined while the callback ran").isTrue();
            joiner.join();
            assertThat(failure).hasNullValue();
        }
    }

    @Test
    void aCallbackThatThrowsHarmsNobody() throws Exception {
        try (var child = ChildProcess.start(() -> 1)) {
            var _ = child.onExit().thenRun(() -> {
                throw new IllegalStateException("on purpose");
            });
            assertThat(child.join(LONG)).isTrue();
            assertThat(child.onExit().get(20, TimeUnit.SECONDS).valueOrThrow()).isEqualTo(1);
        }
    }

    @Test
    void manyStartAtOnceFromVirtualThreads() throws Exception {
        List<CompletableFuture<Integer>> results = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            int number = i;
            CompletableFuture<Integer> result = new CompletableFuture<>();
            results.add(result);
            Thread.ofVirtual().start(() -> {
                try (var child = ChildProcess.start(() -> number * number)) {
                    result.complete(child.result());
                } catch (Throwable e) {
                    result.completeExceptionally(e);
                }
            });
        }
        for (int i = 0; i < results.size(); i++) {
            assertThat(results.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(i * i);
        }
    }

    /** Virtual threads of the user may keep all carriers busy: the library must not need one. */
    @Test
    @Timeout(60)
    void virtualThreadsThatComputeDoNotHoldAProcessUp() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        long end = System.nanoTime() + Duration.ofSeconds(35).toNanos();
        int busy = Runtime.getRuntime().availableProcessors();
        CountDownLatch spinning = new CountDownLatch(busy);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < busy; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                spinning.countDown();
                while (done.getCount() > 0 && System.nanoTime() < end) {
                    Thread.onSpinWait();
                }
            }));
        }
        spinning.await();
        try (var child = ChildProcess.start(() -> 5)) {
            boolean ended = child.join(Duration.ofSeconds(30));
            done.countDown();
            assertThat(ended).as("ended while virtual threads computed").isTrue();
        } finally {
            done.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    @Test
    void processesLeaveNoFileDescriptorOpen() throws Exception {
        runOne();
        int before = openFiles();
        for (int i = 0; i < 4; i++) {
            runOne();
            try (var child = ChildProcess.start(Hostile::sleepForEver)) {
                child.kill();
            }
        }
        Conditions.await("the descriptors are closed", Duration.ofSeconds(5),
                () -> openFiles() <= before, () -> before + " before, now " + openFiles());
    }

    private static void runOne() throws InterruptedException {
        try (var child = ChildProcess.start(() -> 1)) {
            child.result();
        }
    }

    private static int openFiles() {
        return new File("/proc/self/fd").list().length;
    }
}
