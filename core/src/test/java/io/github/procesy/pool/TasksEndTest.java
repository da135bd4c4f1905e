package io.github.procesy.pool;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import io.github.procesy.RemoteThrowable;
import io.github.procesy.SerializableCallable;
import io.github.procesy.TransferException;
import io.github.procesy.memory.SharedArray;
import io.github.procesy.memory.SharedInt;
import io.github.procesy.memory.SharedIntArray;
import io.github.procesy.memory.SharedLongArray;
import io.github.procesy.process.Outcome;
import io.github.procesy.queue.SharedQueue;
import io.github.procesy.support.AnyLauncher;
import io.github.procesy.testing.Conditions;
import io.github.procesy.testing.Hostile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Each task ends in one way, and what ends it touches no other. */
@AnyLauncher
@Timeout(60)
class TasksEndTest {
    private static final Duration TIME = Duration.ofSeconds(20);
    private static final Duration SOON = Duration.ofMillis(100);

    private static Throwable causeOf(Future<?> future) {
        return catchThrowableOfType(ExecutionException.class, future::get).getCause();
    }

    @Test
    void aTaskWhoseWorkerDiesIsLostAloneAndSaysHow() throws Exception {
        try (ProcessPool pool = ProcessPool.create(2)) {
            List<TaskFuture<Integer>> good = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                int number = i;
                good.add(pool.submit(() -> number));
            }
            TaskFuture<Integer> killed = pool.submit(() -> {
                System.err.println("last words");
                Hostile.signalSelf("KILL");
                return 1;
            });
            for (int i = 10; i < 20; i++) {
                int number = i;
                good.add(pool.submit(() -> number));
            }
            for (int i = 0; i < good.size(); i++) {
                assertThat(good.get(i).get()).isEqualTo(i);
            }
            assertThat(causeOf(killed)).isInstanceOfSatisfying(WorkerLostException.class, lost -> {
                assertThat(lost.deaths()).hasSize(1);
                assertThat(lost.deaths().getFirst()).isInstanceOf(Outcome.Killed.class);
                assertThat(lost).hasMessageContaining("SIGKILL")
                        .hasMessageContaining("last words");
            });
            assertThat(killed.taskState()).isEqualTo(TaskState.LOST);
            assertThat(pool.submit(() -> 7).get()).isEqualTo(7);
            assertThat(pool.snapshot().lost()).isEqualTo(1);
            assertThat(pool.snapshot().workersLost()).isEqualTo(1);
        }
    }

    @Test
    void whoWaitsForALostTaskIsToldBeforeAnotherWorkerIsStarted() throws Exception {
        AtomicReference<TaskFuture<?>> waitedFor = new AtomicReference<>();
        CompletableFuture<Boolean> told = new CompletableFuture<>();
        try (SharedQueue<Long> begun = SharedQueue.create(1);
                ProcessPool pool = ProcessPool.builder().workers(1).process(process -> {
                    TaskFuture<?> lost = waitedFor.get();
                    if (lost != null) {
                        told.complete(lost.isDone());
                    }
                }).create()) {
            TaskFuture<Integer> lost = pool.submit(() -> {
                begun.put(ProcessHandle.current().pid());
                Hostile.sleepForEver();
                return 1;
            });
            TaskFuture<Integer> next = pool.submit(() -> 2);
            long worker = begun.take();
            waitedFor.set(lost);
            ProcessHandle.of(worker).orElseThrow().destroyForcibly();
            assertThat(told.get()).isTrue();
            assertThat(next.get()).isEqualTo(2);
            assertThat(causeOf(lost)).isInstanceOf(WorkerLostException.class);
        }
    }

    @Test
    void anExitAndAFullHeapAreTold() throws Exception {
        try (ProcessPool pool = ProcessPool.builder()
                .workers(1)
                .process(process -> process.heap(32L << 20))
                .create()) {
            assertThat(causeOf(pool.submit(() -> System.exit(5))))
                    .hasMessageContaining("exited with code 5");
            TaskFuture<?> full = pool.submit(() -> Hostile.exhaustHeap());
            assertThat(causeOf(full)).isInstanceOfSatisfying(WorkerLostException.class,
                    lost -> assertThat(lost.deaths().getFirst())
                            .isInstanceOf(Outcome.OutOfMemory.class));
            assertThat(pool.submit(() -> 7).get()).isEqualTo(7);
        }
    }

    @Test
    void aConditionThatFailsAllowsNoRetry() throws Exception {
        try (ProcessPool pool = ProcessPool.create(1)) {
            TaskFuture<?> killed = pool.submit(() -> {
                Hostile.signalSelf("KILL");
                return 1;
            }, TaskOptions.none()
                    .retries(2)
                    .retryIf(death -> ((Outcome.Exited<?>) death).code() != 3));
            assertThat(causeOf(killed)).isInstanceOf(WorkerLostException.class);
            assertThat(pool.submit(() -> 7).get()).isEqualTo(7);
        }
    }

    @Test
    void aLostTaskIsTriedAgainIfThatIsAllowed(@TempDir Path folder) throws Exception {
        Path tries = folder.resolve("tries");
        String file = tries.toString();
        try (ProcessPool pool = ProcessPool.create(1)) {
            TaskFuture<String> future = pool.submit(() -> {
                Files.writeString(Path.of(file), "x", StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
                if (Files.size(Path.of(file)) < 3) {
                    Hostile.signalSelf("KILL");
                }
                return "third time";
            }, TaskOptions.none().retries(2).backoff(Duration.ZERO));
            assertThat(future.get()).isEqualTo("third time");
            assertThat(pool.snapshot().retried()).isEqualTo(2);
        }
    }

    @Test
    void aTaskThatKillsItsWorkersIsGivenUp(@TempDir Path folder) throws Exception {
        String file = folder.resolve("tries").toString();
        try (ProcessPool pool = ProcessPool.create(1)) {
            TaskFuture<?> future = pool.submit(() -> {
                Files.writeString(Path.of(file), "x", StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
                Hostile.signalSelf("KILL");
                return null;
            }, TaskOptions.none().retries(10).quarantine(2).backoff(Duration.ofMillis(1)));
            assertThat(causeOf(future)).isInstanceOfSatisfying(WorkerLostException.class,
                    lost -> assertThat(lost.deaths()).hasSize(2));
            assertThat(Files.size(Path.of(file))).isEqualTo(2);
            assertThat(pool.submit(() -> 7).get()).isEqualTo(7);
        }
    }

    @Test
    void chosenExceptionsAreTriedAgain(@TempDir Path folder) throws Exception {
        String file = folder.resolve("tries").toString();
        try (ProcessPool pool = ProcessPool.create(1)) {
            TaskOptions options = TaskOptions.none()
                    .retries(3)
                    .retryOn(IOException.class)
                    .backoff(Duration.ofMillis(1));
            TaskFuture<Long> future = pool.submit(() -> {
                Files.writeString(Path.of(file), "x", StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
                long tries = Files.size(Path.of(file));
                if (tries < 3) {
                    throw new NotSerializableException("a kind of IOException");
                }
                return tries;
            }, options);
            assertThat(future.get()).isEqualTo(3);
            TaskFuture<?> other = pool.submit(() -> {
                Files.writeString(Path.of(file), "x", StandardOpenOption.APPEND);
                throw new IllegalStateException("not chosen");
            }, options);
            assertThat(causeOf(other)).isInstanceOf(IllegalStateException.class);
            assertThat(Files.size(Path.of(file))).isEqualTo(4);
        }
    }

    @Test
    void anExceptionThatDoesNotTravelIsTriedAgainByTheNameOfItsClass() throws Exception {
        try (ProcessPool pool = ProcessPool.create(1); SharedInt tries = SharedInt.create(0)) {
            TaskFuture<Integer> future = pool.submit(() -> {
                if (tries.incrementAndGet() < 3) {
                    throw new Unwritable("on purpose");
                }
                return tries.get();
            }, TaskOptions.none()
                    .retries(3)
                    .retryOn(Unwritable.class)
                    .backoff(Duration.ZERO));
            assertThat(future.get()).isEqualTo(3);
        }
    }

    @Test
    void whoeverExecutesATaskThatIsRefusedIsToldAndNoLogIs() throws Exception {
        Logger log = Logger.getLogger(Engine.class.getName());
        List<LogRecord> told = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                told.add(record);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        log.addHandler(handler);
        try (SharedQueue<String> go = SharedQueue.create(1);
                ProcessPool pool = bounded(WhenFull.FAIL)) {
            TaskFuture<String> waits = pool.submit(() -> go.take());
            Conditions.await("it runs", TIME, () -> pool.snapshot().running() == 1);
            RunnableTask fails = () -> {
                throw new IllegalStateException("on purpose");
            };
            pool.execute(fails);
            assertThatExceptionOfType(RejectedExecutionException.class)
                    .isThrownBy(() -> pool.execute(fails));
            assertThat(pool.snapshot().rejected()).isEqualTo(1);
            assertThat(told).isEmpty();
            go.put("go");
            assertThat(waits.get()).isEqualTo("go");
            Conditions.await("what nobody else is told is logged", TIME, () -> !told.isEmpty());
        } finally {
            log.removeHandler(handler);
        }
        assertThat(told).hasSize(1);
    }

    @Test
    void aNameThatCannotBeShownInALineIsRefused() {
        for (String name : List.of("", " ", "a\nb", "a\0b")) {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> TaskOptions.none().name(name))
                    .withMessageStartingWith("The name of a task must not be blank")
                    .withMessageContaining("'" + name + "'");
        }
    }

    @Test
    void aClockThatGoesOnIsNotSetBack() {
        try (ProcessPool pool = ProcessPool.create(1)) {
            TaskFuture<?> future = pool.submit(() -> {
                WorkerContext.StoppedClock stopped = WorkerContext.current().stopClock();
                while (!Thread.interrupted()) {
                    stopped.close();
                    Thread.onSpinWait();
                }
            }, TaskOptions.none().deadline(SOON));
            assertThat(causeOf(future)).isInstanceOf(TaskTimeoutException.class);
        }
    }

    @Test
    void aTaskThatTakesTooLongIsInterruptedAndTimesOut() throws Exception {
        try (ProcessPool pool = ProcessPool.create(1);
                SharedQueue<String> told = SharedQueue.create(10)) {
            long worker = pool.submit(() -> ProcessHandle.current().pid()).get();
            TaskFuture<?> slow = pool.submit(() -> {
                try {
                    Thread.sleep(60_000);
                } catch (InterruptedException e) {
                    told.put("interrupted");
                    throw e;
                }
                return null;
            }, TaskOptions.none().deadline(SOON).grace(TIME));
            assertThat(causeOf(slow)).isInstanceOfSatisfying(TaskTimeoutException.class,
                    late -> assertThat(late.deadline()).isEqualTo(SOON));
            assertThat(slow.taskState()).isEqualTo(TaskState.TIMED_OUT);
            assertThat(told.poll(TIME)).isEqualTo("interrupted");
            assertThat(pool.submit(() -> ProcessHandle.current().pid()).get())
                    .as("the worker, which obeyed")
                    .isEqualTo(worker);
        }
    }

    @Test
    void aTaskThatDoesNotObeyIsKilledAndThoseBehindItAreNot() throws Exception {
        try (ProcessPool pool = ProcessPool.create(1)) {
            long worker = pool.submit(() -> ProcessHandle.current().pid()).get();
            TaskFuture<?> deaf = pool.submit(Hostile::hang,
                    TaskOptions.none().deadline(SOON).grace(SOON));
            TaskFuture<Long> behind = pool.submit(() -> ProcessHandle.current().pid());
            assertThat(causeOf(deaf)).isInstanceOf(TaskTimeoutException.class);
            assertThat(behind.get()).isNotEqualTo(worker);
        }
    }

    @Test
    void theTimeBeforeATaskBeginsDoesNotCount() throws Exception {
        try (ProcessPool pool = ProcessPool.create(1)) {
            TaskFuture<?> first = pool.submit(() -> {
                Thread.sleep(1500);
                return null;
            });
            TaskFuture<Integer> second = pool.submit(() -> 2,
                    TaskOptions.none().deadline(Duration.ofSeconds(1)));
            assertThat(second.get()).isEqualTo(2);
            assertThat(first.get()).isNull();
        }
    }

    @Test
    void aCancelledTaskThatDoesNotObeyIsKilled() throws Exception {
        try (ProcessPool pool = ProcessPool.create(1);
                SharedQueue<String> begun = SharedQueue.create(1)) {
            TaskFuture<?> deaf = pool.submit(() -> {
                begun.put("begun");
                Hostile.hang();
                return null;
            }, TaskOptions.none().grace(SOON));
            assertThat(begun.poll(TIME)).isEqualTo("begun");
            assertThat(deaf.cancel(true)).isTrue();
            assertThat(deaf.taskState()).isEqualTo(TaskState.CANCELLED);
            assertThat(pool.submit(() -> 7).get(20, TimeUnit.SECONDS)).isEqualTo(7);
        }
    }

    @Test
    void aRunningTaskThatMayNotBeInterruptedGoesOn() throws Exception {
        try (ProcessPool pool = ProcessPool.create(1);
                SharedQueue<String> queue = SharedQueue.create(1);
                SharedQueue<String> done = SharedQueue.create(1)) {
            TaskFuture<?> future = pool.submit(() -> {
                done.put("begun");
                done.put(queue.take());
                return null;
            });
            assertThat(done.poll(TIME)).isEqualTo("begun");
            assertThat(future.cancel(false)).isTrue();
            queue.put("all the same");
            assertThat(done.poll(TIME)).isEqualTo("all the same");
        }
    }

    @Test
    void aTaskWhoseFutureWasCompletedOtherwiseCanBeStopped() throws Exception {
        try (ProcessPool pool = ProcessPool.create(1);
                SharedQueue<String> told = SharedQueue.create(2)) {
            TaskFuture<?> future = pool.submit(() -> {
                told.put("begun");
                try {
                    Hostile.sleepForEver();
                } finally {
                    told.put("stopped");
                }
                return 0;
            });
            assertThat(told.poll(TIME)).isEqualTo("begun");
            var _ = future.orTimeout(1, TimeUnit.MILLISECONDS);
            assertThat(causeOf(future)).isInstanceOf(TimeoutException.class);
            future.cancel(true);
            assertThat(told.poll(TIME)).isEqualTo("stopped");
            assertThat(pool.submit(() -> 7).get()).isEqualTo(7);
            assertThat(pool.snapshot().workersLost()).isZero();
        }
    }

    @Test
    void shutdownNowKillsWhatDoesNotObey() throws Exception {
        ProcessPool pool = ProcessPool.builder()
                .workers(2)
                .options(TaskOptions.none().grace(SOON))
                .create();
        try (SharedQueue<String> begun = SharedQueue.create(10)) {
            TaskFuture<?> deaf = pool.submit(() -> {
                begun.put("begun");
                Hostile.hang();
                return null;
            });
            assertThat(begun.poll(TIME)).isEqualTo("begun");
            pool.shutdownNow();
            pool.shutdownNow();
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            assertThat(deaf.isCancelled()).isTrue();
            assertThat(deaf.taskState()).isEqualTo(TaskState.CANCELLED);
        }
    }

    @Test
    void shutdownNowCanBeCalledByACallback() throws Exception {
        ProcessPool pool = ProcessPool.create(1);
        CompletableFuture<?> done = pool.submit(() -> 1).thenRun(() -> {
            pool.shutdownNow();
            pool.close();
        });
        done.get(20, TimeUnit.SECONDS);
        assertThat(pool.isTerminated()).isTrue();
    }

    @Test
    void callbacksMayWaitForOtherTasks() throws Exception {
        try (ProcessPool pool = ProcessPool.create(1)) {
            CompletableFuture<Integer> sum = pool.submit(() -> 1)
                    .thenApply(one -> one + pool.submit(() -> 2).join())
                    .thenCombine(pool.submit(() -> 4), Integer::sum);
            assertThat(sum.get(20, TimeUnit.SECONDS)).isEqualTo(7);
            CountDownLatch never = new CountDownLatch(1);
            CompletableFuture<?> stuck = pool.submit(() -> 1).thenAcceptAsync(one -> {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    throw new CompletionException(e);
                }
            });
            assertThat(pool.submit(() -> 2).thenApply(two -> two + 1).get(20, TimeUnit.SECONDS))
                    .isEqualTo(3);
            never.countDown();
            stuck.get(20, TimeUnit.SECONDS);
        }
    }

    /** Fails when it is read. */
    private static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String message) {
            super(message);
        }

        private void readObject(java.io.ObjectInputStream in) throws IOException {
            throw new IOException("cannot be read: " + in);
        }
    }

    /** Fails when it is written. */
    private static final class Unwritable extends Exception {
        private static final long serialVersionUID = 1L;

        Unwritable(String message) {
            super(message);
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            throw new IOException("cannot be written: " + out);
        }
    }

    @Test
    void anExceptionThatCannotTravelArrivesAllTheSame() throws Exception {
        try (ProcessPool pool = ProcessPool.create(1)) {
            for (TaskFuture<?> future : List.of(pool.submit(() -> {
                throw new Unreadable("one");
            }), pool.submit(() -> {
                throw new Unwritable("two");
            }))) {
                assertThat(causeOf(future)).isInstanceOfSatisfying(RemoteThrowable.class,
                        remote -> {
                            assertThat(remote.toString()).contains("Un")
                                    .containsPattern(
                                            "one|two");
                            assertThat(remote.getStackTrace()).isNotEmpty();
                        });
            }
        }
    }

    /** Does not serialize. */
    private static final class Plain {
    }

    @Test
    void whatDoesNotSerializeFailsAtTheCallAndCostsNothing() throws Exception {
        try (ProcessPool pool = ProcessPool.create(1)) {
            Plain plain = new Plain();
            assertThatExceptionOfType(TransferException.class)
                    .isThrownBy(() -> pool.submit(() -> plain == null))
                    .withMessageContaining("Plain");
            Runnable notSerializable = () -> {
            };
            assertThatExceptionOfType(TransferException.class)
                    .isThrownBy(() -> pool.execute(notSerializable))
                    .withMessageContaining("RunnableTask");
            TaskFuture<?> result = pool.submit(() -> new Plain());
            assertThat(causeOf(result)).isInstanceOf(TransferException.class)
                    .hasMessageContaining("Plain");
            assertThatExceptionOfType(TransferException.class)
                    .isThrownBy(() -> CompletableFuture.runAsync(notSerializable, pool))
                    .withMessageContaining("submit()");
            assertThat(pool.submit(() -> 7).get()).isEqualTo(7);
        }
    }

    @Test
    void handlesTravelToTasksAndBack() throws Exception {
        try (ProcessPool pool = ProcessPool.create(2);
                SharedIntArray array = SharedArray.ofInts(10)) {
            pool.submit(() -> array.set(3, 42)).get();
            assertThat(array.get(3)).isEqualTo(42);
            SharedIntArray made = pool.submit(() -> {
                SharedIntArray inside = SharedArray.ofInts(2);
                inside.set(1, 7);
                return inside;
            }).get();
            assertThat(made.get(1)).isEqualTo(7);
            made.close();
            List<Integer> all = pool.map(List.of(0, 1, 2), i -> array.getAndAdd(i, 1));
            assertThat(all).containsExactly(0, 0, 0);
            assertThat(array.get(2)).isEqualTo(1);
        }
    }

    @Test
    void whatATaskRefersToIsThereAlthoughItWasClosedMeanwhile() throws Exception {
        try (ProcessPool pool = ProcessPool.create(1);
                SharedQueue<String> go = SharedQueue.create(1)) {
            TaskFuture<?> first = pool.submit(() -> go.take());
            SharedIntArray array = SharedArray.ofInts(10);
            array.set(3, 42);
            TaskFuture<Integer> second = pool.submit(() -> array.get(3));
            array.close();
            go.put("go");
            assertThat(second.get()).isEqualTo(42);
            assertThat(first.get()).isEqualTo("go");
        }
    }

    @Test
    void argumentsAndResultsOfAnySizeTravel() throws Exception {
        try (ProcessPool pool = ProcessPool.create(2)) {
            byte[] large = new byte[20_000_000];
            large[large.length - 1] = 7;
            TaskFuture<byte[]> future = pool.submit(() -> {
                large[0] = 3;
                return large;
            });
            byte[] back = future.get();
            assertThat(back).hasSize(large.length);
            assertThat(back[0]).isEqualTo((byte) 3);
            assertThat(back[back.length - 1]).isEqualTo((byte) 7);
            assertThat(large[0]).as("what is here, is a copy of").isEqualTo((byte) 0);
        }
    }

    @Test
    void aFullPoolDoesAsItWasTold() throws Exception {
        try (SharedQueue<String> go = SharedQueue.create(10);
                ProcessPool failing = bounded(WhenFull.FAIL);
                ProcessPool running = bounded(WhenFull.CALLER_RUNS);
                ProcessPool blocking = bounded(WhenFull.BLOCK)) {
            for (ProcessPool pool : List.of(failing, running, blocking)) {
                TaskFuture<String> first = pool.submit(() -> go.take());
                Conditions.await("it runs", TIME, () -> pool.snapshot().running() == 1);
                TaskFuture<Long> second = pool.submit(() -> ProcessHandle.current().pid());
                if (pool == failing) {
                    assertThatExceptionOfType(RejectedExecutionException.class)
                            .isThrownBy(() -> pool.submit(() -> 3))
                            .withMessageContaining("is full");
                    go.put("go");
                } else if (pool == running) {
                    assertThat(pool.submit(() -> ProcessHandle.current().pid()).get())
                            .isEqualTo(ProcessHandle.current().pid());
                    go.put("go");
                } else {
                    AtomicReference<TaskFuture<Integer>> third = new AtomicReference<>();
                    Thread submitter =
                            Thread.ofPlatform().start(() -> third.set(pool.submit(() -> 3)));
                    Conditions.await("it waits", TIME,
                            () -> submitter.getState() == Thread.State.WAITING);
                    assertThat(third.get()).isNull();
                    go.put("go");
                    submitter.join();
                    assertThat(third.get().get()).isEqualTo(3);
                }
                assertThat(first.get()).isEqualTo("go");
                assertThat(second.get()).isPositive();
            }
        }
    }

    @Test
    void anInterruptOfACallerThatRunsATaskIsNotLost() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().mode(PoolMode.SERIAL).create()) {
            Thread.currentThread().interrupt();
            TaskFuture<Boolean> before =
                    pool.submit(() -> Thread.currentThread().isInterrupted());
            assertThat(Thread.interrupted()).isTrue();
            assertThat(before.get()).as("seen by the task").isFalse();
            TaskFuture<Integer> meanwhile = pool.submit(() -> {
                Thread.currentThread().interrupt();
                return 1;
            });
            assertThat(Thread.interrupted()).isTrue();
            assertThat(meanwhile.get()).isEqualTo(1);
        }
    }

    /** It is not taken for what a completion service executes, whatever the thread has submitted before. */
    @Test
    void aFutureOfTheJdkIsRefused() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().mode(PoolMode.THREADS).workers(1).create()) {
            SerializableCallable<Integer> task = () -> 1;
            assertThat(pool.submit((Callable<Integer>) task).get()).isEqualTo(1);
            assertRefused(pool);
            assertThat(pool.invokeAll(List.of(task))).hasSize(1);
            assertRefused(pool);
            assertThat(pool.invokeAll(List.of(task), 0, TimeUnit.SECONDS))
                    .allMatch(Future::isCancelled);
            assertRefused(pool);
        }
    }

    private static void assertRefused(ProcessPool pool) {
        FutureTask<Integer> foreign = new FutureTask<>(() -> 2);
        assertThatExceptionOfType(TransferException.class)
                .isThrownBy(() -> pool.execute(foreign));
        assertThat(foreign.isDone()).isFalse();
    }

    /** A worker may have taken a task, and not begun it, when it is to stop it; or have ended one, and not be known to. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SERIAL")
    void whatIsCancelledAsItBeginsIsInterrupted(PoolMode mode) throws Exception {
        try (ProcessPool pool = ProcessPool.builder().mode(mode).workers(1).create()) {
            assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
            for (int i = 0; i < 600; i++) {
                TaskFuture<Integer> before = pool.submit(() -> 2);
                TaskFuture<Integer> stopped = pool.submit(() -> {
                    Thread.sleep(TIME.multipliedBy(2));
                    return 3;
                });
                for (int pause = i % 300; pause > 0; pause--) {
                    Thread.onSpinWait();
                }
                assertThat(stopped.cancel(true)).isTrue();
                assertThat(before.get()).isEqualTo(2);
                assertThat(pool.submit(() -> 4).get(TIME.toSeconds(), TimeUnit.SECONDS))
                        .isEqualTo(4);
            }
        }
    }

    @Test
    void shutdownNowInterruptsWhatJustBegins() throws Exception {
        for (int i = 0; i < 100; i++) {
            ProcessPool pool =
                    ProcessPool.builder().mode(PoolMode.THREADS).workers(1).create();
            assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
            List<TaskFuture<Integer>> tasks = List.of(pool.submit(() -> 2), pool.submit(() -> {
                Thread.sleep(TIME.multipliedBy(2));
                return 3;
            }));
            for (int pause = i * 7 % 300; pause > 0; pause--) {
                Thread.onSpinWait();
            }
            assertThat(pool.shutdownNow()).hasSizeLessThanOrEqualTo(2);
            assertThat(pool.awaitTermination(TIME.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(tasks).allMatch(TaskFuture::isDone);
        }
    }

    private static ProcessPool bounded(WhenFull whenFull) {
        return ProcessPool.builder().workers(1).queueBound(1, whenFull).create();
    }

    @Test
    void tasksOfHighPriorityComeFirst() throws Exception {
        try (ProcessPool pool = ProcessPool.create(1);
                SharedQueue<Integer> order = SharedQueue.create(10);
                SharedQueue<String> begun = SharedQueue.create(1);
                SharedQueue<String> go = SharedQueue.create(1)) {
            TaskFuture<String> first = pool.submit(() -> {
                begun.put("begun");
                return go.take();
            });
            assertThat(begun.poll(TIME)).isEqualTo("begun");
            List<TaskFuture<?>> all = new ArrayList<>();
            for (int priority : new int[] {1, 5, 3, 5}) {
                all.add(pool.submit(() -> order.add(priority),
                        TaskOptions.none().priority(priority)));
            }
            go.put("go");
            for (TaskFuture<?> each : all) {
                each.get();
            }
            assertThat(first.get()).isEqualTo("go");
            assertThat(List.copyOf(order)).containsExactly(5, 5, 3, 1);
            order.clear();
        }
    }

    @Test
    void noTaskWaitsBehindALongOneWhenAWorkerIsIdle() throws Exception {
        try (ProcessPool pool = ProcessPool.create(2);
                SharedQueue<String> go = SharedQueue.create(2);
                SharedLongArray done = SharedArray.ofLongs(1)) {
            // Short ones, so that the pool hands over several at a time.
            for (int i = 0; i < 2000; i++) {
                pool.submit(() -> 1).get();
            }
            List<TaskFuture<?>> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                all.add(i == 10
                        ? pool.submit(() -> go.take())
                        : pool.submit(() -> done.getAndAdd(0, 1)));
            }
            Conditions.await("all others are done", TIME, () -> done.getVolatile(0) == 99,
                    pool::toString);
            go.put("go");
            for (TaskFuture<?> each : all) {
                each.get();
            }
        }
    }

    @Test
    void aTaskMaySubmitToAPoolOfItsOwn() throws Exception {
        try (ProcessPool pool = ProcessPool.create(2)) {
            List<Integer> sums = pool.map(List.of(1, 2), n -> {
                try (ProcessPool inner = ProcessPool.create()) {
                    return inner.map(List.of(1, 2, 3), m -> n * m)
                            .stream()
                            .mapToInt(Integer::intValue)
                            .sum();
                }
            });
            assertThat(sums).containsExactly(6, 12);
        }
    }

    @Test
    void anObjectOfAClassIsATaskToo() throws Exception {
        try (ProcessPool pool = ProcessPool.create(1)) {
            assertThat(pool.submit(new Answer(42)).get()).isEqualTo(42);
        }
    }

    /** Adds 1 as a runnable, 10 as a callable. */
    private record Both(SharedInt calls) implements RunnableTask, SerializableCallable<Integer> {
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
    void whatIsBothIsRunAsTheTaskThatItIsSubmittedAs() throws Exception {
        try (ProcessPool pool =
                ProcessPool.builder().mode(PoolMode.THREADS).workers(1).create();
                SharedInt calls = SharedInt.create(0)) {
            Both both = new Both(calls);
            assertThat(pool.submit((RunnableTask) both).get()).isNull();
            assertThat(calls.get()).isEqualTo(1);
            assertThat(pool.submit((RunnableTask) both, TaskOptions.none()).get()).isNull();
            assertThat(calls.get()).isEqualTo(2);
            assertThat(pool.submit((SerializableCallable<Integer>) both).get()).isEqualTo(12);
        }
    }

    /** A task of java.util.concurrent. */
    private record Answer(int value) implements java.util.concurrent.Callable<Integer>,
            Serializable {
        @Override
        public Integer call() {
            return value;
        }
    }
}
