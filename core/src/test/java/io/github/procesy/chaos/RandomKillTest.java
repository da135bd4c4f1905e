package io.github.procesy.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.github.procesy.process.ChildProcess;
import io.github.procesy.process.Outcome;
import io.github.procesy.process.Output;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Ends processes at random moments from their start on, in random ways. Each ends in exactly one
 * outcome, in bounded time, and leaves nothing. The system property {@code procesy.seed} repeats a
 * run.
 */
class RandomKillTest {
    private static final long SEED = Long.getLong("procesy.seed", System.nanoTime());
    /** A process is up after about this time, and has ended after twice of it. */
    private static final long MAX_DELAY_NANOS = Duration.ofMillis(500).toNanos();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 13})
    @Timeout(60)
    void everyProcessHasExactlyOneEnd(int processes) throws Exception {
        System.out.println("RandomKillTest: -Dprocesy.seed=" + SEED);
        Random random = new Random(SEED + processes);
        List<CompletableFuture<Void>> lives = new ArrayList<>();
        for (int i = 0; i < processes; i++) {
            long seed = random.nextLong();
            CompletableFuture<Void> life = new CompletableFuture<>();
            lives.add(life);
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    live(new Random(seed));
                    life.complete(null);
                } catch (Throwable e) {
                    life.completeExceptionally(e);
                }
            });
        }
        for (CompletableFuture<Void> life : lives) {
            life.get(50, TimeUnit.SECONDS);
        }
    }

    private static void live(Random random) throws Exception {
        AtomicInteger ends = new AtomicInteger();
        int size = random.nextInt(1 << 20);
        byte[] cargo = new byte[size];
        int way = random.nextInt(6);
        try (ChildProcess<Integer> child = ChildProcess.builder()
                .stdout(Output.discard())
                .stderr(Output.discard())
                .terminateGrace(Duration.ofMillis(100))
                .start(() -> {
                    for (int i = 0; i < 200; i++) {
                        System.out.println("line " + i);
                        Thread.sleep(1);
                    }
                    return cargo.length;
                })) {
            CompletableFuture<Void> counted = child.onExit()
                    .thenAccept(outcome -> ends.incrementAndGet());
            LockSupport.parkNanos((long) (random.nextDouble() * MAX_DELAY_NANOS));
            end(child, way);
            assertThat(child.join(Duration.ofSeconds(20))).as("ended in time").isTrue();
            counted.get(5, TimeUnit.SECONDS);
            Outcome<Integer> outcome = child.join();
            assertThat(ends).hasValue(1);
            assertThat(ProcessHandle.of(child.pid()).filter(ProcessHandle::isAlive)).isEmpty();
            switch (outcome) {
                case Outcome.Returned<Integer>(Integer value, var _) ->
                    assertThat(value).isEqualTo(size);
                case Outcome.Threw<Integer>(Throwable failure, var _) ->
                    assertThat(failure).isInstanceOf(InterruptedException.class);
                case Outcome.Killed<Integer> killed ->
                    assertThat(killed.signal()).isIn(9, 15);
                default -> throw new AssertionError("way " + way + ": " + outcome);
            }
        }
    }

    private static void end(ChildProcess<?> child, int way) {
        switch (way) {
            case 0 -> child.kill();
            case 1 -> child.terminate();
            case 2 -> child.terminate(Duration.ofMillis(20));
            case 3 -> ProcessHandle.of(child.pid()).ifPresent(ProcessHandle::destroyForcibly);
            case 4 -> ProcessHandle.of(child.pid()).ifPresent(ProcessHandle::destroy);
            default -> {
                child.terminate(Duration.ofSeconds(10));
                LockSupport.parkNanos(1_000_000);
                child.kill();
            }
        }
    }
}
