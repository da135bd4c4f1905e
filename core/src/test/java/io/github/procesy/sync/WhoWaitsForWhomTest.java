package io.github.procesy.sync;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.github.procesy.process.ChildProcess;
import io.github.procesy.support.TestThread;
import io.github.procesy.testing.Conditions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Waits can be seen, from any process, and circles of them are found. */
@SuppressWarnings("LockNotBeforeTry") // the tests are about what is between
final class WhoWaitsForWhomTest {
    private static final Duration TIME = Duration.ofSeconds(20);

    private static TreeDump dump(long pid) {
        try {
            return TreeDump.of(pid).orElseThrow();
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aWaitIsSeenWithItsStackAndWithWhoHasTheLock() throws Exception {
        try (var lock = SharedLock.builder().name("accounts").create()) {
            lock.lock();
            try (var child = ChildProcess.builder().name("teller").start(() -> {
                lock.lock();
                lock.unlock();
            })) {
                Conditions.await("the child waits, with its stack", TIME, () -> dump(child.pid())
                        .waits()
                        .stream()
                        .anyMatch(wait -> !wait.waiting().stack().isEmpty()));
                TreeDump dump = dump(child.pid());
                assertThat(dump.rootPid()).isEqualTo(ProcessHandle.current().pid());
                assertThat(dump.waits()).singleElement().satisfies(wait -> {
                    assertThat(wait.waiting().pid()).isEqualTo(child.pid());
                    assertThat(wait.waiting().target()).isEqualTo("lock 'accounts'");
                    assertThat(wait.waiting().stack())
                            .anyMatch(frame -> frame.contains("WhoWaitsForWhomTest"));
                    assertThat(wait.holder()).hasValueSatisfying(holder -> assertThat(holder.pid())
                            .isEqualTo(ProcessHandle.current().pid()));
                });
                assertThat(dump.toString()).contains("process 'teller' (pid " + child.pid() + ")",
                        "waits for lock 'accounts' since", "which process 'main'");
                assertThat(dump.deadlocks()).isEmpty();
                lock.unlock();
                child.result();
            }
        }
    }

    @Test
    void aCircleThroughAJoinIsFoundWithinASecond() throws Exception {
        try (var lock = SharedLock.builder().name("held").create();
                var child = ChildProcess.builder().name("waiter").start(() -> {
                    var told = new AtomicReference<Deadlock>();
                    Consumer<Deadlock> listener = told::set;
                    Deadlocks.addListener(listener);
                    Thread.ofPlatform().daemon().start(() -> {
                        Conditions.await("told", TIME, () -> told.get() != null);
                        Runtime.getRuntime().halt(told.get().circle().size());
                    });
                    lock.lock();
                })) {
            lock.lock();
            assertThat(child.join().evidence().exitCode()).isEqualTo(2);
            lock.unlock();
        }
    }

    @Test
    void threeProcessesInACircle() throws Exception {
        try (var a = SharedLock.builder().name("a").detectDeadlock(true).create();
                var b = SharedLock.builder().name("b").create();
                var c = SharedLock.builder().name("c").create();
                var inB = SharedEvent.create();
                var inC = SharedEvent.create();
                var second = ChildProcess.builder().name("second").start(() -> {
                    b.lock();
                    inB.set();
                    inC.await();
                    c.lock();
                    c.unlock();
                    b.unlock();
                });
                var third = ChildProcess.builder().name("third").start(() -> {
                    c.lock();
                    inC.set();
                    try {
                        a.lock();
                        return "got it";
                    } catch (DeadlockException e) {
                        return e.deadlock().toString();
                    } finally {
                        c.unlock();
                    }
                })) {
            a.lock();
            inB.await();
            inC.await();
            b.lock();
            assertThat(third.result()).contains("Deadlock of 3 threads", "lock 'a'", "lock 'b'",
                    "lock 'c'", "process 'second'", "process 'third'");
            second.result();
            b.unlock();
            a.unlock();
        }
    }

    @Test
    void aCircleThroughAReaderIsFound() throws Exception {
        AtomicReference<Deadlock> found = new AtomicReference<>();
        Consumer<Deadlock> listener = found::set;
        Deadlocks.addListener(listener);
        try (var table = SharedReadWriteLock.create();
                var lock = SharedLock.builder().name("lock").create();
                var both = SharedCyclicBarrier.create(2);
                var child = ChildProcess.start(() -> {
                    table.readLock().lock();
                    both.await();
                    lock.lock();
                })) {
            TestThread writer = TestThread.start(() -> {
                lock.lock();
                both.await();
                table.writeLock().lock();
                table.writeLock().unlock();
                lock.unlock();
            });
            Conditions.await("it is found", TIME, () -> found.get() != null);
            assertThat(found.get().toString()).contains("waits for lock 'lock'",
                    "waits for write lock");
            child.kill();
            child.join();
            writer.ends();
        } finally {
            Deadlocks.removeListener(listener);
        }
    }

    @Test
    void theRootIsToldOfADeadlockOfItsGrandchildren() throws Exception {
        AtomicReference<Deadlock> found = new AtomicReference<>();
        Consumer<Deadlock> listener = found::set;
        Deadlocks.addListener(listener);
        try (var a = SharedLock.builder().name("a").create();
                var b = SharedLock.builder().name("b").create();
                var both = SharedCyclicBarrier.create(2);
                var child = ChildProcess.start(() -> {
                    try (var grandchild = ChildProcess.start(() -> take(b, a, both));
                            var other = ChildProcess.start(() -> take(a, b, both))) {
                        grandchild.join();
                        other.join();
                    }
                })) {
            Conditions.await("the root is told", TIME, () -> found.get() != null);
            assertThat(found.get().circle()).hasSize(2);
            child.kill();
            child.join();
            Conditions.await("the grandchildren are gone too", TIME,
                    () -> dump(ProcessHandle.current().pid()).waits().isEmpty());
        } finally {
            Deadlocks.removeListener(listener);
        }
    }

    private static void take(SharedLock first, SharedLock second, SharedCyclicBarrier both)
            throws Exception {
        first.lock();
        both.await();
        second.lock();
    }
}
