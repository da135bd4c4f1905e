package io.github.procesy.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import io.github.procesy.SerializableCallable;
import io.github.procesy.memory.SharedInt;
import io.github.procesy.queue.SharedQueue;
import io.github.procesy.support.AnyLauncher;
import io.github.procesy.testing.Conditions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/** What the Javadoc of {@link ExecutorService} says, of the executor of the JDK and of the pool in its modes. */
@AnyLauncher
@Timeout(60)
@ParameterizedClass
@EnumSource
class ExecutorContractTest {
    private static final Duration TIME = Duration.ofSeconds(20);

    /** Who is tested. */
    enum Kind {
        JDK(() -> Executors.newFixedThreadPool(2, daemons())),
        PROCESSES(() -> ProcessPool.builder().mode(PoolMode.PROCESSES).workers(2).create()),
        THREADS(() -> ProcessPool.builder().mode(PoolMode.THREADS).workers(2).create());

        private final Supplier<ExecutorService> maker;

        Kind(Supplier<ExecutorService> maker) {
            this.maker = maker;
        }

        private static ThreadFactory daemons() {
            return Thread.ofPlatform().daemon().factory();
        }
    }

    private final Kind kind;

    ExecutorContractTest(Kind kind) {
        this.kind = kind;
    }

    private ExecutorService make() {
        return kind.maker.get();
    }

    private static <T> Callable<T> task(SerializableCallable<T> task) {
        return task;
    }

    private static Runnable action(RunnableTask action) {
        return action;
    }

    /** Says that it has begun, and waits until it is told to end, or interrupted. */
    private record Gate(SharedQueue<String> begun, SharedQueue<String> go)
            implements
            AutoCloseable {
        static Gate make() {
            return new Gate(SharedQueue.create(100), SharedQueue.create(100));
        }

        Callable<String> task() {
            SharedQueue<String> in = begun;
            SharedQueue<String> out = go;
            return ExecutorContractTest.task(() -> {
                in.put("begun");
                return out.take();
            });
        }

        void awaitBegun() throws InterruptedException {
            assertThat(begun.poll(TIME)).isEqualTo("begun");
        }

        void open(int tasks) throws InterruptedException {
            for (int i = 0; i < tasks; i++) {
                go.put("done");
            }
        }

        @Override
        public void close() {
            begun.clear();
            begun.close();
            go.clear();
            go.close();
        }
    }

    @Test
    void aCallableReturnsItsValue() throws Exception {
        try (ExecutorService pool = make()) {
            Future<Integer> future = pool.submit(task(() -> 6 * 7));
            assertThat(future.get()).isEqualTo(42);
            assertThat(future.get(1, TimeUnit.NANOSECONDS)).isEqualTo(42);
            assertThat(future.isDone()).isTrue();
            assertThat(future.isCancelled()).isFalse();
            assertThat(future.state()).isEqualTo(Future.State.SUCCESS);
            assertThat(future.resultNow()).isEqualTo(42);
            assertThat(future.cancel(true)).isFalse();
        }
    }

    @Test
    void aCallableMayReturnNull() throws Exception {
        try (ExecutorService pool = make()) {
            assertThat(pool.submit(task(() -> null)).get()).isNull();
        }
    }

    @Test
    void aRunnableHasNullOrWhatWasGiven() throws Exception {
        try (ExecutorService pool = make()) {
            Object given = new Object();
            assertThat(pool.submit(action(() -> {
            })).get()).isNull();
            assertThat(pool.submit(action(() -> {
            }), given).get()).isSameAs(given);
        }
    }

    @Test
    void whatIsThrownIsTheCause() throws Exception {
        try (ExecutorService pool = make()) {
            Future<Object> future = pool.submit(task(() -> {
                throw new java.io.IOException("on purpose");
            }));
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(future::get)
                    .havingCause()
                    .isInstanceOf(java.io.IOException.class)
                    .withMessage("on purpose");
            assertThat(future.state()).isEqualTo(Future.State.FAILED);
            assertThat(future.exceptionNow()).hasMessage("on purpose");
            assertThatExceptionOfType(IllegalStateException.class).isThrownBy(future::resultNow);
            assertThat(future.isDone()).isTrue();
        }
    }

