package io.github.procesy.chaos;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;

import io.github.procesy.SerializableRunnable;
import io.github.procesy.memory.SharedMemory;
import io.github.procesy.process.ChildProcess;
import io.github.procesy.sync.SharedEvent;
import io.github.procesy.sync.SharedLock;
import io.github.procesy.sync.SharedReadWriteLock;
import io.github.procesy.sync.SharedSemaphore;
import io.github.procesy.testing.Conditions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Processes that use locks and the like without a pause are killed at random moments, and new ones come. Two are
 * never in one critical section, all others go on, a death in a critical section is told, and in the end nothing is held.
 * The system property {@code procesy.kills} says how many are killed for each number of processes.
 */
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // as a reckless program does
final class SynchronizerChaosTest {
    private static final long SEED = Long.getLong("procesy.seed", System.nanoTime());
    private static final int KILLS = Integer.getInteger("procesy.kills", 6);
    private static final Duration TIME = Duration.ofSeconds(30);
    private static final double MAX_DELAY_NANOS = 60e6;
    private static final int PERMITS = 2;

    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
    private static final long STEPS = 0;
    private static final long VIOLATIONS = 8;
    private static final long PLAIN = 64;
    private static final long FAIR = 128;
    private static final long WRITTEN = 192;
    private static final long BYTES = 256;

    private enum Kind {
        LOCK, FAIR_LOCK, READ_WRITE, SEMAPHORE, EVENT, CONDITION
    }

    @ParameterizedTest
    @Timeout(7200) // a campaign takes its time; each step has a bound of its own
    @MethodSource(Campaign.NUMBERS_OF_PROCESSES)
    void aKillHarmsNobodyElse(int processes) throws Exception {
        System.out.println("SynchronizerChaosTest: -Dprocesy.seed=" + SEED);
        Random random = new Random(SEED + processes);
        try (var memory = SharedMemory.create(BYTES);
                var lock = SharedLock.builder().name("plain").create();
                var fair = SharedLock.builder().name("fair").fair(true).create();
                var both = SharedReadWriteLock.create("both");
                var semaphore = SharedSemaphore.builder(PERMITS).owners(true).create();
                var event = SharedEvent.create("event")) {
            Condition changed = lock.newCondition();
            SerializableRunnable life = () -> {
                Random dice = new Random();
                while (true) {
                    step(dice, memory.segment(), lock, changed, fair, both, semaphore, event);
                    LONG.getAndAdd(memory.segment(), STEPS, 1L);
                }
            };
            List<ChildProcess<?>> children = new ArrayList<>();
            try {
                for (int i = 0; i < processes; i++) {
                    children.add(start(life));
                }
                for (int kill = 0; kill < KILLS; kill++) {
                    awaitSteps(memory.segment(), 20L * processes);
                    LockSupport.parkNanos((long) (random.nextDouble() * MAX_DELAY_NANOS));
                    int victim = random.nextInt(processes);
                    children.get(victim).kill();
                    assertThat(violations(memory.segment())).as("violations").isZero();
                    children.get(victim).join();
                    children.set(victim, start(life));
                }
                awaitSteps(memory.segment(), 20L * processes);
            } finally {
                children.forEach(ChildProcess::kill);
                for (var child : children) {
                    child.join();
                }
            }
            assertThat(violations(memory.segment())).as("violations").isZero();
            assertThat(lock.tryLock(5, TimeUnit.SECONDS)).isTrue();
            lock.unlock();
            assertThat(fair.tryLock(5, TimeUnit.SECONDS)).isTrue();
            fair.unlock();
            assertThat(both.writeLock().tryLock(5, TimeUnit.SECONDS)).isTrue();
            both.writeLock().unlock();
            assertThat(semaphore.tryAcquire(PERMITS, 5, TimeUnit.SECONDS)).isTrue();
            semaphore.release(PERMITS);
            assertThat(lock.hasQueuedThreads()).isFalse();
        }
    }

    private static ChildProcess<?> start(SerializableRunnable life) {
        return ChildProcess.builder().heap(32L << 20).start(life);
    }

