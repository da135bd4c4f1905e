package io.github.procesy.sync;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.stream.Stream;

import io.github.procesy.process.ChildProcess;
import io.github.procesy.support.AnyLauncher;
import io.github.procesy.support.TestThread;
import io.github.procesy.testing.Conditions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** More threads wait than the table of waits has records. */
@AnyLauncher
@SuppressWarnings("LockNotBeforeTry") // the tests are about what is between
final class CrowdTest {
    private static final Duration TIME = Duration.ofSeconds(20);
    private static final int CROWD = 3_000;
    private static final int RECORDS = 2_048;
    private static final int OTHERS = 20;

    private static List<TestThread> crowd(int size, TestThread.Body body) {
        List<TestThread> threads = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            threads.add(TestThread.startVirtual(body));
        }
        return threads;
    }

    @Test
    void aCrowdGetsALock() {
        try (var lock = SharedLock.create()) {
            int[] count = new int[1];
            lock.lock();
            List<TestThread> threads = crowd(CROWD, () -> {
                lock.lock();
                count[0]++;
                lock.unlock();
            });
            threads.getFirst()
                    .until("the table is full", () -> lock.getQueueLength() == RECORDS);
            lock.unlock();
            threads.forEach(TestThread::ends);
            assertThat(count[0]).isEqualTo(CROWD);
        }
    }

    @Test
    void aFullTableKeepsNobodyLongerThanHeMeansToStay() throws Exception {
        try (var lock = SharedLock.create();
                var other = SharedLock.create();
                var semaphore = SharedSemaphore.create(0);
                var latch = SharedCountDownLatch.create(1);
                var event = SharedEvent.create();
                var barrier = SharedCyclicBarrier.create(2);
                var readWrite = SharedReadWriteLock.create()) {
            lock.lock();
            other.lock();
            readWrite.writeLock().lock();
            List<TestThread> threads = crowd(RECORDS, () -> {
                lock.lock();
                lock.unlock();
            });
            threads.getFirst()
                    .until("the table is full", () -> lock.getQueueLength() == RECORDS);
            List<TestThread> interrupted = List.of(TestThread.start(other::lockInterruptibly),
                    TestThread.start(semaphore::acquire), TestThread.start(latch::await),
                    TestThread.start(event::await), TestThread.start(barrier::await),
                    TestThread.start(readWrite.readLock()::lockInterruptibly),
                    TestThread.start(readWrite.writeLock()::lockInterruptibly));
            TestThread.start(() -> {
                assertThat(other.tryLock(5, TimeUnit.MILLISECONDS)).isFalse();
                assertThat(semaphore.tryAcquire(5, TimeUnit.MILLISECONDS)).isFalse();
                assertThat(latch.await(5, TimeUnit.MILLISECONDS)).isFalse();
                assertThat(event.await(5, TimeUnit.MILLISECONDS)).isFalse();
                assertThat(readWrite.readLock().tryLock(5, TimeUnit.MILLISECONDS)).isFalse();
                assertThat(readWrite.writeLock().tryLock(5, TimeUnit.MILLISECONDS)).isFalse();
            }).ends();
            for (TestThread thread : interrupted) {
                thread.interrupt().throwsA(InterruptedException.class);
            }
            assertThat(barrier.isBroken()).isTrue();
            barrier.reset();
            TestThread.start(() -> barrier.await(5, TimeUnit.MILLISECONDS))
                    .throwsA(java.util.concurrent.TimeoutException.class);

            // What they wait for may come while there is still no record.
            List<TestThread> patient = List.of(TestThread.start(() -> {
                other.lock();
                other.unlock();
            }), TestThread.start(semaphore::acquire), TestThread.start(latch::await),
                    TestThread.start(event::await), TestThread.start(() -> {
                        readWrite.readLock().lock();
                        readWrite.readLock().unlock();
                    }));
            other.unlock();
            semaphore.release();
            latch.countDown();
            event.set();
            readWrite.writeLock().unlock();
            patient.forEach(TestThread::ends);
            lock.unlock();
            threads.forEach(TestThread::ends);
        }
    }

    @Test
    void aCrowdWaitsForASignal() {
        try (var lock = SharedLock.create()) {
            Condition condition = lock.newCondition();
            AtomicInteger waiting = new AtomicInteger();
            boolean[] goes = new boolean[1];
            List<TestThread> threads = crowd(CROWD, () -> {
                lock.lock();
                waiting.incrementAndGet();
                while (!goes[0]) {
                    condition.await();
                }
                lock.unlock();
            });
            threads.getFirst().until("all have had the lock", () -> waiting.get() == CROWD);
            lock.lock();
            goes[0] = true;
            condition.signalAll();
            lock.unlock();
            threads.forEach(TestThread::ends);
        }
    }

    @Test
    void theHolderCanAwaitASignalThoughTheOthersHaveAllRecords() throws Exception {
        try (var lock = SharedLock.create()) {
            Condition condition = lock.newCondition();
            CountDownLatch locked = new CountDownLatch(1);
            CountDownLatch full = new CountDownLatch(1);
            int[] count = new int[1];
            TestThread holder = TestThread.start(() -> {
                lock.lock();
                locked.countDown();
                full.await();
                while (count[0] < RECORDS) {
                    condition.await();
                }
                assertThat(lock.getHoldCount()).isEqualTo(1);
                lock.unlock();
            });
            locked.await();
            List<TestThread> threads = crowd(RECORDS, () -> {
                lock.lock();
                count[0]++;
                condition.signal();
                lock.unlock();
            });
            holder.until("the table is full", () -> lock.getQueueLength() == RECORDS);
            full.countDown();
            holder.ends();
            threads.forEach(TestThread::ends);
        }
    }

    /** The crowd waits for many locks: a death makes each who waits look at all that wait for the same. */
    @Test
    void aSearchForRecordsLosesNoSignalOfTheDead() throws Exception {
        List<SharedLock> others = Stream.generate(SharedLock::create).limit(OTHERS).toList();
        try (var lock = SharedLock.create()) {
            Condition condition = lock.newCondition();
            for (int round = 0; round < 3; round++) {
                try (var child = ChildProcess.start(() -> {
                    lock.lock();
                    condition.await();
                })) {
                    Conditions.await("the child waits", TIME,
                            () -> waiting(lock, condition) == 1);
                    TestThread next = TestThread.start(() -> {
                        lock.lock();
                        condition.await();
                        lock.unlock();
                    });
                    next.until("it waits", () -> waiting(lock, condition) == 2);
                    others.forEach(SharedLock::lock);
                    List<TestThread> threads = new ArrayList<>();
                    for (SharedLock other : others) {
                        threads.addAll(crowd((RECORDS + 200) / OTHERS, () -> {
                            other.lock();
                            other.unlock();
                        }));
                    }
                    next.until("the table is full", () -> others.stream()
                            .mapToInt(SharedLock::getQueueLength)
                            .sum() == RECORDS - 2);
                    lock.lock();
                    condition.signal();
                    child.kill();
                    lock.unlock();
                    next.ends();
                    others.forEach(SharedLock::unlock);
                    threads.forEach(TestThread::ends);
                }
            }
        } finally {
            others.forEach(SharedLock::close);
        }
    }

    private static int waiting(SharedLock lock, Condition condition) {
        lock.lock();
        try {
            return lock.getWaitQueueLength(condition);
        } finally {
            lock.unlock();
        }
    }
}
