package io.github.procesy.pool;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.procesy.memory.SharedArray;
import io.github.procesy.memory.SharedIntArray;
import io.github.procesy.support.AnyLauncher;
import io.github.procesy.support.TestThread;
import io.github.procesy.testing.Conditions;
import io.github.procesy.testing.Hostile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Whatever is stopped, and whenever: nobody waits for what will not come. */
@AnyLauncher
@Timeout(60)
class StoppingTest {
    private static final Duration TIME = Duration.ofSeconds(20);

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static ProcessPool.Builder oneThread() {
        return ProcessPool.builder().workers(1).mode(PoolMode.THREADS);
    }

    private static TaskFuture<Integer> sleeper(ProcessPool pool) {
        return pool.submit(() -> {
            Hostile.sleepForEver();
            return 0;
        });
    }

    @Test
    void aMappingEndsWhenThePoolIsStoppedInTheMiddleOfAChunk() {
        try (SharedIntArray state = SharedArray.ofInts(2);
                ProcessPool pool = ProcessPool.create(1)) {
            TestThread mapping = TestThread.start(() -> pool.map(numbers(40), n -> {
                state.getAndAdd(0, 1);
                while (state.getVolatile(1) == 0) {
                    Thread.onSpinWait(); // obeys no interrupt
                }
                return n;
            }, MapOptions.defaults().chunk(10)));
            mapping.until("the first is begun", () -> state.getVolatile(0) == 1);
            pool.shutdownNow();
            state.setVolatile(1, 1);
            mapping.throwsA(RuntimeException.class);
            assertThat(state.getVolatile(0)).isEqualTo(1);
        }
    }

    @Test
    void allItemsOfAMappingQueueHaveAnEndWhenThePoolIsStopped() throws Exception {
        try (SharedIntArray state = SharedArray.ofInts(2);
                ProcessPool pool = ProcessPool.create(1);
                MappingQueue<Integer, Integer> queue = pool.mappingQueue(n -> {
                    state.getAndAdd(0, 1);
                    while (state.getVolatile(1) == 0) {
                        Thread.onSpinWait();
                    }
                    return n;
                }, MapOptions.defaults().chunk(10))) {
            for (int i = 0; i < 20; i++) {
                queue.put(i);
            }
            Conditions.await("the first is begun", TIME, () -> state.getVolatile(0) == 1);
            pool.shutdownNow();
            state.setVolatile(1, 1);
            for (int i = 0; i < 20; i++) {
                Optional<ItemResult<Integer, Integer>> result = queue.take();
                assertThat(result.orElseThrow().index()).isEqualTo(i);
                if (i > 0) {
                    assertThat(result.orElseThrow()).isInstanceOfSatisfying(
                            ItemResult.Failed.class,
                            failed -> assertThat(failed.cause())
                                    .isInstanceOf(CancellationException.class));
                }
            }
        }
    }

    @Test
    void ofAnItemThatRunsWhenThePoolIsStoppedItIsNotSaidThatItNeverBegan() throws Exception {
        try (SharedIntArray begun = SharedArray.ofInts(1);
                ProcessPool pool = ProcessPool.builder()
                        .workers(1)
                        .options(TaskOptions.none().grace(Duration.ofMillis(100)))
                        .create();
                MappingQueue<Integer, Integer> queue = pool.mappingQueue(n -> {
                    begun.setVolatile(0, 1);
                    Hostile.hang();
                    return n;
                }, MapOptions.defaults().chunk(1))) {
            queue.put(0);
            queue.put(1);
            queue.end();
            Conditions.await("the first is begun", TIME, () -> begun.getVolatile(0) == 1);
            pool.shutdownNow();
            assertThat(messageOf(queue.take())).contains("shut down").doesNotContain("begun");
            assertThat(messageOf(queue.take())).contains("shut down");
        }
    }

    private static String messageOf(Optional<ItemResult<Integer, Integer>> result) {
        ItemResult.Failed<?, ?> failed = (ItemResult.Failed<?, ?>) result.orElseThrow();
        assertThat(failed.cause()).isInstanceOf(CancellationException.class);
        return failed.cause().getMessage();
    }

