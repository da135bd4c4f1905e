package io.github.procesy.sync;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.procesy.support.AnyLauncher;
import io.github.procesy.support.TestThread;
import io.github.procesy.sync.Twins.Kind;
import io.github.procesy.sync.Twins.TestedLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A lock does what {@link java.util.concurrent.locks.ReentrantLock} does. */
@AnyLauncher
@SuppressWarnings("LockNotBeforeTry") // the tests are about what is between
final class SharedLockTwinTest {
    private static TestThread lockInThread(TestedLock lock) {
        TestThread waiter = TestThread.start(() -> {
            lock.lock();
            lock.unlock();
        });
        return waiter.until("it waits", () -> lock.hasQueuedThread(waiter.thread()));
    }

    @ParameterizedTest
    @EnumSource
    void countsHolds(Kind kind) throws Exception {
        try (TestedLock lock = kind.lock()) {
            assertThat(lock.isFair()).isEqualTo(kind.isFair());
            for (int i = 1; i <= 100; i++) {
                switch (i % 4) {
                    case 0 -> lock.lock();
                    case 1 -> lock.lockInterruptibly();
                    case 2 -> assertThat(lock.tryLock()).isTrue();
                    default -> assertThat(lock.tryLock(0, TimeUnit.SECONDS)).isTrue();
                }
                assertThat(lock.getHoldCount()).isEqualTo(i);
            }
            TestThread.start(() -> {
                assertThat(lock.isLocked()).isTrue();
                assertThat(lock.isHeldByCurrentThread()).isFalse();
                assertThat(lock.getHoldCount()).isZero();
                assertThat(lock.tryLock()).isFalse();
                assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
            }).ends();
            for (int i = 99; i >= 0; i--) {
                assertThat(lock.isHeldByCurrentThread()).isTrue();
                lock.unlock();
                assertThat(lock.getHoldCount()).isEqualTo(i);
            }
            assertThat(lock.isLocked()).isFalse();
            assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesNull(Kind kind) {
        try (TestedLock lock = kind.lock()) {
            assertThatThrownBy(() -> lock.tryLock(1, null))
                    .isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> lock.hasQueuedThread(null))
                    .isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> lock.hasWaiters(null))
                    .isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> lock.getWaitQueueLength(null))
                    .isInstanceOf(NullPointerException.class);
            assertThat(lock.isLocked()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void givesUpWhenTheTimeIsOver(Kind kind) throws Exception {
        try (TestedLock lock = kind.lock()) {
            for (long time : new long[] {0, -1, Long.MIN_VALUE}) {
                assertThat(lock.tryLock(time, TimeUnit.NANOSECONDS)).isTrue();
                lock.unlock();
            }
            lock.lock();
            TestThread.start(() -> {
                for (long time : new long[] {0, -1, Long.MIN_VALUE}) {
                    assertThat(lock.tryLock(time, TimeUnit.SECONDS)).isFalse();
                }
                long start = System.nanoTime();
                assertThat(lock.tryLock(30, TimeUnit.MILLISECONDS)).isFalse();
                assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(30_000_000);
            }).ends();
            assertThat(lock.hasQueuedThreads()).isFalse();
            TestThread patient = TestThread.start(() -> {
                assertThat(lock.tryLock(Long.MAX_VALUE, TimeUnit.DAYS)).isTrue();
                lock.unlock();
            });
            patient.until("it waits", lock::hasQueuedThreads);
            lock.unlock();
            patient.ends();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptBefore(Kind kind) {
        try (TestedLock lock = kind.lock()) {
            TestThread.start(() -> {
                Thread.currentThread().interrupt();
                lock.lockInterruptibly();
            }).throwsA(InterruptedException.class);
            TestThread.start(() -> {
                Thread.currentThread().interrupt();
                lock.tryLock(0, TimeUnit.SECONDS);
            }).throwsA(InterruptedException.class);
            assertThat(lock.isLocked()).isFalse();
            TestThread.start(() -> {
                Thread.currentThread().interrupt();
                lock.lock();
                lock.unlock();
            }).endsInterrupted();
            TestThread.start(() -> {
                Thread.currentThread().interrupt();
                assertThat(lock.tryLock()).isTrue();
                lock.unlock();
            }).endsInterrupted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptMeanwhile(Kind kind) {
        try (TestedLock lock = kind.lock()) {
            lock.lock();
            List<TestThread> given = List.of(TestThread.start(lock::lockInterruptibly),
                    TestThread.start(() -> lock.tryLock(1, TimeUnit.HOURS)));
            for (TestThread thread : given) {
                thread.until("it waits", () -> lock.hasQueuedThread(thread.thread()));
                thread.interrupt().throwsA(InterruptedException.class);
                assertThat(lock.hasQueuedThread(thread.thread())).isFalse();
            }
            TestThread kept = lockInThread(lock).interrupt();
            TestThread behind = lockInThread(lock);
            assertThat(kept.isRunning()).isTrue();
            assertThat(lock.getQueueLength()).isEqualTo(2);
            lock.unlock();
            kept.endsInterrupted();
            behind.ends();
        }
    }

    @ParameterizedTest
    @EnumSource
    void tellsWhoWaits(Kind kind) {
        try (TestedLock lock = kind.lock()) {
            assertThat(lock.hasQueuedThreads()).isFalse();
            lock.lock();
            TestThread first = lockInThread(lock);
            assertThat(lock.getQueueLength()).isEqualTo(1);
            TestThread second = lockInThread(lock);
            assertThat(lock.getQueueLength()).isEqualTo(2);
            assertThat(lock.hasQueuedThread(Thread.currentThread())).isFalse();
            assertThat(lock.hasQueuedThread(first.thread())).isTrue();
            lock.unlock();
            first.ends();
            second.ends();
            assertThat(lock.getQueueLength()).isZero();
            assertThat(lock.hasQueuedThread(first.thread())).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TWIN_FAIR", "SHARED_FAIR"})
    void goesInOrderIfItIsFair(Kind kind) {
        try (TestedLock lock = kind.lock()) {
            List<Integer> order = Collections.synchronizedList(new ArrayList<>());
            List<TestThread> threads = new ArrayList<>();
            lock.lock();
            for (int i = 0; i < 8; i++) {
                int number = i;
                TestThread thread = TestThread.start(() -> {
                    lock.lock();
                    order.add(number);
                    lock.unlock();
                });
                threads.add(
                        thread.until("it waits", () -> lock.hasQueuedThread(thread.thread())));
            }
            lock.unlock();
            threads.forEach(TestThread::ends);
            assertThat(order).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        }
    }

    @ParameterizedTest
    @EnumSource
    void excludesThreadsOfAllKinds(Kind kind) {
        try (TestedLock lock = kind.lock()) {
            int[] count = new int[1];
            AtomicInteger missed = new AtomicInteger();
            List<TestThread> threads = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                TestThread.Body body = () -> {
                    for (int round = 0; round < 300; round++) {
                        switch (round % 3) {
                            case 0 -> lock.lock();
                            case 1 -> lock.lockInterruptibly();
                            default -> {
                                if (!lock.tryLock(round % 7, TimeUnit.MICROSECONDS)) {
                                    missed.incrementAndGet();
                                    continue;
                                }
                            }
                        }
                        count[0]++;
                        lock.unlock();
                    }
                };
                threads.add(i % 2 == 0 ? TestThread.start(body) : TestThread.startVirtual(body));
            }
            threads.forEach(TestThread::ends);
            assertThat(count[0] + missed.get()).isEqualTo(6 * 300);
            assertThat(lock.isLocked()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void saysWhetherItIsLocked(Kind kind) {
        try (TestedLock lock = kind.lock()) {
            assertThat(lock.toString()).contains("Unlocked");
            lock.lock();
            assertThat(lock.toString()).contains("Locked by");
            lock.unlock();
            assertThat(lock.toString()).contains("Unlocked");
        }
    }
}