    private static long violations(MemorySegment memory) {
        return (long) LONG.getVolatile(memory, VIOLATIONS);
    }

    private static void awaitSteps(MemorySegment memory, long more) {
        long enough = (long) LONG.getVolatile(memory, STEPS) + more;
        Conditions.await(more + " further steps are done", TIME,
                () -> (long) LONG.getVolatile(memory, STEPS) >= enough);
    }

    private static void step(Random dice, MemorySegment memory, SharedLock lock,
            Condition changed, SharedLock fair, SharedReadWriteLock both,
            SharedSemaphore semaphore, SharedEvent event) throws InterruptedException {
        switch (Kind.values()[dice.nextInt(Kind.values().length)]) {
            case LOCK -> {
                lock.lock();
                enter(memory, PLAIN, lock.ownerDeath().isPresent());
                lock.clearOwnerDeath();
                change(memory, PLAIN);
                leave(memory, PLAIN);
                changed.signal();
                lock.unlock();
            }
            case FAIR_LOCK -> {
                if (fair.tryLock(1, TimeUnit.SECONDS)) {
                    enter(memory, FAIR, fair.ownerDeath().isPresent());
                    fair.clearOwnerDeath();
                    change(memory, FAIR);
                    leave(memory, FAIR);
                    fair.unlock();
                }
            }
            case READ_WRITE -> readOrWrite(dice, memory, both);
            case SEMAPHORE -> {
                semaphore.acquire();
                semaphore.release();
            }
            case EVENT -> {
                if (dice.nextBoolean()) {
                    event.set();
                } else {
                    event.clear();
                    event.await(1, TimeUnit.MILLISECONDS);
                }
            }
            case CONDITION -> {
                lock.lock();
                changed.await(2, TimeUnit.MILLISECONDS);
                enter(memory, PLAIN, lock.ownerDeath().isPresent());
                lock.clearOwnerDeath();
                leave(memory, PLAIN);
                lock.unlock();
            }
        }
    }

    private static void readOrWrite(Random dice, MemorySegment memory, SharedReadWriteLock both) {
        Lock chosen = dice.nextInt(3) == 0 ? both.writeLock() : both.readLock();
        chosen.lock();
        if (both.isWriteLockedByCurrentThread()) {
            enter(memory, WRITTEN, both.ownerDeath().isPresent());
            both.clearOwnerDeath();
            change(memory, WRITTEN);
            leave(memory, WRITTEN);
        } else if (both.ownerDeath().isEmpty()
                && memory.get(ValueLayout.JAVA_LONG, WRITTEN) != 0) {
            LONG.getAndAdd(memory, VIOLATIONS, 1L);
        }
        chosen.unlock();
    }

    /** The word says who is inside; it may say something only if that one has died inside. */
    private static void enter(MemorySegment memory, long at, boolean deathIsTold) {
        boolean consistent = memory.get(ValueLayout.JAVA_LONG, at) == 0 && memory
                .get(ValueLayout.JAVA_LONG, at + 8) == memory.get(ValueLayout.JAVA_LONG, at + 16);
        if (!consistent && !deathIsTold) {
            LONG.getAndAdd(memory, VIOLATIONS, 1L);
        }
        memory.set(ValueLayout.JAVA_LONG, at, ProcessHandle.current().pid());
        memory.set(ValueLayout.JAVA_LONG, at + 16, memory.get(ValueLayout.JAVA_LONG, at + 8));
    }

    private static void change(MemorySegment memory, long at) {
        long pid = ProcessHandle.current().pid();
        memory.set(ValueLayout.JAVA_LONG, at + 8, memory.get(ValueLayout.JAVA_LONG, at + 8) + 1);
        for (int i = 0; i < 20; i++) {
            if ((long) LONG.getOpaque(memory, at) != pid) {
                LONG.getAndAdd(memory, VIOLATIONS, 1L);
            }
        }
        memory.set(ValueLayout.JAVA_LONG, at + 16, memory.get(ValueLayout.JAVA_LONG, at + 16) + 1);
    }

    private static void leave(MemorySegment memory, long at) {
        LONG.setOpaque(memory, at, 0L);
    }
}