    @Test
    void whatIsToBeTriedAgainLaterIsNotWaitedFor() throws Exception {
        TaskOptions later = TaskOptions.none().retries(3).backoff(Duration.ofSeconds(30));
        TaskOptions laterOn = later.retryOn(IllegalStateException.class);
        try (ProcessPool pool = oneThread().create()) {
            TaskFuture<?> cancelled = pool.submit(() -> {
                throw new IllegalStateException("again");
            }, laterOn);
            TaskFuture<?> stopped = pool.submit(() -> {
                throw new IllegalStateException("again");
            }, laterOn);
            Conditions.await("both wait", TIME, () -> pool.snapshot().retried() == 2);
            cancelled.cancel(true);
            assertThat(pool.shutdownNow()).isEmpty();
            assertThatExceptionOfType(CancellationException.class).isThrownBy(stopped::get);
            assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
        try (ProcessPool pool = oneThread().create()) {
            TaskFuture<?> cancelled = pool.submit(() -> {
                throw new IllegalStateException("again");
            }, laterOn);
            Conditions.await("it waits", TIME, () -> pool.snapshot().retried() == 1);
            pool.shutdown();
            assertThat(pool.isTerminated()).isFalse();
            cancelled.cancel(true);
            assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void whatWasBegunOnceAndWaitsAgainIsNotAmongWhatWasNeverBegun() throws Exception {
        Duration backoff = Duration.ofMillis(1);
        TaskOptions again = TaskOptions.none()
                .retries(100)
                .retryOn(IllegalStateException.class)
                .backoff(backoff);
        try (SharedIntArray state = SharedArray.ofInts(2);
                ProcessPool pool = oneThread().create()) {
            TaskFuture<?> begunOnce = pool.submit(() -> {
                while (state.getVolatile(0) == 0) {
                    Thread.onSpinWait();
                }
                throw new IllegalStateException("again");
            }, again);
            TaskFuture<?> blocks = pool.submit(() -> {
                state.setVolatile(1, 1);
                Hostile.sleepForEver();
                return 0;
            });
            TaskFuture<Integer> never = pool.submit(() -> 1);
            state.setVolatile(0, 1);
            Conditions.await("the other one is begun", TIME, () -> state.getVolatile(1) == 1);
            long since = System.nanoTime();
            Conditions.await("the backoff is over", TIME,
                    () -> System.nanoTime() - since > backoff.multipliedBy(100).toNanos());
            assertThat(pool.snapshot().retried()).isOne();
            assertThat(pool.shutdownNow()).containsExactly(never);
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            assertThat(begunOnce).isCancelled();
            assertThat(blocks).isDone();
        }
    }

    @Test
    void anItemThatNobodyWantsAnyMoreIsNotTriedAgain() throws Exception {
        try (SharedIntArray state = SharedArray.ofInts(1);
                ProcessPool pool = ProcessPool.create(1)) {
            try (MappingQueue<Integer, Integer> queue = pool.mappingQueue(n -> {
                state.setVolatile(0, 1);
                Hostile.hang();
                return n;
            }, MapOptions.defaults()
                    .chunk(1)
                    .task(TaskOptions.none().retries(1).grace(Duration.ofMillis(100))))) {
                queue.put(1);
                Conditions.await("it is begun", TIME, () -> state.getVolatile(0) == 1);
            }
            pool.shutdown();
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            assertThat(pool.snapshot().retried()).isZero();
        }
    }

    @Test
    void whoWaitsForRoomGetsItFromATaskThatIsCancelled() {
        try (ProcessPool pool = oneThread().queueBound(1, WhenFull.BLOCK).create()) {
            TaskFuture<?> runs = sleeper(pool);
            Conditions.await("it runs", TIME, () -> runs.taskState() == TaskState.RUNNING);
            TaskFuture<Integer> waits = pool.submit(() -> 1);
            TestThread submitting = TestThread.start(() -> {
                var _ = pool.submit(() -> 2);
            });
            submitting.until("there is no room", submitting::isAsleep);
            waits.cancel(true);
            submitting.ends();
            runs.cancel(true);
        }
    }

    @Test
    void whoWaitsForRoomGetsItFromTasksThatNoWorkerCanBeHadFor() {
        try (ProcessPool pool = ProcessPool.builder()
                .workers(1)
                .process(process -> process.jvmOptions("-XX:ThereIsNoSuchOption"))
                .queueBound(2, WhenFull.BLOCK)
                .create()) {
            var _ = pool.submit(() -> 1);
            var _ = pool.submit(() -> 2);
            TaskFuture<Integer> last = pool.submit(() -> 3);
            Conditions.await("it has an end", TIME, last::isDone);
            assertThat(last.taskState()).isEqualTo(TaskState.REJECTED);
        }
    }

    @Test
    void theNextTaskHasItsDeadlineWhileTheOneBeforeHasItsGrace() {
        TaskOptions options = TaskOptions.none()
                .deadline(Duration.ofMillis(100))
                .grace(Duration.ofHours(1));
        try (ProcessPool pool = oneThread().options(options).create()) {
            TaskFuture<?> first = sleeper(pool);
            TaskFuture<?> second = sleeper(pool);
            Conditions.await("both have an end", TIME, () -> first.isDone() && second.isDone());
            assertThat(first.taskState()).isEqualTo(TaskState.TIMED_OUT);
            assertThat(second.taskState()).isEqualTo(TaskState.TIMED_OUT);
        }
    }

    @Test
    void timesMayBeForEver() throws Exception {
        Duration ever = ChronoUnit.FOREVER.getDuration();
        TaskOptions options = TaskOptions.none()
                .deadline(ever)
                .grace(ever)
                .backoff(ever)
                .retries(1);
        try (ProcessPool pool = oneThread().options(options).idleTimeout(ever).create()) {
            assertThat(pool.submit(() -> 7).get()).isEqualTo(7);
            TaskFuture<?> hangs = sleeper(pool);
            Conditions.await("it runs", TIME, () -> hangs.taskState() == TaskState.RUNNING);
            hangs.cancel(true);
            assertThat(pool.submit(() -> 8).get()).isEqualTo(8);
        }
    }

    @Test
    void whatDependsOnACancelledTaskMayWaitForTheEndOfThePool() throws Exception {
        ProcessPool pool = oneThread().create();
        TaskFuture<Integer> task = sleeper(pool);
        Conditions.await("it runs", TIME, () -> task.taskState() == TaskState.RUNNING);
        var closed = task.whenComplete((result, failure) -> pool.close());
        assertThat(task.cancel(true)).isTrue();
        assertThat(closed).failsWithin(TIME);
        assertThat(pool.isTerminated()).isTrue();
        assertThat(task.toString()).endsWith("Cancelled]");
    }
}
