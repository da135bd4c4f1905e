package io.github.procesy.pool;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.github.procesy.SerializableCallable;
import io.github.procesy.memory.SharedInt;
import io.github.procesy.support.AnyLauncher;
import io.github.procesy.support.TestThread;
import io.github.procesy.testing.Hostile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Who submits does the work, and all else is as with workers. */
@AnyLauncher
@Timeout(60)
class SerialPoolTest {
    private static final Duration SOON = Duration.ofMillis(100);

    private final SharedInt begun = SharedInt.create(0);
    private final ProcessPool pool = ProcessPool.builder().mode(PoolMode.SERIAL).create();

    @AfterEach
    void close() {
        pool.close();
        begun.close();
    }

    /** Sleeps until it is interrupted. */
    private SerializableCallable<Integer> sleeper() {
        SharedInt told = begun;
        return () -> {
            told.set(1);
            Hostile.sleepForEver();
            return 1;
        };
    }

    @Test
    void aTaskThatTakesTooLongIsInterruptedAndTheCallerIsNot() throws Exception {
        TaskFuture<Integer> late = pool.submit(sleeper(), TaskOptions.none().deadline(SOON));
        assertThat(Thread.interrupted()).isFalse();
        ExecutionException failure = catchThrowableOfType(ExecutionException.class, late::get);
        assertThat(failure).hasCauseInstanceOf(TaskTimeoutException.class);
        assertThat(late.taskState()).isEqualTo(TaskState.TIMED_OUT);
        assertThat(pool.submit(() -> 2).get()).isEqualTo(2);
    }

    @Test
    void anItemThatTakesTooLongTimesOutAndItsNeighboursDoNot() throws Exception {
        try (MappingQueue<Integer, Integer> queue = pool.mappingQueue(n -> {
            if (n == 2) {
                Hostile.sleepForEver();
            }
            return n;
        }, MapOptions.defaults().chunk(4).task(TaskOptions.none().deadline(SOON)))) {
            for (int i = 0; i < 4; i++) {
                queue.put(i);
            }
            queue.end();
            for (int i = 0; i < 4; i++) {
                ItemResult<Integer, Integer> result = queue.take().orElseThrow();
                assertThat(result.index()).isEqualTo(i);
                assertThat(result instanceof ItemResult.Returned).isEqualTo(i != 2);
            }
        }
    }

    @Test
    void onceOneHasSucceededNoOtherIsRun() throws Exception {
        SerializableCallable<String> first = () -> "first";
        SharedInt told = begun;
        SerializableCallable<String> second = () -> {
            told.set(1);
            return "second";
        };
        List<Callable<String>> tasks = List.of(first, second);
        assertThat(pool.invokeAny(tasks)).isEqualTo("first");
        assertThat(pool.invokeAny(tasks, 20, TimeUnit.SECONDS)).isEqualTo("first");
        assertThat(begun.get()).isZero();
        ExecutorCompletionService<String> completions = new ExecutorCompletionService<>(pool);
        Future<String> future = completions.submit(first);
        assertThat(completions.poll()).isSameAs(future);
    }

    @Test
    void thePoolHasNotEndedBeforeWhatOtherThreadsDoInIt() throws Exception {
        TestThread runner = TestThread.start(() -> {
            TaskFuture<Integer> task = pool.submit(sleeper());
            assertThat(task.isDone()).isTrue();
        });
        runner.until("it is begun", () -> begun.get() == 1);
        assertThat(pool.snapshot().running()).isOne();
        pool.shutdown();
        assertThat(pool.isTerminated()).isFalse();
        assertThat(pool.shutdownNow()).isEmpty();
        assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        runner.ends();
    }

    @Test
    void aTaskThatIsTriedAgainFindsTheSameState() throws Exception {
        SharedInt initialized = begun;
        TaskOptions again = TaskOptions.none()
                .retries(3)
                .retryOn(IllegalStateException.class)
                .backoff(Duration.ZERO);
        try (SharedInt tries = SharedInt.create(0);
                ProcessPool own = ProcessPool.builder()
                        .mode(PoolMode.SERIAL)
                        .initializer(() -> "state " + initialized.addAndGet(1))
                        .create()) {
            TaskFuture<String> task = own.submit(() -> {
                if (tries.addAndGet(1) < 4) {
                    throw new IllegalStateException("again");
                }
                return WorkerContext.current().state(String.class);
            }, again);
            assertThat(task.get()).isEqualTo("state 1");
            assertThat(tries.get()).isEqualTo(4);
            assertThat(begun.get()).isOne();
        }
    }

    @Test
    void aTaskMayBeTriedAgainVeryOften() throws Exception {
        ProcessPool own = ProcessPool.builder().mode(PoolMode.SERIAL).create();
        TaskFuture<Integer> task = own.submit(() -> {
            throw new IllegalStateException("again");
        }, TaskOptions.none()
                .retries(1000)
                .retryOn(IllegalStateException.class)
                .backoff(Duration.ZERO));
        ExecutionException failure = catchThrowableOfType(ExecutionException.class,
                () -> task.get(20, TimeUnit.SECONDS));
        assertThat(failure).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(own.snapshot().retried()).isEqualTo(1000);
        own.shutdown();
        assertThat(own.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aTaskIsTriedAgainAfterItsBackoff() throws Exception {
        long before = System.nanoTime();
        TaskFuture<Integer> task = pool.submit(() -> {
            throw new IllegalStateException("again");
        }, TaskOptions.none().retries(1).retryOn(IllegalStateException.class).backoff(SOON));
        ExecutionException failure = catchThrowableOfType(ExecutionException.class, task::get);
        assertThat(failure).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(SOON.toNanos());
    }
}
