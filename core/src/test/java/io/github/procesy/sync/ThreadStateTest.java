package io.github.procesy.sync;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.github.procesy.support.TestThread;
import io.github.procesy.testing.Conditions;
import org.junit.jupiter.api.Test;

/** Debuggers, dumps and tests see that a thread waits: its state is that of a wait in one JVM. */
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // nobody signals, and nothing is guarded
final class ThreadStateTest {
    private static final Duration TIME = Duration.ofSeconds(20);

    private static void reaches(Thread.State state, TestThread.Body body) {
        for (TestThread thread : new TestThread[] {TestThread.start(body),
                TestThread.startVirtual(body)}) {
            Conditions.await("the thread is " + state, TIME,
                    () -> thread.thread().getState() == state);
            thread.interrupt().throwsA(InterruptedException.class);
        }
    }

    @Test
    void ofALock() {
        try (var lock = SharedLock.create()) {
            lock.lock();
            reaches(Thread.State.WAITING, lock::lockInterruptibly);
            reaches(Thread.State.TIMED_WAITING, () -> lock.tryLock(1, TimeUnit.HOURS));
            lock.unlock();
        }
    }

    @Test
    void ofACondition() {
        try (var lock = SharedLock.create()) {
            var condition = lock.newCondition();
            reaches(Thread.State.WAITING, () -> {
                lock.lock();
                try {
                    condition.await();
                } finally {
                    lock.unlock();
                }
            });
            reaches(Thread.State.TIMED_WAITING, () -> {
                lock.lock();
                try {
                    condition.await(1, TimeUnit.HOURS);
                } finally {
                    lock.unlock();
                }
            });
        }
    }

    @Test
    void ofASemaphoreALatchAndAnEvent() {
        try (var semaphore = SharedSemaphore.create(0);
                var latch = SharedCountDownLatch.create(1);
                var event = SharedEvent.create()) {
            reaches(Thread.State.WAITING, semaphore::acquire);
            reaches(Thread.State.WAITING, latch::await);
            reaches(Thread.State.WAITING, event::await);
        }
    }
}
