package io.github.procesy.sync;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.procesy.process.ChildProcess;
import io.github.procesy.support.AnyLauncher;
import io.github.procesy.support.TestThread;
import io.github.procesy.sync.Twins.Plain;
import io.github.procesy.sync.Twins.TestedBarrier;
import io.github.procesy.testing.Conditions;
import io.github.procesy.testing.Hostile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A barrier does what {@link CyclicBarrier} does, among processes too. */
@AnyLauncher
final class SharedCyclicBarrierTest {
    private static final Duration TIME = Duration.ofSeconds(20);

    private static TestThread waiting(TestedBarrier barrier, TestThread.Body body) {
        int before = barrier.getNumberWaiting();
        return TestThread.start(body)
                .until("it waits", () -> barrier.getNumberWaiting() == before + 1);
    }

    @ParameterizedTest
    @EnumSource
    void needsAParty(Plain kind) {
        for (int parties : new int[] {0, -1}) {
            assertThatThrownBy(() -> kind.barrier(parties))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> kind.barrier(parties, () -> {
            })).isInstanceOf(IllegalArgumentException.class);
        }
        try (TestedBarrier barrier = kind.barrier(2)) {
            assertThat(barrier.getParties()).isEqualTo(2);
            assertThat(barrier.getNumberWaiting()).isZero();
            assertThat(barrier.isBroken()).isFalse();
            assertThatThrownBy(() -> barrier.await(1, null))
                    .isInstanceOf(NullPointerException.class);
            assertThat(barrier.isBroken()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneAloneNeverWaits(Plain kind) throws Exception {
        AtomicInteger actions = new AtomicInteger();
        try (TestedBarrier barrier = kind.barrier(1, actions::incrementAndGet)) {
            assertThat(barrier.await()).isZero();
            assertThat(barrier.await(0, TimeUnit.SECONDS)).isZero();
            assertThat(barrier.await(Long.MIN_VALUE, TimeUnit.SECONDS)).isZero();
            assertThat(actions.get()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void countsDownTheOrderOfArrival(Plain kind) {
        List<Integer> indices = Collections.synchronizedList(new ArrayList<>());
        Thread[] acting = new Thread[1];
        int[] arrivedBefore = new int[1];
        try (TestedBarrier barrier = kind.barrier(4, () -> {
            acting[0] = Thread.currentThread();
            arrivedBefore[0] = indices.size();
        })) {
            List<TestThread> threads = new ArrayList<>();
            int[] index = new int[4];
            for (int i = 0; i < 3; i++) {
                int number = i;
                threads.add(waiting(barrier, () -> {
                    index[number] = number == 1
                            ? barrier.await(Long.MAX_VALUE, TimeUnit.DAYS)
                            : barrier.await();
                    indices.add(index[number]);
                }));
            }
            TestThread last = TestThread.start(() -> index[3] = barrier.await());
            last.ends();
            threads.forEach(TestThread::ends);
            assertThat(index).containsExactly(3, 2, 1, 0);
            assertThat(acting[0]).isSameAs(last.thread());
            assertThat(arrivedBefore[0]).isZero(); // the action came before anybody went on
            assertThat(barrier.getNumberWaiting()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void goesRoundAndRound(Plain kind) {
        for (int parties = 2; parties <= 6; parties += 2) {
            int size = parties;
            AtomicInteger actions = new AtomicInteger();
            AtomicInteger arrivals = new AtomicInteger();
            AtomicInteger wrong = new AtomicInteger();
            AtomicInteger sum = new AtomicInteger();
            try (TestedBarrier barrier = kind.barrier(parties, () -> {
                if (arrivals.get() != size * actions.incrementAndGet()) {
                    wrong.incrementAndGet();
                }
            })) {
                List<TestThread> threads = new ArrayList<>();
                for (int i = 0; i < parties; i++) {
                    TestThread.Body body = () -> {
                        for (int round = 0; round < 100; round++) {
                            arrivals.incrementAndGet();
                            sum.addAndGet(barrier.await());
                        }
                    };
                    threads.add(
                            i % 2 == 0 ? TestThread.start(body) : TestThread.startVirtual(body));
                }
                threads.forEach(TestThread::ends);
                assertThat(actions.get()).isEqualTo(100);
                assertThat(wrong.get()).isZero();
                assertThat(sum.get()).isEqualTo(100 * parties * (parties - 1) / 2);
            }
        }
    }

    private static void isBrokenUntilItIsReset(TestedBarrier barrier) throws Exception {
        assertThat(barrier.isBroken()).isTrue();
        assertThat(barrier.getNumberWaiting()).isZero();
        assertThatThrownBy(barrier::await).isInstanceOf(BrokenBarrierException.class);
        assertThatThrownBy(() -> barrier.await(0, TimeUnit.SECONDS))
                .isInstanceOf(BrokenBarrierException.class);
        // A barrier that is broken does not mind an interrupt.
        TestThread.start(() -> {
            Thread.currentThread().interrupt();
            try {
                barrier.await();
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
        }).throwsA(BrokenBarrierException.class);
        barrier.reset();
        assertThat(barrier.isBroken()).isFalse();
        List<TestThread> threads = new ArrayList<>();
        for (int i = 1; i < barrier.getParties(); i++) {
            threads.add(waiting(barrier, barrier::await));
        }
        assertThat(barrier.await()).isZero();
        threads.forEach(TestThread::ends);
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptBreaksIt(Plain kind) throws Exception {
        try (TestedBarrier barrier = kind.barrier(3)) {
            TestThread one = waiting(barrier, barrier::await);
            TestThread two = waiting(barrier, () -> barrier.await(1, TimeUnit.HOURS));
            one.interrupt().throwsA(InterruptedException.class);
            two.throwsA(BrokenBarrierException.class);
            isBrokenUntilItIsReset(barrier);

            TestThread waits = waiting(barrier, barrier::await);
            TestThread.start(() -> {
                Thread.currentThread().interrupt();
                barrier.await();
            }).throwsA(InterruptedException.class);
            waits.throwsA(BrokenBarrierException.class);
            isBrokenUntilItIsReset(barrier);

            // Also if who comes last is interrupted.
            TestThread first = waiting(barrier, barrier::await);
            TestThread second = waiting(barrier, barrier::await);
            TestThread.start(() -> {
                Thread.currentThread().interrupt();
                barrier.await();
            }).throwsA(InterruptedException.class);
            first.throwsA(BrokenBarrierException.class);
            second.throwsA(BrokenBarrierException.class);
            isBrokenUntilItIsReset(barrier);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTimeThatIsOverBreaksIt(Plain kind) throws Exception {
        try (TestedBarrier barrier = kind.barrier(3)) {
            for (long time : new long[] {0, -1, Long.MIN_VALUE, 20_000_000}) {
                TestThread waits = waiting(barrier, barrier::await);
                long start = System.nanoTime();
                TestThread.start(() -> barrier.await(time, TimeUnit.NANOSECONDS))
                        .throwsA(TimeoutException.class);
                assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(time);
                waits.throwsA(BrokenBarrierException.class);
                isBrokenUntilItIsReset(barrier);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void anActionThatThrowsBreaksIt(Plain kind) throws Exception {
        AtomicInteger actions = new AtomicInteger();
        try (TestedBarrier barrier = kind.barrier(2, () -> {
            if (actions.getAndIncrement() == 0) {
                throw new IllegalCallerException("on purpose");
            }
        })) {
            TestThread waits = waiting(barrier, barrier::await);
            assertThatThrownBy(barrier::await).isInstanceOf(IllegalCallerException.class);
            waits.throwsA(BrokenBarrierException.class);
            isBrokenUntilItIsReset(barrier);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aResetBreaksTheRoundAndNotTheBarrier(Plain kind) throws Exception {
        try (TestedBarrier barrier = kind.barrier(3)) {
            barrier.reset();
            assertThat(barrier.isBroken()).isFalse();
            TestThread one = waiting(barrier, barrier::await);
            TestThread two = waiting(barrier, barrier::await);
            barrier.reset();
            for (int i = 0; i < 200; i++) {
                barrier.reset(); // not even if they look long after that
            }
            one.throwsA(BrokenBarrierException.class);
            two.throwsA(BrokenBarrierException.class);
            assertThat(barrier.isBroken()).isFalse();
            assertThat(barrier.getNumberWaiting()).isZero();
            List<TestThread> threads = List.of(waiting(barrier, barrier::await),
                    waiting(barrier, barrier::await));
            assertThat(barrier.await()).isZero();
            threads.forEach(TestThread::ends);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoComesWhileTheActionRunsHasAllHisTimeInTheNextRound(Plain kind) throws Exception {
        CountDownLatch acts = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (TestedBarrier barrier = kind.barrier(2, () -> {
            acts.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        })) {
            TestThread one = waiting(barrier, barrier::await);
            TestThread two = TestThread.start(barrier::await);
            acts.await();
            long start = System.nanoTime();
            TestThread timed = TestThread.start(() -> barrier.await(50, TimeUnit.MILLISECONDS));
            timed.until("its time is over", () -> System.nanoTime() - start > 80_000_000);
            assertThat(timed.isRunning()).isTrue();
            go.countDown();
            one.ends();
            two.ends();
            timed.throwsA(TimeoutException.class);
            assertThat(barrier.isBroken()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoIsInterruptedWhileTheActionRunsBreaksTheNextRound(Plain kind) throws Exception {
        CountDownLatch acts = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (TestedBarrier barrier = kind.barrier(2, () -> {
            acts.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        })) {
            TestThread one = waiting(barrier, barrier::await);
            TestThread two = TestThread.start(barrier::await);
            acts.await();
            one.interrupt(); // too late for this round
            TestThread early = TestThread.start(() -> {
                Thread.currentThread().interrupt();
                barrier.await();
            });
            early.until("it comes", () -> early.thread().getState() != Thread.State.NEW);
            go.countDown();
            one.endsInterrupted();
            two.ends();
            early.throwsA(InterruptedException.class);
            assertThat(barrier.isBroken()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void noMoreGoOnThanThereAreParties(Plain kind) throws Exception {
        try (TestedBarrier barrier = kind.barrier(2)) {
            AtomicInteger passed = new AtomicInteger();
            AtomicInteger gaveUp = new AtomicInteger();
            for (int round = 0; round < 100; round++) {
                passed.set(0);
                List<TestThread> threads = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    int micros = i == 0 ? 200 : 2_000;
                    threads.add(TestThread.start(() -> {
                        try {
                            barrier.await(micros, TimeUnit.MICROSECONDS);
                            passed.incrementAndGet();
                        } catch (TimeoutException | BrokenBarrierException e) {
                            gaveUp.incrementAndGet();
                        }
                    }));
                }
                threads.forEach(TestThread::ends);
                assertThat(passed.get()).isIn(0, 2);
                barrier.reset();
            }
        }
    }

    @Test
    void hasNoMorePartiesThanCanWait() {
        assertThatThrownBy(() -> SharedCyclicBarrier.create(2049))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2048");
        SharedCyclicBarrier.create(2048).close();
    }

    @Test
    void saysHowManyWait() throws Exception {
        try (var barrier = SharedCyclicBarrier.create(2)) {
            assertThat(barrier.toString()).contains("0 of 2");
            assertThatThrownBy(() -> barrier.await(0, TimeUnit.SECONDS))
                    .isInstanceOf(TimeoutException.class);
            assertThat(barrier.toString()).contains("broken");
        }
    }

    @Test
    void processesAreParties() throws Exception {
        try (var actions = SharedSemaphore.create(0)) {
            var barrier = SharedCyclicBarrier.create(4, actions::release);
            List<ChildProcess<Integer>> children = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                children.add(ChildProcess.start(() -> play(barrier)));
            }
            int sum = play(barrier);
            for (var child : children) {
                sum += child.result();
            }
            assertThat(sum).isEqualTo(100 * (3 + 2 + 1));
            assertThat(actions.availablePermits()).isEqualTo(100);
            assertThat(barrier.isBroken()).isFalse(); // they have done their work
            barrier.close();
        }
    }

    private static int play(SharedCyclicBarrier barrier) throws Exception {
        int sum = 0;
        for (int round = 0; round < 100; round++) {
            sum += barrier.await();
        }
        return sum;
    }

    @Test
    void thePartyThatDiesBreaksIt() throws Exception {
        try (var barrier = SharedCyclicBarrier.create(2);
                var child = ChildProcess.start(() -> {
                    barrier.await();
                    Hostile.hang();
                })) {
            assertThat(barrier.await()).isBetween(0, 1);
            TestThread waiter = TestThread.start(barrier::await);
            waiter.until("it waits", () -> barrier.getNumberWaiting() == 1);
            child.kill();
            waiter.throwsA(BrokenBarrierException.class);
            assertThat(barrier.isBroken()).isTrue();
            barrier.reset();
            assertThat(barrier.isBroken()).isFalse();
            TestThread one = TestThread.start(barrier::await);
            Conditions.await("one waits", TIME, () -> barrier.getNumberWaiting() == 1);
            assertThat(barrier.await()).isZero();
            one.ends();
        }
    }

    @Test
    void aPartyThatHasDoneItsWorkLeavesTheBarrierWhole() throws Exception {
        try (var barrier = SharedCyclicBarrier.create(2)) {
            for (int i = 0; i < 3; i++) {
                try (var child = ChildProcess.start(() -> barrier.await())) {
                    assertThat(barrier.await(20, TimeUnit.SECONDS)).isBetween(0, 1);
                    child.result();
                    child.join();
                }
                assertThat(barrier.isBroken()).isFalse();
            }
        }
    }

    @Test
    void aPartyThatFailsBetweenRoundsBreaksTheBarrier() throws Exception {
        try (var barrier = SharedCyclicBarrier.create(2)) {
            try (var child = ChildProcess.start(() -> {
                barrier.await();
                throw new IllegalStateException("between rounds");
            })) {
                assertThat(barrier.await(20, TimeUnit.SECONDS)).isBetween(0, 1);
                child.join();
            }
            assertThatThrownBy(barrier::await).isInstanceOf(BrokenBarrierException.class);
        }
    }
}
