package io.github.procesy.sync;

import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;

import io.github.procesy.memory.SharedMemory;
import io.github.procesy.process.ChildProcess;
import io.github.procesy.support.AnyLauncher;
import io.github.procesy.support.TestThread;
import io.github.procesy.sync.Twins.Plain;
import io.github.procesy.sync.Twins.TestedReadWriteLock;
import io.github.procesy.testing.Conditions;
import io.github.procesy.testing.Hostile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A read-write lock does what a fair {@link java.util.concurrent.locks.ReentrantReadWriteLock} does. */
@AnyLauncher
@SuppressWarnings("LockNotBeforeTry") // the tests are about what is between
final class SharedReadWriteLockTest {
    private static final Duration TIME = Duration.ofSeconds(20);

    private static TestThread waiting(TestedReadWriteLock both, TestThread.Body body) {
        int before = both.getQueueLength();
        return TestThread.start(body)
                .until("it waits", () -> both.getQueueLength() == before + 1);
    }

    private static TestThread.Body holding(Lock lock) {
        return () -> {
            lock.lock();
            lock.unlock();
        };
    }

    @ParameterizedTest
    @EnumSource
    void manyReadAndNobodyWritesMeanwhile(Plain kind) {
        try (TestedReadWriteLock both = kind.readWriteLock()) {
            both.readLock().lock();
            both.readLock().lock();
            assertThat(both.getReadHoldCount()).isEqualTo(2);
            TestThread.start(() -> {
                assertThat(both.getReadHoldCount()).isZero();
                assertThat(both.getReadLockCount()).isEqualTo(2);
                assertThatThrownBy(both.readLock()::unlock)
                        .isInstanceOf(IllegalMonitorStateException.class);
                both.readLock().lock();
                assertThat(both.getReadHoldCount()).isEqualTo(1);
                assertThat(both.getReadLockCount()).isEqualTo(3);
                assertThat(both.writeLock().tryLock()).isFalse();
                assertThat(both.writeLock().tryLock(5, TimeUnit.MILLISECONDS)).isFalse();
                both.readLock().unlock();
                assertThat(both.writeLock().tryLock()).isFalse();
            }).ends();
            assertThat(both.toString()).contains("Read locks = 2").contains("Write locks = 0");
            both.readLock().unlock();
            both.readLock().unlock();
            assertThat(both.getReadLockCount()).isZero();
            assertThatThrownBy(both.readLock()::unlock)
                    .isInstanceOf(IllegalMonitorStateException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theWriterIsAlone(Plain kind) throws Exception {
        try (TestedReadWriteLock both = kind.readWriteLock()) {
            both.writeLock().lock();
            both.writeLock().lockInterruptibly();
            assertThat(both.writeLock().tryLock()).isTrue();
            assertThat(both.writeLock().tryLock(0, TimeUnit.SECONDS)).isTrue();
            assertThat(both.getWriteHoldCount()).isEqualTo(4);
            assertThat(both.isWriteLockedByCurrentThread()).isTrue();
            TestThread.start(() -> {
                assertThat(both.isWriteLocked()).isTrue();
                assertThat(both.isWriteLockedByCurrentThread()).isFalse();
                assertThat(both.getWriteHoldCount()).isZero();
                for (Lock lock : List.of(both.readLock(), both.writeLock())) {
                    assertThat(lock.tryLock()).isFalse();
                    for (long time : new long[] {0, -1, Long.MIN_VALUE, 5_000_000}) {
                        assertThat(lock.tryLock(time, TimeUnit.NANOSECONDS)).isFalse();
                    }
                    assertThatThrownBy(lock::unlock)
                            .isInstanceOf(IllegalMonitorStateException.class);
                    assertThatThrownBy(() -> lock.tryLock(1, null))
                            .isInstanceOf(NullPointerException.class);
                }
            }).ends();
            for (int i = 3; i >= 0; i--) {
                both.writeLock().unlock();
                assertThat(both.getWriteHoldCount()).isEqualTo(i);
            }
            assertThat(both.isWriteLocked()).isFalse();
            assertThatThrownBy(both.writeLock()::unlock)
                    .isInstanceOf(IllegalMonitorStateException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theWriterStepsDownToReading(Plain kind) {
        try (TestedReadWriteLock both = kind.readWriteLock()) {
            both.writeLock().lock();
            both.readLock().lock();
            TestThread reader = waiting(both, holding(both.readLock()));
            both.writeLock().unlock();
            reader.ends();
            assertThat(both.isWriteLocked()).isFalse();
            assertThat(both.getReadHoldCount()).isEqualTo(1);
            both.readLock().unlock();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReaderDoesNotBecomeTheWriter(Plain kind) throws Exception {
        try (TestedReadWriteLock both = kind.readWriteLock()) {
            both.readLock().lock();
            assertThat(both.writeLock().tryLock()).isFalse();
            assertThat(both.writeLock().tryLock(5, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(both.getReadHoldCount()).isEqualTo(1);
            both.readLock().unlock();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWriterThatWaitsStopsNewReaders(Plain kind) {
        try (TestedReadWriteLock both = kind.readWriteLock()) {
            both.readLock().lock();
            List<String> order = Collections.synchronizedList(new ArrayList<>());
            CountDownLatch twoRead = new CountDownLatch(2);
            TestThread.Body read = () -> {
                both.readLock().lock();
                order.add("read");
                twoRead.countDown();
                twoRead.await(); // both at the same time
                both.readLock().unlock();
            };
            TestThread writer = waiting(both, () -> {
                both.writeLock().lock();
                order.add("write");
                both.writeLock().unlock();
            });
            List<TestThread> readers = List.of(waiting(both, read), waiting(both, read));
            TestThread.start(() -> {
                assertThat(both.readLock().tryLock(0, TimeUnit.SECONDS)).isFalse();
                assertThat(both.readLock().tryLock(5, TimeUnit.MILLISECONDS)).isFalse();
                assertThat(both.readLock().tryLock()).isTrue(); // barges in
                both.readLock().unlock();
            }).ends();
            both.readLock().lock(); // who reads may go on reading
            assertThat(both.getReadHoldCount()).isEqualTo(2);
            both.readLock().unlock();
            assertThat(order).isEmpty();
            both.readLock().unlock();
            writer.ends();
            readers.forEach(TestThread::ends);
            assertThat(order).containsExactly("write", "read", "read");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWriterThatGivesUpLetsTheReadersGo(Plain kind) {
        try (TestedReadWriteLock both = kind.readWriteLock()) {
            both.readLock().lock();
            TestThread writer = waiting(both, both.writeLock()::lockInterruptibly);
            TestThread reader = waiting(both, holding(both.readLock()));
            assertThat(both.hasQueuedThread(writer.thread())).isTrue();
            assertThat(both.hasQueuedThread(reader.thread())).isTrue();
            assertThat(both.hasQueuedThread(Thread.currentThread())).isFalse();
            assertThatThrownBy(() -> both.hasQueuedThread(null))
                    .isInstanceOf(NullPointerException.class);
            writer.interrupt().throwsA(InterruptedException.class);
            reader.ends();
            both.readLock().unlock();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anInterrupt(Plain kind) {
        try (TestedReadWriteLock both = kind.readWriteLock()) {
            for (Lock lock : List.of(both.readLock(), both.writeLock())) {
                for (TestThread.Body call : List.<TestThread.Body>of(lock::lockInterruptibly,
                        () -> lock.tryLock(0, TimeUnit.SECONDS),
                        () -> lock.tryLock(1, TimeUnit.HOURS))) {
                    TestThread.start(() -> {
                        Thread.currentThread().interrupt();
                        call.run();
                    }).throwsA(InterruptedException.class);
                }
                TestThread.start(() -> {
                    Thread.currentThread().interrupt();
                    lock.lock();
                    lock.unlock();
                    assertThat(lock.tryLock()).isTrue();
                    lock.unlock();
                }).endsInterrupted();
            }
            both.writeLock().lock();
            for (Lock lock : List.of(both.readLock(), both.writeLock())) {
                waiting(both, lock::lockInterruptibly).interrupt()
                        .throwsA(InterruptedException.class);
                waiting(both, () -> lock.tryLock(Long.MAX_VALUE, TimeUnit.DAYS)).interrupt()
                        .throwsA(InterruptedException.class);
            }
            assertThat(both.hasQueuedThreads()).isFalse();
            TestThread reader = waiting(both, holding(both.readLock())).interrupt();
            TestThread writer = waiting(both, holding(both.writeLock())).interrupt();
            both.writeLock().unlock();
            reader.endsInterrupted();
            writer.endsInterrupted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void excludesUnderLoad(Plain kind) {
        try (TestedReadWriteLock both = kind.readWriteLock()) {
            int[] pair = new int[2];
            AtomicInteger torn = new AtomicInteger();
            List<TestThread> threads = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                boolean writes = i % 3 == 0;
                TestThread.Body body = () -> {
                    for (int round = 0; round < 200; round++) {
                        Lock lock = writes ? both.writeLock() : both.readLock();
                        lock.lock();
                        if (writes) {
                            pair[0]++;
                            pair[1]++;
                        } else if (pair[0] != pair[1]) {
                            torn.incrementAndGet();
                        }
                        lock.unlock();
                    }
                };
                threads.add(i % 2 == 0 ? TestThread.start(body) : TestThread.startVirtual(body));
            }
            threads.forEach(TestThread::ends);
            assertThat(torn.get()).isZero();
            assertThat(pair[0]).isEqualTo(400);
            assertThat(both.getReadLockCount()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void saysInBracketsWhoHasEachLock(Plain kind) {
        try (TestedReadWriteLock both = kind.readWriteLock()) {
            assertThat(both.writeLock().toString()).contains("Unlocked");
            assertThat(both.readLock().toString()).contains("Read locks = 0");
            both.writeLock().lock();
            assertThat(both.writeLock().toString()).contains("Locked by");
            assertThat(both.toString()).contains("Write locks = 1").contains("Read locks = 0");
            both.readLock().lock();
            assertThat(both.readLock().toString()).contains("Read locks = 1");
            both.readLock().unlock();
            both.writeLock().unlock();
        }
    }

    @Test
    void theReadLockHasNoConditions() {
        try (var both = SharedReadWriteLock.create()) {
            assertThatThrownBy(both.readLock()::newCondition)
                    .isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    void processesReadTogetherAndWriteAlone() throws Exception {
        try (var both = SharedReadWriteLock.create(); var memory = SharedMemory.create(16)) {
            List<ChildProcess<Integer>> children = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                children.add(ChildProcess.start(() -> {
                    int torn = 0;
                    for (int round = 0; round < 300; round++) {
                        both.readLock().lock();
                        if (get(memory, 0) != get(memory, 8)) {
                            torn++;
                        }
                        both.readLock().unlock();
                        both.writeLock().lock();
                        set(memory, 0, get(memory, 0) + 1);
                        set(memory, 8, get(memory, 8) + 1);
                        both.writeLock().unlock();
                    }
                    return torn;
                }));
            }
            for (var child : children) {
                assertThat(child.result()).isZero();
            }
            assertThat(get(memory, 0)).isEqualTo(900);
        }
    }

    private static long get(SharedMemory memory, long at) {
        return memory.segment().get(ValueLayout.JAVA_LONG, at);
    }

    private static void set(SharedMemory memory, long at, long value) {
        memory.segment().set(ValueLayout.JAVA_LONG, at, value);
    }

    @Test
    void theReadingOfTheDeadIsOver() throws Exception {
        try (var both = SharedReadWriteLock.create();
                var child = ChildProcess.start(() -> {
                    both.readLock().lock();
                    Hostile.hang();
                })) {
            Conditions.await("the child reads", TIME, () -> both.getReadLockCount() == 1);
            TestThread writer = TestThread.start(holding(both.writeLock()));
            writer.until("it waits", both::hasQueuedThreads);
            child.kill();
            writer.ends();
            assertThat(both.ownerDeath()).isEmpty();
        }
    }

    @Test
    void theDeathOfTheWriterIsRemembered() throws Exception {
        try (var both = SharedReadWriteLock.create();
                var child = ChildProcess.start(() -> {
                    both.writeLock().lock();
                    Hostile.hang();
                })) {
            Conditions.await("the child writes", TIME, both::isWriteLocked);
            TestThread reader = TestThread.start(holding(both.readLock()));
            reader.until("it waits", both::hasQueuedThreads);
            child.kill();
            reader.ends();
            assertThat(both.ownerDeath()).hasValueSatisfying(
                    death -> assertThat(death.pid()).isEqualTo(child.pid()));
            both.writeLock().lock();
            both.clearOwnerDeath();
            both.writeLock().unlock();
            assertThat(both.ownerDeath()).isEmpty();
        }
    }
}
