package io.github.procesy.sync;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

import io.github.procesy.process.ChildProcess;
import io.github.procesy.testing.Conditions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A synchronizer that was captured, sent, or sent back is the same one in the other process. */
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // the tests are about what is between
final class SynchronizersTravelTest {
    private static final Duration TIME = Duration.ofSeconds(20);

    @Test
    void aConditionTravelsWithItsLock() throws Exception {
        try (var lock = SharedLock.builder().name("both").fair(true).create()) {
            Condition condition = lock.newCondition();
            lock.lock();
            try (var child = ChildProcess.start(() -> {
                lock.lock();
                condition.signal();
                boolean own = lock.getWaitQueueLength(condition) == 0
                        && lock.getQueueLength() == 1 && lock.isFair()
                        && lock.toString().contains("both");
                lock.unlock();
                return own;
            })) {
                assertThat(condition.await(20, TimeUnit.SECONDS)).isTrue();
                lock.unlock();
                assertThat(child.result()).isTrue();
            }
        }
    }

    @Test
    void aConditionAloneBringsItsLockAlong() throws Exception {
        try (var lock = SharedLock.create()) {
            Condition condition = lock.newCondition();
            lock.lock();
            try (var child = ChildProcess.start(() -> {
                try {
                    condition.signal();
                    return "no lock was needed";
                } catch (IllegalMonitorStateException e) {
                    return "needs the lock";
                }
            })) {
                assertThat(child.result()).isEqualTo("needs the lock");
            }
            lock.unlock();
        }
    }

    @Test
    void goesOnToAGrandchild() throws Exception {
        try (var semaphore = SharedSemaphore.create(0);
                var event = SharedEvent.create();
                var child = ChildProcess.start(() -> ChildProcess.start(() -> {
                    semaphore.release(3);
                    event.await();
                    return semaphore.availablePermits();
                }).result())) {
            assertThat(semaphore.tryAcquire(3, 20, TimeUnit.SECONDS)).isTrue();
            semaphore.release(7);
            event.set();
            assertThat(child.result()).isEqualTo(7);
        }
    }

    @Test
    void comesBackAsAResultAndOutlivesItsMaker() throws Exception {
        List<Object> made;
        try (var child = ChildProcess.start(() -> {
            var lock = SharedLock.builder().name("made in a child").create();
            var both = SharedReadWriteLock.create();
            both.readLock().lock();
            return List.<Object>of(lock, lock.newCondition(), SharedSemaphore.create(5),
                    SharedCountDownLatch.create(2), SharedCyclicBarrier.create(1),
                    SharedEvent.create(), both, both.writeLock());
        })) {
            made = child.result();
        }
        var lock = (SharedLock) made.get(0);
        assertThat(lock.toString()).contains("made in a child").contains("Unlocked");
        lock.lock();
        assertThat(lock.hasWaiters((Condition) made.get(1))).isFalse();
        assertThat(((Condition) made.get(1)).awaitNanos(1)).isNotPositive();
        lock.unlock();
        assertThat(((SharedSemaphore) made.get(2)).availablePermits()).isEqualTo(5);
        assertThat(((SharedCountDownLatch) made.get(3)).getCount()).isEqualTo(2);
        assertThat(((SharedCyclicBarrier) made.get(4)).await()).isZero();
        assertThat(((SharedEvent) made.get(5)).isSet()).isFalse();
        var both = (SharedReadWriteLock) made.get(6);
        var write = (Lock) made.get(7);
        assertThat(write.tryLock()).isTrue(); // the reader is dead
        assertThat(both.isWriteLockedByCurrentThread()).isTrue();
        write.unlock();
        for (Object each : made) {
            if (each instanceof AutoCloseable closeable) {
                closeable.close();
            }
        }
    }

    @Test
    void theTwoLocksOfAReadWriteLockTravelAlone() throws Exception {
        try (var both = SharedReadWriteLock.create()) {
            Lock read = both.readLock();
            Lock write = both.writeLock();
            read.lock();
            try (var child = ChildProcess.start(() -> List.of(read.tryLock(), write.tryLock()))) {
                assertThat(child.result()).containsExactly(true, false);
            }
            Conditions.await("the child reads no more", TIME, () -> both.getReadLockCount() == 1);
            read.unlock();
        }
    }

    @Test
    void saysThatItIsClosed() throws Exception {
        var lock = SharedLock.builder().name("gone").create();
        var semaphore = SharedSemaphore.create(1);
        var both = SharedReadWriteLock.create();
        var latch = SharedCountDownLatch.create(1);
        var barrier = SharedCyclicBarrier.create(1);
        var event = SharedEvent.create();
        lock.lock();
        assertThatThrownBy(lock::close).isInstanceOf(IllegalStateException.class);
        lock.unlock();
        for (AutoCloseable each : List.<AutoCloseable>of(lock, semaphore, both, latch, barrier,
                event)) {
            each.close();
            each.close();
            assertThat(each.toString()).contains("[closed]");
        }
        assertThat(lock.toString()).contains("gone");
    }
}
