package io.github.procesy.sync;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.procesy.process.ChildProcess;
import io.github.procesy.support.AnyLauncher;
import io.github.procesy.support.TestThread;
import io.github.procesy.sync.Twins.Plain;
import io.github.procesy.sync.Twins.TestedLatch;
import io.github.procesy.testing.Conditions;
import io.github.procesy.testing.Hostile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A latch does what {@link CountDownLatch} does, among processes too. */
@AnyLauncher
final class SharedCountDownLatchTest {
    private static final Duration TIME = Duration.ofSeconds(20);

    @ParameterizedTest
    @EnumSource
    void countsDownToZeroAndNoFurther(Plain kind) throws Exception {
        assertThatThrownBy(() -> kind.latch(-1)).isInstanceOf(IllegalArgumentException.class);
        try (TestedLatch latch = kind.latch(2)) {
            assertThat(latch.toString()).contains("Count = 2");
            for (long expected : new long[] {2, 1, 0, 0}) {
                assertThat(latch.getCount()).isEqualTo(expected);
                assertThat(latch.await(0, TimeUnit.SECONDS)).isEqualTo(expected == 0);
                latch.countDown();
            }
            latch.await();
            assertThat(latch.toString()).contains("Count = 0");
        }
        try (TestedLatch open = kind.latch(0)) {
            open.await();
            assertThat(open.await(-1, TimeUnit.SECONDS)).isTrue();
        }
        try (TestedLatch large = kind.latch(Integer.MAX_VALUE)) {
            large.countDown();
            assertThat(large.getCount()).isEqualTo(Integer.MAX_VALUE - 1L);
        }
    }

    @ParameterizedTest
    @EnumSource
    void givesUpWhenTheTimeIsOver(Plain kind) throws Exception {
        try (TestedLatch latch = kind.latch(1)) {
            for (long time : new long[] {0, -1, Long.MIN_VALUE}) {
                assertThat(latch.await(time, TimeUnit.DAYS)).isFalse();
            }
            long start = System.nanoTime();
            assertThat(latch.await(30, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(30_000_000);
            assertThatThrownBy(() -> latch.await(1, null))
                    .isInstanceOf(NullPointerException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anInterrupt(Plain kind) {
        try (TestedLatch latch = kind.latch(1); TestedLatch open = kind.latch(0)) {
            for (TestThread.Body call : List.<TestThread.Body>of(latch::await,
                    () -> latch.await(0, TimeUnit.SECONDS),
                    () -> latch.await(1, TimeUnit.HOURS), open::await,
                    () -> open.await(1, TimeUnit.HOURS))) {
                TestThread.start(() -> {
                    Thread.currentThread().interrupt();
                    call.run();
                }).throwsA(InterruptedException.class);
            }
            TestThread.start(latch::await).interrupt().throwsA(InterruptedException.class);
            TestThread.start(() -> latch.await(1, TimeUnit.HOURS))
                    .interrupt()
                    .throwsA(InterruptedException.class);
            TestThread.start(() -> {
                Thread.currentThread().interrupt();
                latch.countDown();
                assertThat(latch.getCount()).isZero();
            }).endsInterrupted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void letsAllGoAtOnce(Plain kind) {
        try (TestedLatch latch = kind.latch(3)) {
            List<TestThread> threads = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                TestThread.Body body = switch (i % 3) {
                    case 0 -> latch::await;
                    case 1 -> () -> assertThat(latch.await(1, TimeUnit.HOURS)).isTrue();
                    default -> () -> assertThat(latch.await(Long.MAX_VALUE, TimeUnit.DAYS))
                            .isTrue();
                };
                threads.add(i % 2 == 0 ? TestThread.start(body) : TestThread.startVirtual(body));
            }
            latch.countDown();
            latch.countDown();
            assertThat(threads).allMatch(TestThread::isRunning);
            latch.countDown();
            threads.forEach(TestThread::ends);
        }
    }

    @Test
    void processesCountDownAndWait() throws Exception {
        try (var ready = SharedCountDownLatch.create(3); var go = SharedCountDownLatch.create(1)) {
            List<ChildProcess<Boolean>> children = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                children.add(ChildProcess.start(() -> {
                    ready.countDown();
                    return go.await(20, TimeUnit.SECONDS);
                }));
            }
            assertThat(ready.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(children).allMatch(ChildProcess::isAlive);
            go.countDown();
            for (var child : children) {
                assertThat(child.result()).isTrue();
            }
        }
    }

    @Test
    void whatTheDeadHadRegisteredForIsDone() throws Exception {
        try (var latch = SharedCountDownLatch.create(5);
                var registered = SharedEvent.create();
                var child = ChildProcess.start(() -> {
                    latch.register(3);
                    latch.countDown();
                    registered.set();
                    Hostile.hang();
                })) {
            registered.await();
            assertThat(latch.getCount()).isEqualTo(4);
            assertThatThrownBy(() -> latch.register(3))
                    .isInstanceOf(IllegalArgumentException.class);
            latch.countDown();
            latch.countDown();
            assertThat(latch.getCount()).isEqualTo(2);
            TestThread waiter = TestThread.start(latch::await);
            child.kill();
            waiter.ends();
            Conditions.await("the count is zero", TIME, () -> latch.getCount() == 0);
        }
    }
}