    /** Though a CompletableFuture would take it for a cancellation, or unwrap it. */
    @Test
    void whatIsThrownIsTheCauseOfWhateverTypeItIs() throws Exception {
        try (ExecutorService pool = make()) {
            List<Future<Object>> futures = List.of(pool.submit(task(() -> {
                throw new CancellationException("on purpose");
            })), pool.submit(task(() -> {
                throw new CompletionException("on purpose", new IllegalStateException("inner"));
            })), pool.submit(task(() -> {
                throw new ExecutionException("on purpose", new IllegalStateException("inner"));
            })));
            List<Class<? extends Exception>> types = List.of(CancellationException.class,
                    CompletionException.class, ExecutionException.class);
            for (int i = 0; i < futures.size(); i++) {
                Future<Object> future = futures.get(i);
                assertThatExceptionOfType(ExecutionException.class).isThrownBy(future::get)
                        .havingCause()
                        .isInstanceOf(types.get(i))
                        .withMessage("on purpose");
                assertThat(future.isCancelled()).isFalse();
                assertThat(future.state()).isEqualTo(Future.State.FAILED);
                assertThat(future.exceptionNow()).isInstanceOf(types.get(i));
                if (future instanceof TaskFuture<?> own) {
                    assertThat(own.taskState()).isEqualTo(TaskState.THREW);
                    assertThatExceptionOfType(CompletionException.class).isThrownBy(own::join)
                            .havingCause()
                            .isInstanceOf(types.get(i));
                }
            }
        }
    }

    @Test
    void aFutureShowsHowFarItIs() throws Exception {
        try (ExecutorService pool = make(); Gate gate = Gate.make()) {
            Future<String> future = pool.submit(gate.task());
            assertThat(future.toString()).containsPattern("\\[.*Not completed.*\\]");
            gate.open(1);
            assertThat(future.get()).isEqualTo("done");
            assertThat(future.toString()).containsPattern("\\[.*Completed normally.*\\]");
            Future<Object> failing = pool.submit(task(() -> {
                throw new IllegalArgumentException("on purpose");
            }));
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(failing::get);
            assertThat(failing.toString()).containsPattern("\\[.*Completed exceptionally.*\\]");
        }
    }

