package io.github.procesy.sync;

import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;

import io.github.procesy.memory.SharedMemory;
import io.github.procesy.process.ChildProcess;
import io.github.procesy.support.AnyLauncher;
import io.github.procesy.support.TestThread;
import io.github.procesy.sync.Twins.Kind;
import io.github.procesy.sync.Twins.TestedLock;
import io.github.procesy.testing.Conditions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The conditions of a lock do what those of {@link java.util.concurrent.locks.ReentrantLock} do. */
@AnyLauncher
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop", "JavaUtilDate"}) // the tests are about these
final class SharedConditionTest {
    private static final Duration TIME = Duration.ofSeconds(20);

    /** How a thread waits. */
    @FunctionalInterface
    private interface Await {
        void run(Condition condition) throws Exception;
    }

    private static final List<Await> INTERRUPTIBLE = List.of(Condition::await,
            condition -> condition.awaitNanos(Long.MAX_VALUE),
            condition -> assertThat(condition.await(1, TimeUnit.HOURS)).isTrue(),
            condition -> assertThat(condition.await(Long.MAX_VALUE, TimeUnit.DAYS)).isTrue(),
            condition -> assertThat(condition.awaitUntil(new Date(Long.MAX_VALUE))).isTrue());

    /** A thread that waits, by now. */
    private static TestThread await(TestedLock lock, Condition condition, Await await) {
        int before = waiting(lock, condition);
        TestThread thread = TestThread.start(() -> {
            lock.lock();
            try {
                await.run(condition);
                assertThat(lock.getHoldCount()).isEqualTo(1);
            } finally {
                lock.unlock();
            }
        });
        return thread.until("it waits", () -> waiting(lock, condition) == before + 1);
    }

    private static int waiting(TestedLock lock, Condition condition) {
        lock.lock();
        try {
            return lock.getWaitQueueLength(condition);
        } finally {
            lock.unlock();
        }
    }

    private static void signal(TestedLock lock, Condition condition) {
        lock.lock();
        condition.signal();
        lock.unlock();
    }

