package io.github.procesy.sync;

import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.github.procesy.memory.SharedMemory;
import io.github.procesy.process.ChildProcess;
import io.github.procesy.support.AnyLauncher;
import io.github.procesy.testing.Conditions;
import io.github.procesy.testing.Hostile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A lock among threads and processes. */
@AnyLauncher
@SuppressWarnings("LockNotBeforeTry") // the tests are about what is between
final class SharedLockTest {
    private static final Duration TIME = Duration.ofSeconds(20);

    @Test
    void isReentrant() {
        try (var lock = SharedLock.create()) {
            lock.lock();
            assertThat(lock.tryLock()).isTrue();
            assertThat(lock.getHoldCount()).isEqualTo(2);
            lock.unlock();
            assertThat(lock.isHeldByCurrentThread()).isTrue();
            lock.unlock();
            assertThat(lock.isLocked()).isFalse();
            assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void excludesProcessesAndThreads(boolean fair) throws Exception {
        int rounds = 2_000;
        try (var lock = SharedLock.create(fair); var memory = SharedMemory.create(8)) {
            List<ChildProcess<?>> children = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                children.add(ChildProcess.start(() -> {
                    List<Thread> threads = new ArrayList<>();
                    for (int t = 0; t < 2; t++) {
                        threads.add(Thread.ofPlatform().start(() -> count(lock, memory, rounds)));
                    }
                    for (Thread thread : threads) {
                        thread.join();
                    }
                }));
            }
            count(lock, memory, rounds);
            for (var child : children) {
                child.result();
            }
            assertThat(memory.segment().get(ValueLayout.JAVA_LONG, 0)).isEqualTo(7L * rounds);
        }
    }

    private static void count(SharedLock lock, SharedMemory memory, int rounds) {
        for (int i = 0; i < rounds; i++) {
            lock.lock();
            try {
                memory.segment()
                        .set(ValueLayout.JAVA_LONG, 0,
                                memory.segment().get(ValueLayout.JAVA_LONG, 0) + 1);
            } finally {
                lock.unlock();
            }
        }
    }

    @Test
    void theDeathOfTheHolderFreesIt() throws Exception {
        try (var lock = SharedLock.builder().name("accounts").create();
                var held = SharedMemory.create(4);
                var child = ChildProcess.builder().name("holder").start(() -> {
                    lock.lock();
                    held.segment().set(ValueLayout.JAVA_INT, 0, 1);
                    Hostile.hang();
                })) {
            Conditions.await("the child holds the lock", TIME,
                    () -> held.segment().get(ValueLayout.JAVA_INT, 0) == 1);
            assertThat(lock.tryLock()).isFalse();
            assertThat(lock.tryLock(50, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(lock.toString()).contains("accounts").contains("holder");
            child.kill();
            lock.lock();
            assertThat(lock.ownerDeath()).hasValueSatisfying(death -> {
                assertThat(death.process()).isEqualTo("holder");
                assertThat(death.pid()).isEqualTo(child.pid());
            });
            lock.clearOwnerDeath();
            assertThat(lock.ownerDeath()).isEmpty();
            lock.unlock();
        }
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        try (var lock = SharedLock.create()) {
            lock.lock();
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread waiter = Thread.ofPlatform().start(() -> {
                try {
                    lock.lockInterruptibly();
                } catch (InterruptedException e) {
                    thrown.set(e);
                }
            });
            Conditions.await("it waits", TIME, () -> lock.hasQueuedThread(waiter));
            assertThat(lock.getQueueLength()).isEqualTo(1);
            waiter.interrupt();
            waiter.join();
            assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
            assertThat(lock.hasQueuedThreads()).isFalse();
            lock.unlock();
        }
    }

    @Test
    void aConditionGoesFromProcessToProcess() throws Exception {
        try (var lock = SharedLock.create(); var turn = SharedMemory.create(4)) {
            var changed = lock.newCondition();
            try (var child = ChildProcess.start(() -> {
                play(lock, changed, turn, 1, 200);
            })) {
                play(lock, changed, turn, 0, 200);
                child.result();
            }
            assertThat(turn.segment().get(ValueLayout.JAVA_INT, 0)).isEqualTo(400);
        }
    }

    private static void play(SharedLock lock, java.util.concurrent.locks.Condition changed,
            SharedMemory turn, int side, int rounds) throws InterruptedException {
        for (int i = 0; i < rounds; i++) {
            lock.lock();
            try {
                while (turn.segment().get(ValueLayout.JAVA_INT, 0) % 2 != side) {
                    changed.await();
                }
                turn.segment()
                        .set(ValueLayout.JAVA_INT, 0,
                                turn.segment().get(ValueLayout.JAVA_INT, 0) + 1);
                changed.signal();
            } finally {
                lock.unlock();
            }
        }
    }

    @Test
    void aDeadlockIsFoundAndEndedByAnException() throws Exception {
        try (var first = SharedLock.builder().name("first").detectDeadlock(true).create();
                var second = SharedLock.builder().name("second").create();
                var child = ChildProcess.start(() -> {
                    second.lock();
                    first.lock();
                    return true;
                })) {
            first.lock();
            Conditions.await("the child waits", TIME, first::hasQueuedThreads);
            List<Deadlock> found = new ArrayList<>();
            Consumer<Deadlock> listener = found::add;
            Deadlocks.addListener(listener);
            var failure = assertThatThrownBy(() -> {
                second.tryLock(5, TimeUnit.SECONDS);
                child.result();
            });
            Deadlocks.removeListener(listener);
            failure.isInstanceOf(io.github.procesy.process.ProcessFailedException.class)
                    .cause()
                    .isInstanceOf(DeadlockException.class);
            second.unlock();
            first.unlock();
        }
    }
}