    @Test
    void anErrorIsACauseToo() throws Exception {
        try (ExecutorService pool = make()) {
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> pool.submit(task(() -> {
                        throw new AssertionError("on purpose");
                    })).get())
                    .havingCause()
                    .isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void nullIsRefused() {
        try (ExecutorService pool = make()) {
            assertThatNullPointerException().isThrownBy(() -> pool.submit((Callable<?>) null));
            assertThatNullPointerException().isThrownBy(() -> pool.submit((Runnable) null));
            assertThatNullPointerException().isThrownBy(() -> pool.submit((Runnable) null, 1));
            assertThatNullPointerException().isThrownBy(() -> pool.execute((Runnable) null));
            assertThatNullPointerException().isThrownBy(() -> pool.invokeAll(null));
            assertThatNullPointerException().isThrownBy(() -> pool.invokeAny(null));
            List<Callable<Integer>> withNull = new ArrayList<>();
            withNull.add(task(() -> 1));
            withNull.add(null);
            assertThatNullPointerException().isThrownBy(() -> pool.invokeAll(withNull));
        }
    }

    @Test
    void getWaitsForATime() throws Exception {
        try (ExecutorService pool = make(); Gate gate = Gate.make()) {
            Future<String> future = pool.submit(gate.task());
            assertThatExceptionOfType(TimeoutException.class)
                    .isThrownBy(() -> future.get(20, TimeUnit.MILLISECONDS));
            assertThat(future.isDone()).isFalse();
            assertThat(future.state()).isEqualTo(Future.State.RUNNING);
            assertThatExceptionOfType(IllegalStateException.class).isThrownBy(future::resultNow);
            gate.open(1);
            assertThat(future.get()).isEqualTo("done");
        }
    }

    @Test
    void getIsInterruptible() throws Exception {
        try (ExecutorService pool = make(); Gate gate = Gate.make()) {
            Future<String> future = pool.submit(gate.task());
            gate.awaitBegun();
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(InterruptedException.class).isThrownBy(future::get);
            assertThat(Thread.interrupted()).isFalse();
            gate.open(1);
            assertThat(future.get()).isEqualTo("done");
        }
    }

    @Test
    void aRunningTaskIsCancelledByAnInterrupt() throws Exception {
        try (ExecutorService pool = make(); Gate gate = Gate.make()) {
            SharedQueue<String> begun = gate.begun();
            SharedQueue<String> go = gate.go();
            Future<String> future = pool.submit(task(() -> {
                begun.put("begun");
                try {
                    return go.take();
                } catch (InterruptedException e) {
                    begun.put("interrupted");
                    throw e;
                }
            }));
            gate.awaitBegun();
            assertThat(future.cancel(true)).isTrue();
            assertThat(future.isCancelled()).isTrue();
            assertThat(future.isDone()).isTrue();
            assertThat(future.state()).isEqualTo(Future.State.CANCELLED);
            assertThatExceptionOfType(CancellationException.class).isThrownBy(future::get);
            // A FutureTask says no, a CompletableFuture that it is cancelled now.
            assertThat(future.cancel(true)).isEqualTo(kind != Kind.JDK);
            assertThat(begun.poll(TIME)).isEqualTo("interrupted");
            assertThat(pool.submit(task(() -> 1)).get()).isEqualTo(1);
        }
    }

    @Test
    void aTaskThatIsCancelledBeforeItBeginsNeverBegins() throws Exception {
        try (ExecutorService pool = make(); Gate gate = Gate.make()) {
            SharedQueue<String> begun = gate.begun();
            List<Future<String>> running = List.of(pool.submit(gate.task()),
                    pool.submit(gate.task()));
            gate.awaitBegun();
            gate.awaitBegun();
            Future<?> waiting = pool.submit(action(() -> begun.add("never")));
            assertThat(waiting.cancel(false)).isTrue();
            assertThatExceptionOfType(CancellationException.class).isThrownBy(waiting::get);
            gate.open(2);
            for (Future<String> each : running) {
                assertThat(each.get()).isEqualTo("done");
            }
            pool.submit(task(() -> 1)).get();
            pool.submit(task(() -> 1)).get();
            assertThat(begun.poll()).isNull();
        }
    }

    @Test
    void invokeAllReturnsAllInOrder() throws Exception {
        try (ExecutorService pool = make()) {
            List<Callable<Integer>> tasks = List.of(task(() -> 1), task(() -> {
                throw new IllegalArgumentException("on purpose");
            }), task(() -> 3));
            List<Future<Integer>> futures = pool.invokeAll(tasks);
            assertThat(futures).allMatch(Future::isDone).hasSize(3);
            assertThat(futures.get(0).get()).isEqualTo(1);
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> futures.get(1).get());
            assertThat(futures.get(2).get()).isEqualTo(3);
            assertThat(pool.invokeAll(List.<Callable<Integer>>of())).isEmpty();
        }
    }

    @Test
    void invokeAllCancelsWhatIsNotDoneInTime() throws Exception {
        try (ExecutorService pool = make(); Gate gate = Gate.make()) {
            pool.submit(task(() -> 1)).get(); // a worker is up
            List<Callable<String>> tasks = List.of(task(() -> "fast"), gate.task());
            List<Future<String>> futures;
            long millis = 250;
            do {
                millis *= 2; // the fast one may be too late on a busy machine
                futures = pool.invokeAll(tasks, millis, TimeUnit.MILLISECONDS);
                assertThat(futures.get(1).isCancelled()).isTrue();
            } while (futures.get(0).isCancelled() && millis < TIME.toMillis());
            assertThat(futures.get(0).get()).isEqualTo("fast");
        }
    }