    @ParameterizedTest
    @EnumSource
    void needsTheLock(Kind kind) {
        try (TestedLock lock = kind.lock(); TestedLock other = kind.lock()) {
            Condition condition = lock.newCondition();
            other.lock();
            List<Await> all = new ArrayList<>(INTERRUPTIBLE);
            all.add(Condition::awaitUninterruptibly);
            all.add(Condition::signal);
            all.add(Condition::signalAll);
            all.add(lock::hasWaiters);
            all.add(lock::getWaitQueueLength);
            for (Await call : all) {
                assertThatThrownBy(() -> call.run(condition))
                        .isInstanceOf(IllegalMonitorStateException.class);
            }
            assertThatThrownBy(() -> other.hasWaiters(condition))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> other.getWaitQueueLength(condition))
                    .isInstanceOf(IllegalArgumentException.class);
            other.unlock();
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesNull(Kind kind) {
        try (TestedLock lock = kind.lock()) {
            Condition condition = lock.newCondition();
            lock.lock();
            assertThatThrownBy(() -> condition.await(1, null))
                    .isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> condition.awaitUntil(null))
                    .isInstanceOf(NullPointerException.class);
            assertThat(lock.getHoldCount()).isEqualTo(1);
            lock.unlock();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTimeThatIsOverEndsTheWait(Kind kind) {
        try (TestedLock lock = kind.lock()) {
            Condition condition = lock.newCondition();
            TestThread.start(() -> {
                lock.lock();
                lock.lock();
                for (long time : new long[] {0, -1, Long.MIN_VALUE, 1, 1_000_000}) {
                    assertThat(condition.awaitNanos(time)).isNotPositive();
                    assertThat(condition.await(time, TimeUnit.NANOSECONDS)).isFalse();
                    assertThat(lock.getHoldCount()).isEqualTo(2);
                }
                assertThat(condition.await(Long.MIN_VALUE, TimeUnit.DAYS)).isFalse();
                long now = System.currentTimeMillis();
                for (long millis : new long[] {now, now - 1, now + 5, 0, -1, Long.MIN_VALUE}) {
                    assertThat(condition.awaitUntil(new Date(millis))).isFalse();
                }
                assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(now + 5);
                long start = System.nanoTime();
                assertThat(condition.awaitNanos(30_000_000)).isNotPositive();
                assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(30_000_000);
                assertThat(lock.getWaitQueueLength(condition)).isZero();
                lock.unlock();
                lock.unlock();
            }).ends();
            assertThat(lock.isLocked()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSignalEndsEachKindOfWait(Kind kind) {
        try (TestedLock lock = kind.lock()) {
            Condition condition = lock.newCondition();
            List<Await> all = new ArrayList<>(INTERRUPTIBLE);
            all.add(Condition::awaitUninterruptibly);
            for (Await how : all) {
                TestThread thread = await(lock, condition, how);
                signal(lock, condition);
                thread.ends();
            }
            AtomicLong left = new AtomicLong();
            TestThread thread = await(lock, condition,
                    at -> left.set(at.awaitNanos(TimeUnit.HOURS.toNanos(1))));
            signal(lock, condition);
            thread.ends();
            assertThat(left.get()).isBetween(1L, TimeUnit.HOURS.toNanos(1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSignalWithoutWaitersIsLost(Kind kind) {
        try (TestedLock lock = kind.lock()) {
            Condition condition = lock.newCondition();
            lock.lock();
            condition.signal();
            condition.signalAll();
            lock.unlock();
            TestThread thread = await(lock, condition, Condition::await);
            signal(lock, condition);
            thread.ends();
        }
    }

    @ParameterizedTest
    @EnumSource
    void signalsGoInOrderAndTheirThreadsWaitForTheLock(Kind kind) {
        try (TestedLock lock = kind.lock()) {
            Condition condition = lock.newCondition();
            List<Integer> order = Collections.synchronizedList(new ArrayList<>());
            List<TestThread> threads = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                int number = i;
                threads.add(await(lock, condition, at -> {
                    at.await();
                    order.add(number);
                }));
            }
            lock.lock();
            assertThat(lock.hasQueuedThreads()).isFalse();
            assertThat(lock.hasWaiters(condition)).isTrue();
            for (int i = 0; i < 5; i++) {
                assertThat(lock.hasQueuedThread(threads.get(i).thread())).isFalse();
                condition.signal();
                assertThat(lock.hasQueuedThread(threads.get(i).thread())).isTrue();
                assertThat(lock.getQueueLength()).isEqualTo(i + 1);
                assertThat(lock.getWaitQueueLength(condition)).isEqualTo(4 - i);
            }
            assertThat(lock.hasWaiters(condition)).isFalse();
            lock.unlock();
            threads.forEach(TestThread::ends);
            assertThat(order).containsExactly(0, 1, 2, 3, 4);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSignalledThreadQueuesBehindThoseThatWaitAlready(Kind kind) {
        try (TestedLock lock = kind.lock()) {
            Condition condition = lock.newCondition();
            List<String> order = Collections.synchronizedList(new ArrayList<>());
            TestThread waiting = await(lock, condition, at -> {
                at.await();
                order.add("signalled");
            });
            lock.lock();
            TestThread locking = TestThread.start(() -> {
                lock.lock();
                order.add("locking");
                lock.unlock();
            });
            locking.until("it waits", lock::hasQueuedThreads);
            condition.signal();
            lock.unlock();
            waiting.ends();
            locking.ends();
            assertThat(order).containsExactly("locking", "signalled");
        }
    }

    @ParameterizedTest
    @EnumSource
    void signalAllWakesAllOfThatCondition(Kind kind) {
        try (TestedLock lock = kind.lock()) {
            Condition condition = lock.newCondition();
            Condition other = lock.newCondition();
            List<TestThread> threads = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                threads.add(await(lock, condition, INTERRUPTIBLE.get(i % INTERRUPTIBLE.size())));
            }
            TestThread apart = await(lock, other, Condition::await);
            lock.lock();
            condition.signalAll();
            assertThat(lock.getWaitQueueLength(condition)).isZero();
            assertThat(lock.getQueueLength()).isEqualTo(10);
            assertThat(lock.getWaitQueueLength(other)).isEqualTo(1);
            lock.unlock();
            threads.forEach(TestThread::ends);
            assertThat(apart.isRunning()).isTrue();
            signal(lock, other);
            apart.ends();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptBefore(Kind kind) {
        try (TestedLock lock = kind.lock()) {
            Condition condition = lock.newCondition();
            for (Await how : INTERRUPTIBLE) {
                TestThread.start(() -> {
                    lock.lock();
                    Thread.currentThread().interrupt();
                    try {
                        how.run(condition);
                    } finally {
                        assertThat(lock.getHoldCount()).isEqualTo(1);
                        lock.unlock();
                    }
                }).throwsA(InterruptedException.class);
            }
            TestThread kept = await(lock, condition, at -> {
                Thread.currentThread().interrupt();
                at.awaitUninterruptibly();
            });
            signal(lock, condition);
            kept.endsInterrupted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptMeanwhile(Kind kind) {
        try (TestedLock lock = kind.lock()) {
            Condition condition = lock.newCondition();
            for (Await how : INTERRUPTIBLE) {
                await(lock, condition, at -> {
                    try {
                        how.run(at);
                    } finally {
                        assertThat(lock.isHeldByCurrentThread()).isTrue();
                    }
                }).interrupt().throwsA(InterruptedException.class);
                assertThat(waiting(lock, condition)).isZero();
            }
            TestThread kept = await(lock, condition, Condition::awaitUninterruptibly).interrupt();
            TestThread behind = await(lock, condition, Condition::await);
            assertThat(waiting(lock, condition)).isEqualTo(2);
            signal(lock, condition);
            kept.endsInterrupted();
            signal(lock, condition);
            behind.ends();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptAfterTheSignalIsKept(Kind kind) {
        try (TestedLock lock = kind.lock()) {
            Condition condition = lock.newCondition();
            for (Await how : INTERRUPTIBLE) {
                TestThread thread = await(lock, condition, how);
                TestThread next = await(lock, condition, Condition::await);
                lock.lock();
                condition.signal();
                thread.interrupt();
                lock.unlock();
                thread.endsInterrupted();
                assertThat(waiting(lock, condition)).isEqualTo(1);
                signal(lock, condition);
                next.ends();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptThatCameFirstLeavesTheSignalToTheNext(Kind kind) {
        try (TestedLock lock = kind.lock()) {
            Condition condition = lock.newCondition();
            TestThread first = await(lock, condition, Condition::await);
            TestThread second = await(lock, condition, Condition::await);
            lock.lock();
            first.interrupt().until("it left", () -> lock.getWaitQueueLength(condition) == 1);
            condition.signal();
            lock.unlock();
            first.throwsA(InterruptedException.class);
            second.ends();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSignalInTimeCountsThoughTheLockComesLate(Kind kind) {
        try (TestedLock lock = kind.lock()) {
            Condition condition = lock.newCondition();
            AtomicLong left = new AtomicLong();
            TestThread thread = await(lock, condition,
                    at -> assertThat(at.await(800, TimeUnit.MILLISECONDS)).isTrue());
            TestThread other = await(lock, condition,
                    at -> left.set(at.awaitNanos(TimeUnit.MILLISECONDS.toNanos(800))));
            lock.lock();
            long start = System.nanoTime();
            assertThat(lock.getWaitQueueLength(condition)).isEqualTo(2);
            condition.signalAll();
            thread.until("its time is over", () -> System.nanoTime() - start > 850_000_000);
            lock.unlock();
            thread.ends();
            other.ends();
            assertThat(left.get()).isNegative();
        }
    }

    @ParameterizedTest
    @EnumSource
    void givesAllHoldsBackAndTakesThemAgain(Kind kind) {
        try (TestedLock lock = kind.lock()) {
            Condition condition = lock.newCondition();
            TestThread thread = TestThread.start(() -> {
                lock.lock();
                lock.lock();
                lock.lock();
                condition.await();
                assertThat(lock.getHoldCount()).isEqualTo(3);
                assertThat(condition.awaitNanos(1)).isNotPositive();
                assertThat(lock.getHoldCount()).isEqualTo(3);
                lock.unlock();
                lock.unlock();
                lock.unlock();
            });
            thread.until("it waits", () -> waiting(lock, condition) == 1);
            signal(lock, condition);
            thread.ends();
            assertThat(lock.isLocked()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void handsOnUnderLoad(Kind kind) {
        try (TestedLock lock = kind.lock()) {
            Condition notEmpty = lock.newCondition();
            Condition notFull = lock.newCondition();
            AtomicInteger content = new AtomicInteger();
            List<TestThread> threads = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                boolean gives = i % 2 == 0;
                TestThread.Body body = () -> {
                    for (int round = 0; round < 200; round++) {
                        lock.lock();
                        try {
                            while (content.get() == (gives ? 2 : 0)) {
                                (gives ? notFull : notEmpty).await();
                            }
                            content.addAndGet(gives ? 1 : -1);
                            (gives ? notEmpty : notFull).signal();
                        } finally {
                            lock.unlock();
                        }
                    }
                };
                threads.add(i < 3 ? TestThread.start(body) : TestThread.startVirtual(body));
            }
            threads.forEach(TestThread::ends);
            assertThat(content.get()).isZero();
        }
    }

    @Test
    void theSignalOfAProcessThatDiesGoesToTheNext() throws Exception {
        try (var lock = SharedLock.create()) {
            Condition condition = lock.newCondition();
            try (var child = ChildProcess.start(() -> {
                lock.lock();
                condition.await();
            })) {
                Conditions.await("the child waits", TIME, () -> waiting(lock, condition) == 1);
                TestThread next = TestThread.start(() -> {
                    lock.lock();
                    condition.await();
                    lock.unlock();
                });
                next.until("it waits", () -> waiting(lock, condition) == 2);
                lock.lock();
                condition.signal();
                assertThat(lock.getQueueLength()).isEqualTo(1);
                assertThat(lock.getWaitQueueLength(condition)).isEqualTo(1);
                child.kill();
                Conditions.await("the child is gone", TIME, () -> !lock.hasQueuedThreads()
                        || lock.hasQueuedThread(next.thread()));
                lock.unlock();
                next.ends();
            }
        }
    }

    @Test
    void aSignalIsUsedWhoeverIsKilled() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<ChildProcess<?>> children = new ArrayList<>();
        try (var lock = SharedLock.create(); var tokens = SharedMemory.create(4)) {
            Condition condition = lock.newCondition();
            for (int i = 0; i < 3; i++) {
                children.add(ChildProcess.start(() -> takeTokens(lock, condition, tokens)));
            }
            for (int round = 0; round < 6; round++) {
                String what = "in round " + round + " all are taken, with seed " + seed;
                lock.lock();
                tokens.segment().set(ValueLayout.JAVA_INT, 0, 2);
                condition.signal();
                condition.signal();
                int victim = random.nextInt(children.size());
                if (random.nextBoolean()) {
                    children.get(victim).kill();
                    lock.unlock();
                } else {
                    lock.unlock();
                    LockSupport.parkNanos(random.nextInt(2_000_000));
                    children.get(victim).kill();
                }
                Conditions.await(what, TIME, () -> {
                    lock.lock();
                    try {
                        if (lock.ownerDeath().isPresent()) { // it had used its signal
                            lock.clearOwnerDeath();
                            condition.signalAll();
                        }
                        return tokens.segment().get(ValueLayout.JAVA_INT, 0) == 0;
                    } finally {
                        lock.unlock();
                    }
                }, () -> lock + " " + waiting(lock, condition));
                children.get(victim).close();
                children.set(victim,
                        ChildProcess.start(() -> takeTokens(lock, condition, tokens)));
            }
            for (var child : children) {
                child.kill();
                child.close();
            }
        }
    }

    private static void takeTokens(SharedLock lock, Condition condition, SharedMemory tokens)
            throws InterruptedException {
        while (true) {
            lock.lock();
            try {
                while (tokens.segment().get(ValueLayout.JAVA_INT, 0) == 0) {
                    condition.await();
                }
                tokens.segment()
                        .set(ValueLayout.JAVA_INT, 0,
                                tokens.segment().get(ValueLayout.JAVA_INT, 0) - 1);
            } finally {
                lock.unlock();
            }
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
