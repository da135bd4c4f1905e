package io.github.procesy.sync;

import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.procesy.memory.SharedMemory;
import io.github.procesy.process.ChildProcess;
import io.github.procesy.support.AnyLauncher;
import io.github.procesy.support.TestThread;
import io.github.procesy.sync.Twins.Kind;
import io.github.procesy.sync.Twins.TestedSemaphore;
import io.github.procesy.testing.Conditions;
import io.github.procesy.testing.Hostile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A semaphore does what {@link java.util.concurrent.Semaphore} does, among processes too. */
@AnyLauncher
final class SharedSemaphoreTest {
    private static final Duration TIME = Duration.ofSeconds(20);

    private static TestThread acquiring(TestedSemaphore semaphore, TestThread.Body body) {
        int before = semaphore.getQueueLength();
        return TestThread.start(body)
                .until("it waits", () -> semaphore.getQueueLength() == before + 1);
    }

    @ParameterizedTest
    @EnumSource
    void countsPermits(Kind kind) throws Exception {
        try (TestedSemaphore semaphore = kind.semaphore(10)) {
            assertThat(semaphore.isFair()).isEqualTo(kind.isFair());
            assertThat(semaphore.availablePermits()).isEqualTo(10);
            semaphore.acquire();
            semaphore.acquire(2);
            semaphore.acquireUninterruptibly();
            semaphore.acquireUninterruptibly(2);
            assertThat(semaphore.tryAcquire()).isTrue();
            assertThat(semaphore.tryAcquire(1)).isTrue();
            assertThat(semaphore.tryAcquire(1, TimeUnit.SECONDS)).isTrue();
            assertThat(semaphore.tryAcquire(1, 0, TimeUnit.SECONDS)).isTrue();
            assertThat(semaphore.availablePermits()).isZero();
            assertThat(semaphore.tryAcquire()).isFalse();
            semaphore.release();
            semaphore.release(6);
            assertThat(semaphore.tryAcquire(8)).isFalse();
            assertThat(semaphore.drainPermits()).isEqualTo(7);
            assertThat(semaphore.drainPermits()).isZero();
            assertThat(semaphore.toString()).contains("Permits = 0");
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesNegativeNumbersAndNull(Kind kind) {
        try (TestedSemaphore semaphore = kind.semaphore(1)) {
            for (TestThread.Body call : List.<TestThread.Body>of(() -> semaphore.acquire(-1),
                    () -> semaphore.acquireUninterruptibly(-1), () -> semaphore.tryAcquire(-1),
                    () -> semaphore.tryAcquire(-1, 1, TimeUnit.SECONDS),
                    () -> semaphore.release(-1), () -> semaphore.reducePermits(-1))) {
                assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class);
            }
            assertThatThrownBy(() -> semaphore.tryAcquire(1, null))
                    .isInstanceOf(NullPointerException.class);
            assertThat(semaphore.availablePermits()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void zeroPermitsAreThereUnlessThereAreLessThanNone(Kind kind) throws Exception {
        try (TestedSemaphore semaphore = kind.semaphore(0)) {
            semaphore.acquire(0);
            assertThat(semaphore.tryAcquire(0)).isTrue();
            semaphore.release(0);
            semaphore.reducePermits(1);
            assertThat(semaphore.tryAcquire(0)).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void mayHaveLessThanNone(Kind kind) {
        try (TestedSemaphore semaphore = kind.semaphore(-2)) {
            assertThat(semaphore.availablePermits()).isEqualTo(-2);
            assertThat(semaphore.tryAcquire()).isFalse();
            TestThread waiter = acquiring(semaphore, semaphore::acquire);
            semaphore.release(2);
            assertThat(waiter.isRunning()).isTrue();
            semaphore.release();
            waiter.ends();
            semaphore.reducePermits(3);
            assertThat(semaphore.availablePermits()).isEqualTo(-3);
            assertThat(semaphore.drainPermits()).isEqualTo(-3);
            assertThat(semaphore.availablePermits()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesMoreThanAnIntCanCount(Kind kind) {
        try (TestedSemaphore semaphore = kind.semaphore(Integer.MAX_VALUE)) {
            assertThatThrownBy(semaphore::release).isInstanceOf(Error.class);
            assertThat(semaphore.availablePermits()).isEqualTo(Integer.MAX_VALUE);
        }
        try (TestedSemaphore semaphore = kind.semaphore(Integer.MIN_VALUE)) {
            assertThatThrownBy(() -> semaphore.reducePermits(1)).isInstanceOf(Error.class);
            assertThat(semaphore.availablePermits()).isEqualTo(Integer.MIN_VALUE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void givesUpWhenTheTimeIsOver(Kind kind) throws Exception {
        try (TestedSemaphore semaphore = kind.semaphore(0)) {
            for (long time : new long[] {0, -1, Long.MIN_VALUE}) {
                assertThat(semaphore.tryAcquire(time, TimeUnit.DAYS)).isFalse();
            }
            long start = System.nanoTime();
            assertThat(semaphore.tryAcquire(2, 30, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(30_000_000);
            assertThat(semaphore.hasQueuedThreads()).isFalse();
            TestThread patient = acquiring(semaphore, () -> assertThat(
                    semaphore.tryAcquire(Long.MAX_VALUE, TimeUnit.DAYS)).isTrue());
            semaphore.release();
            patient.ends();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptBefore(Kind kind) {
        try (TestedSemaphore semaphore = kind.semaphore(2)) {
            for (TestThread.Body call : List.<TestThread.Body>of(semaphore::acquire,
                    () -> semaphore.acquire(2), () -> semaphore.tryAcquire(0, TimeUnit.SECONDS),
                    () -> semaphore.tryAcquire(2, 1, TimeUnit.SECONDS))) {
                TestThread.start(() -> {
                    Thread.currentThread().interrupt();
                    call.run();
                }).throwsA(InterruptedException.class);
            }
            assertThat(semaphore.availablePermits()).isEqualTo(2);
            TestThread.start(() -> {
                Thread.currentThread().interrupt();
                semaphore.acquireUninterruptibly();
                assertThat(semaphore.tryAcquire()).isTrue();
            }).endsInterrupted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptMeanwhile(Kind kind) {
        try (TestedSemaphore semaphore = kind.semaphore(0)) {
            for (TestThread.Body call : List.<TestThread.Body>of(semaphore::acquire,
                    () -> semaphore.acquire(2), () -> semaphore.tryAcquire(1, TimeUnit.HOURS),
                    () -> semaphore.tryAcquire(2, 1, TimeUnit.HOURS))) {
                acquiring(semaphore, call).interrupt().throwsA(InterruptedException.class);
                assertThat(semaphore.hasQueuedThreads()).isFalse();
            }
            TestThread kept = acquiring(semaphore, semaphore::acquireUninterruptibly).interrupt();
            TestThread behind = acquiring(semaphore, semaphore::acquire);
            semaphore.release();
            kept.endsInterrupted();
            semaphore.release();
            behind.ends();
            assertThat(semaphore.availablePermits()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoLeavesLetsTheNextGo(Kind kind) {
        try (TestedSemaphore semaphore = kind.semaphore(1)) {
            TestThread large = acquiring(semaphore, () -> semaphore.acquire(2));
            TestThread small = TestThread.start(() -> {
                if (kind.isFair()) {
                    semaphore.acquire();
                }
            });
            if (kind.isFair()) {
                small.until("it waits", () -> semaphore.getQueueLength() == 2);
            }
            large.interrupt().throwsA(InterruptedException.class);
            small.ends();
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneReleaseLetsSeveralGo(Kind kind) {
        try (TestedSemaphore semaphore = kind.semaphore(0)) {
            List<TestThread> threads = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                threads.add(acquiring(semaphore, semaphore::acquire));
            }
            semaphore.release(5);
            threads.forEach(TestThread::ends);
            assertThat(semaphore.availablePermits()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TWIN_FAIR", "SHARED_FAIR"})
    void goesInOrderIfItIsFair(Kind kind) throws Exception {
        try (TestedSemaphore semaphore = kind.semaphore(0)) {
            List<Integer> order = Collections.synchronizedList(new ArrayList<>());
            List<TestThread> threads = new ArrayList<>();
            int[] permits = {3, 1, 2};
            for (int wanted : permits) {
                threads.add(acquiring(semaphore, () -> {
                    semaphore.acquire(wanted);
                    order.add(wanted);
                }));
            }
            semaphore.release(2);
            assertThat(semaphore.tryAcquire(0, TimeUnit.SECONDS)).isFalse(); // behind the others
            assertThat(semaphore.tryAcquire()).isTrue(); // barges in
            semaphore.release();
            assertThat(order).isEmpty();
            semaphore.release();
            threads.get(0).ends();
            semaphore.release();
            threads.get(1).ends();
            semaphore.release(2);
            threads.get(2).ends();
            assertThat(order).containsExactly(3, 1, 2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void neverLetsMoreInThanThereArePermits(Kind kind) {
        try (TestedSemaphore semaphore = kind.semaphore(3)) {
            AtomicInteger inside = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            List<TestThread> threads = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                int permits = 1 + i % 3;
                TestThread.Body body = () -> {
                    for (int round = 0; round < 200; round++) {
                        semaphore.acquire(permits);
                        most.accumulateAndGet(inside.addAndGet(permits), Math::max);
                        inside.addAndGet(-permits);
                        semaphore.release(permits);
                    }
                };
                threads.add(i % 2 == 0 ? TestThread.start(body) : TestThread.startVirtual(body));
            }
            threads.forEach(TestThread::ends);
            assertThat(most.get()).isBetween(1, 3);
            assertThat(semaphore.availablePermits()).isEqualTo(3);
        }
    }

    @Test
    void drainedOfLessThanNoneWithOwnersItHasNone() {
        try (var semaphore = SharedSemaphore.builder(2).owners(true).create()) {
            assertThat(semaphore.tryAcquire()).isTrue();
            semaphore.reducePermits(4);
            assertThat(semaphore.availablePermits()).isEqualTo(-3);
            assertThat(semaphore.drainPermits()).isEqualTo(-3);
            assertThat(semaphore.availablePermits()).isZero();
            semaphore.release();
            assertThat(semaphore.availablePermits()).isEqualTo(1);
            assertThatThrownBy(semaphore::release)
                    .isInstanceOf(IllegalMonitorStateException.class);
        }
    }

    /** The least number of free permits is that of an int, with owners too, whose free permits are a difference. */
    @Test
    void withOwnersThereIsALeastNumberOfPermitsToo() throws Exception {
        try (var semaphore = SharedSemaphore.builder(Integer.MAX_VALUE).owners(true).create()) {
            semaphore.acquire(Integer.MAX_VALUE);
            semaphore.reducePermits(Integer.MAX_VALUE);
            semaphore.reducePermits(1);
            assertThat(semaphore.availablePermits()).isEqualTo(Integer.MIN_VALUE);
            assertThatThrownBy(() -> semaphore.reducePermits(1)).isInstanceOf(Error.class)
                    .hasMessageContaining("underflow");
            assertThat(semaphore.drainPermits()).isEqualTo(Integer.MIN_VALUE);
            assertThat(semaphore.availablePermits()).isZero();
        }
    }

    @Test
    void processesShareThePermits() throws Exception {
        try (var semaphore = SharedSemaphore.create(2); var memory = SharedMemory.create(8)) {
            var inside = ValueLayout.JAVA_INT.varHandle();
            List<ChildProcess<?>> children = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                children.add(ChildProcess.start(() -> {
                    var handle = ValueLayout.JAVA_INT.varHandle();
                    for (int round = 0; round < 300; round++) {
                        semaphore.acquire();
                        int now = 1 + (int) handle.getAndAdd(memory.segment(), 0L, 1);
                        if (now > 2) {
                            handle.setVolatile(memory.segment(), 4L, now);
                        }
                        int left = (int) handle.getAndAdd(memory.segment(), 0L, -1);
                        assertThat(left).isPositive();
                        semaphore.release();
                    }
                }));
            }
            for (var child : children) {
                child.result();
            }
            assertThat((int) inside.getVolatile(memory.segment(), 4L)).isZero();
            assertThat(semaphore.availablePermits()).isEqualTo(2);
        }
    }

    @Test
    void theDeadGiveBackWhatTheyOwned() throws Exception {
        try (var semaphore = SharedSemaphore.builder(3).owners(true).create();
                var child = ChildProcess.start(() -> {
                    semaphore.acquire(2);
                    Hostile.hang();
                })) {
            Conditions.await("the child has two", TIME, () -> semaphore.availablePermits() == 1);
            TestThread waiter = TestThread.start(() -> semaphore.acquire(3));
            waiter.until("it waits", semaphore::hasQueuedThreads);
            child.kill();
            waiter.ends();
            semaphore.release(3);
            assertThat(semaphore.availablePermits()).isEqualTo(3);
        }
    }
}