    @Test
    void invokeAnyReturnsOneThatSucceeds() throws Exception {
        try (ExecutorService pool = make()) {
            Collection<Callable<String>> tasks = List.of(task(() -> {
                throw new IllegalArgumentException("on purpose");
            }), task(() -> "one"));
            assertThat(pool.invokeAny(tasks)).isEqualTo("one");
            assertThat(pool.invokeAny(tasks, 20, TimeUnit.SECONDS)).isEqualTo("one");
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> pool.invokeAny(List.<Callable<String>>of()));
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> pool.invokeAny(List.<Callable<String>>of(task(() -> {
                        throw new IllegalArgumentException("on purpose");
                    }))));
        }
    }

    @Test
    void invokeAnyGivesUpInTime() throws Exception {
        try (ExecutorService pool = make(); Gate gate = Gate.make()) {
            assertThatExceptionOfType(TimeoutException.class).isThrownBy(
                    () -> pool.invokeAny(List.of(gate.task()), 50, TimeUnit.MILLISECONDS));
        }
    }

    @Test
    void aCompletionServiceWorks() throws Exception {
        try (ExecutorService pool = make()) {
            ExecutorCompletionService<Integer> service = new ExecutorCompletionService<>(pool);
            List<Future<Integer>> futures = List.of(service.submit(task(() -> 1)),
                    service.submit(task(() -> 2)));
            assertThat(List.of(service.take().get(), service.take().get()))
                    .containsExactlyInAnyOrder(1, 2);
            assertThat(futures).allMatch(Future::isDone);
            assertThat(service.poll()).isNull();
        }
    }

    @Test
    void whatWasExecutedIsRun() throws Exception {
        try (ExecutorService pool = make(); Gate gate = Gate.make()) {
            BlockingQueue<String> done = gate.begun();
            SharedQueue<String> queue = gate.begun();
            pool.execute(action(() -> queue.add("begun")));
            gate.awaitBegun();
            assertThat(done).isEmpty();
        }
    }

    @Test
    void afterShutdownNothingIsTakenAndAllIsFinished() throws Exception {
        try (Gate gate = Gate.make()) {
            ExecutorService pool = make();
            List<Future<String>> futures = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                futures.add(pool.submit(gate.task()));
            }
            assertThat(pool.isShutdown()).isFalse();
            assertThat(pool.isTerminated()).isFalse();
            pool.shutdown();
            pool.shutdown();
            assertThat(pool.isShutdown()).isTrue();
            assertThat(pool.isTerminated()).isFalse();
            assertThatExceptionOfType(RejectedExecutionException.class)
                    .isThrownBy(() -> pool.submit(task(() -> 1)));
            assertThatExceptionOfType(RejectedExecutionException.class)
                    .isThrownBy(() -> pool.execute(action(() -> {
                    })));
            assertThat(pool.awaitTermination(10, TimeUnit.MILLISECONDS)).isFalse();
            gate.open(5);
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            assertThat(pool.isTerminated()).isTrue();
            assertThat(futures).allMatch(future -> future.resultNow().equals("done"));
            pool.close();
            assertThat(pool.shutdownNow()).isEmpty();
        }
    }

    @Test
    void shutdownNowReturnsWhatNeverBeganAndStopsTheRest() throws Exception {
        try (Gate gate = Gate.make()) {
            ExecutorService pool = make();
            List<Future<String>> futures = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                futures.add(pool.submit(gate.task()));
            }
            gate.awaitBegun();
            gate.awaitBegun();
            Runnable waiting = action(() -> {
            });
            pool.execute(waiting);
            Future<String> third = pool.submit(gate.task());
            List<Runnable> never = pool.shutdownNow();
            assertThat(never).hasSize(2).first().isSameAs(waiting);
            assertThat(pool.isShutdown()).isTrue();
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            assertThat(futures).allMatch(Future::isDone);
            assertThat(kind == Kind.JDK || third.isCancelled()).isTrue();
            assertThat(pool.shutdownNow()).isEmpty();
        }
    }

    @Test
    void shutdownNowReturnsTasksInTheirOrder() throws Exception {
        try (Gate gate = Gate.make()) {
            ExecutorService pool = make();
            List<Future<String>> running = List.of(pool.submit(gate.task()),
                    pool.submit(gate.task()));
            gate.awaitBegun();
            gate.awaitBegun();
            List<Runnable> waiting = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                int number = i;
                waiting.add(action(() -> System.out.print(number)));
                pool.execute(waiting.getLast());
            }
            assertThat(pool.shutdownNow()).containsExactlyElementsOf(waiting);
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            assertThat(running).allMatch(Future::isDone);
        }
    }

    @Test
    void closeWaitsForAllTasks() throws Exception {
        Future<Integer> future;
        try (ExecutorService pool = make()) {
            future = pool.submit(task(() -> {
                Thread.sleep(50);
                return 1;
            }));
        }
        assertThat(future.resultNow()).isEqualTo(1);
    }

    @Test
    void anInterruptedCloseStopsAllTasks() throws Exception {
        try (Gate gate = Gate.make()) {
            ExecutorService pool = make();
            Future<String> future = pool.submit(gate.task());
            gate.awaitBegun();
            CountDownLatch closed = new CountDownLatch(1);
            Thread closer = Thread.ofPlatform().start(() -> {
                pool.close();
                if (Thread.currentThread().isInterrupted()) {
                    closed.countDown();
                }
            });
            Conditions.await("it closes", TIME, pool::isShutdown);
            closer.interrupt();
            assertThat(closed.await(TIME.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(future.isDone()).isTrue();
            assertThat(pool.isTerminated()).isTrue();
        }
    }

    @Test
    void awaitTerminationIsInterruptible() throws Exception {
        ExecutorService pool = make();
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> pool.awaitTermination(20, TimeUnit.SECONDS));
        pool.close();
    }

    @Test
    void aReferenceToAMethodWithAResultIsNoResultOfARunnable() throws Exception {
        try (ExecutorService pool = make(); SharedInt calls = SharedInt.create(0)) {
            Future<?> future = pool.submit(action(calls::incrementAndGet));
            assertThat(future.get()).isNull();
            assertThat(pool.submit(action(calls::incrementAndGet), null).get()).isNull();
            assertThat(calls.get()).isEqualTo(2);
        }
    }

    /** Adds 1 as a runnable, 10 as a callable. */
    private record Both(SharedInt calls) implements RunnableTask, Callable<Integer> {
        @Override
        public void run() {
            calls.getAndAdd(1);
        }

        @Override
        public Integer call() {
            return calls.addAndGet(10);
        }
    }

    @Test
    void whatIsBothIsRunAsWhatItIsSubmittedAs() throws Exception {
        try (ExecutorService pool = make(); SharedInt calls = SharedInt.create(0)) {
            Both both = new Both(calls);
            assertThat(pool.submit((Runnable) both).get()).isNull();
            assertThat(pool.submit((Callable<Integer>) both).get()).isEqualTo(11);
            assertThat(pool.submit(both, "done").get()).isEqualTo("done");
            pool.execute(both);
            pool.shutdown();
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            assertThat(calls.get()).isEqualTo(13);
        }
    }

    @Test
    void whoNeedNotWaitForTheEndIsNotInterrupted() throws Exception {
        try (ExecutorService pool = make()) {
            Thread.currentThread().interrupt();
            assertThat(pool.awaitTermination(0, TimeUnit.SECONDS)).isFalse();
            assertThat(Thread.interrupted()).isTrue();
            pool.shutdown();
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            Thread.currentThread().interrupt();
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
