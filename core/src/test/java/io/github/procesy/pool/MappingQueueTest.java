package io.github.procesy.pool;

import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.github.procesy.TransferException;
import io.github.procesy.memory.SharedArray;
import io.github.procesy.memory.SharedIntArray;
import io.github.procesy.process.Outcome;
import io.github.procesy.queue.SharedQueue;
import io.github.procesy.support.AnyLauncher;
import io.github.procesy.support.TestThread;
import io.github.procesy.sync.SharedEvent;
import io.github.procesy.testing.Conditions;
import io.github.procesy.testing.Hostile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** Items go in at one end of a mapping, and at the other comes what became of each. */
@AnyLauncher
@Timeout(60)
class MappingQueueTest {
    private static final Duration TIME = Duration.ofSeconds(20);
    /** Items that do not wait are not so late even on a busy machine. */
    private static final Duration DEADLINE = Duration.ofSeconds(1);
    private static final int MANY = 50_000;

    private static ProcessPool threads() {
        return ProcessPool.builder().workers(2).mode(PoolMode.THREADS).create();
    }

    private static <T, R> List<ItemResult<T, R>> takeAll(MappingQueue<T, R> queue)
            throws InterruptedException {
        List<ItemResult<T, R>> results = new ArrayList<>();
        for (Optional<ItemResult<T, R>> next = queue.take(); next.isPresent();
                next = queue.take()) {
            results.add(next.get());
        }
        return results;
    }

    private static <T, R> Object valueOf(ItemResult<T, R> result) {
        return switch (result) {
            case ItemResult.Returned<T, R> returned -> Objects.requireNonNull(returned.value());
            case ItemResult.Failed<T, R> failed -> failed.cause();
        };
    }

    @Test
    void resultsComeInTheOrderOfTheItemsWithTheirItems() throws Exception {
        try (ProcessPool pool = ProcessPool.create(2);
                MappingQueue<Integer, Integer> queue =
                        pool.mappingQueue(n -> n * 3, MapOptions.defaults())) {
            TestThread putter = TestThread.start(() -> {
                for (int i = 0; i < MANY; i++) {
                    queue.put(i);
                }
                queue.end();
            });
            List<ItemResult<Integer, Integer>> results = takeAll(queue);
            putter.ends();

            assertThat(results).isEqualTo(IntStream.range(0, MANY)
                    .mapToObj(i -> new ItemResult.Returned<>(i, i, i * 3))
                    .toList());
            assertThat(queue.take()).isEmpty();
        }
    }

    @Test
    void itemsThatHaveEndedInAChunkWhoseWorkerIsKilledLaterStayAsTheyWere() throws Exception {
        int inTime = 40;
        int killed = inTime + 1;
        try (ProcessPool pool = ProcessPool.create(1);
                MappingQueue<Integer, Integer> queue = pool.mappingQueue(n -> {
                    if (n == inTime) {
                        try {
                            Thread.sleep(Duration.ofHours(1));
                        } catch (InterruptedException e) {
                            return n; // too late
                        }
                    } else if (n == killed) {
                        while (true) {
                            Thread.onSpinWait();
                        }
                    }
                    return n;
                }, MapOptions.defaults()
                        .chunk(64)
                        .task(TaskOptions.none()
                                .deadline(DEADLINE)
                                .grace(Duration.ofMillis(100))))) {
            for (int i = 0; i < 64; i++) {
                queue.put(i);
            }
            queue.end();
            List<ItemResult<Integer, Integer>> results = takeAll(queue);
            assertThat(results).hasSize(64);
            for (int i = 0; i < 64; i++) {
                if (i == inTime || i == killed) {
                    assertThat(valueOf(results.get(i))).isInstanceOf(TaskTimeoutException.class);
                } else {
                    assertThat(valueOf(results.get(i))).isEqualTo(i);
                }
            }
        }
    }

    /** It cannot be read. */
    private static final class Unreadable implements Serializable {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) {
            throw new IllegalStateException("not here");
        }
    }

    @Test
    void anItemThatCannotBeReadFailsAloneInTheFirstChunkToo() throws Exception {
        try (ProcessPool pool = ProcessPool.create(1);
                MappingQueue<Object, String> queue =
                        pool.mappingQueue(Object::toString, MapOptions.defaults().chunk(10))) {
            for (int i = 0; i < 10; i++) {
                queue.put(i == 5 ? new Unreadable() : Integer.valueOf(i));
            }
            queue.end();
            List<ItemResult<Object, String>> results = takeAll(queue);
            for (int i = 0; i < 10; i++) {
                if (i == 5) {
                    assertThat(valueOf(results.get(i))).isInstanceOf(TransferException.class);
                } else {
                    assertThat(valueOf(results.get(i))).isEqualTo(Integer.toString(i));
                }
            }
        }
    }

    @Test
    void aResultThatCannotBeReadFailsAlone() throws Exception {
        try (ProcessPool pool = ProcessPool.create(1);
                MappingQueue<Integer, Object> queue = pool.mappingQueue(
                        n -> n == 5 ? new Unreadable() : n, MapOptions.defaults().chunk(10))) {
            for (int i = 0; i < 10; i++) {
                queue.put(i);
            }
            queue.end();
            List<ItemResult<Integer, Object>> results = takeAll(queue);
            assertThat(results).hasSize(10);
            for (int i = 0; i < 10; i++) {
                assertThat(results.get(i).index()).isEqualTo(i);
                if (i == 5) {
                    assertThat(valueOf(results.get(i))).isInstanceOf(TransferException.class);
                } else {
                    assertThat(valueOf(results.get(i))).isEqualTo(i);
                }
            }
        }
    }

    @Test
    void anItemThatFailsDoesNotEndTheOthers() throws Exception {
        try (ProcessPool pool = ProcessPool.create(1);
                MappingQueue<String, String> queue = pool.mappingQueue(item -> {
                    switch (item) {
                        case "throws" -> throw new IllegalStateException("no");
                        case "dies" -> Runtime.getRuntime().halt(3);
                        case "hangs" -> Hostile.hang();
                        default -> {
                        }
                    }
                    return item + "!";
                }, MapOptions.defaults()
                        .task(TaskOptions.none()
                                .deadline(Duration.ofSeconds(2))
                                .grace(Duration.ZERO)))) {
            for (String item : List.of("a", "throws", "b", "dies", "c", "hangs", "d")) {
                queue.put(item);
            }
            queue.end();
            List<ItemResult<String, String>> results = takeAll(queue);

            assertThat(results).extracting(ItemResult::item)
                    .containsExactly("a", "throws", "b", "dies", "c", "hangs", "d");
            List<Object> values = new ArrayList<>();
            results.forEach(result -> values.add(valueOf(result)));
            assertThat(values.get(0)).isEqualTo("a!");
            assertThat(values.get(1)).isInstanceOf(IllegalStateException.class);
            assertThat(values.get(2)).isEqualTo("b!");
            assertThat(values.get(3)).isInstanceOf(WorkerLostException.class);
            assertThat(values.get(4)).isEqualTo("c!");
            assertThat(values.get(5)).isInstanceOfSatisfying(TaskTimeoutException.class,
                    timeout -> assertThat(timeout.worker()).isEqualTo(pool.name() + "-worker-2"));
            assertThat(values.get(6)).isEqualTo("d!");
        }
    }

    @Test
    void anItemIsAnsweredBeforeTheNextIsPut() throws Exception {
        try (ProcessPool pool = threads();
                MappingQueue<Integer, Integer> queue =
                        pool.mappingQueue(n -> n + 1, MapOptions.defaults())) {
            for (int i = 0; i < 100; i++) {
                queue.put(i);
                assertThat(queue.take()).contains(new ItemResult.Returned<>(i, i, i + 1));
            }
            CompletableFuture<Optional<ItemResult<Integer, Integer>>> waits =
                    CompletableFuture.supplyAsync(() -> {
                        try {
                            return queue.take();
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                    });
            queue.put(7);
            assertThat(waits.join()).contains(new ItemResult.Returned<>(100, 7, 8));
        }
    }

    @Test
    void whoPutsWaitsWhereTheWindowIsFull() throws Exception {
        try (ProcessPool pool = threads();
                MappingQueue<Integer, Integer> queue = pool.mappingQueue(n -> n,
                        MapOptions.defaults().unordered().window(3))) {
            AtomicInteger put = new AtomicInteger();
            TestThread putter = TestThread.start(() -> {
                for (int i = 0; i < 10; i++) {
                    queue.put(i);
                    put.incrementAndGet();
                }
                queue.end();
            });
            Conditions.await("the putter waits", TIME, () -> put.get() == 3 && putter.isAsleep());
            assertThat(takeAll(queue)).hasSize(10);
            putter.ends();
        }
    }

    @Test
    void closingLetsEverybodyGo() throws Exception {
        try (ProcessPool pool = threads()) {
            MappingQueue<Integer, Integer> queue = pool.mappingQueue(n -> {
                Thread.sleep(Long.MAX_VALUE);
                return n;
            }, MapOptions.defaults().window(1));
            queue.put(1);
            TestThread putter = TestThread.start(() -> assertThatIllegalStateException()
                    .isThrownBy(() -> queue.put(2))
                    .withMessageContaining("is closed"));
            TestThread taker = TestThread.start(() -> assertThat(queue.take()).isEmpty());
            Conditions.await("both wait", TIME, () -> putter.isAsleep() && taker.isAsleep());
            queue.close();
            putter.ends();
            taker.ends();
        }
    }

    @Test
    void nothingCanBePutBehindTheEnd() throws Exception {
        try (ProcessPool pool = threads();
                MappingQueue<Integer, Integer> queue =
                        pool.mappingQueue(n -> n, MapOptions.defaults())) {
            queue.end();
            assertThatIllegalStateException().isThrownBy(() -> queue.put(1))
                    .withMessageContaining("end()");
            assertThat(queue.take()).isEmpty();
        }
    }

    @Test
    void timeThatAnItemWaitsForOthersDoesNotCountWhereItSaysSo() throws Exception {
        try (ProcessPool pool = ProcessPool.create(1);
                SharedQueue<Integer> narrow = SharedQueue.create(1);
                MappingQueue<Integer, Integer> queue = pool.mappingQueue(n -> {
                    narrow.put(n);
                    try (var _ = WorkerContext.current().stopClock()) {
                        narrow.put(n);
                    }
                    if (n == 2) {
                        Hostile.hang();
                    }
                    return n;
                }, MapOptions.defaults()
                        .task(TaskOptions.none().deadline(DEADLINE)))) {
            queue.put(1);
            long began = System.nanoTime();
            Conditions.await("it waits for longer than its deadline", TIME,
                    () -> !narrow.isEmpty()
                            && System.nanoTime() - began > 2 * DEADLINE.toNanos());
            narrow.take();
            assertThat(queue.take()).contains(new ItemResult.Returned<>(0, 1, 1));

            narrow.clear();
            queue.put(2);
            narrow.take();
            assertThat(queue.take().map(MappingQueueTest::valueOf).orElseThrow())
                    .isInstanceOf(TaskTimeoutException.class);
        }
    }

    @Test
    void theProcessOfEachWorkerCanBeSetByItsName() {
        List<String> names = new ArrayList<>();
        try (ProcessPool pool = ProcessPool.builder()
                .name("named")
                .workers(1)
                .process((worker, settings) -> {
                    names.add(worker);
                    settings.jvmOptions("-Dof.worker=" + worker);
                })
                .create()) {
            assertThat(pool.submit(() -> System.getProperty("of.worker")).join())
                    .isEqualTo("named-worker-1");
            assertThat(names).containsExactly("named-worker-1");
        }
    }

    @Test
    void noItemIsDoneTwiceWhereEachResultIsSentAtOnce() throws Exception {
        try (ProcessPool pool = ProcessPool.create(1);
                SharedIntArray done = SharedArray.ofInts(MANY);
                MappingQueue<Integer, Integer> queue = pool.mappingQueue(n -> {
                    done.getAndAdd(n, 1);
                    if (n % 10_000 == 9_999) {
                        Runtime.getRuntime().halt(1);
                    }
                    return n;
                }, MapOptions.defaults().once())) {
            TestThread putter = TestThread.start(() -> {
                for (int i = 0; i < MANY; i++) {
                    queue.put(i);
                }
                queue.end();
            });
            assertThat(takeAll(queue)).hasSize(MANY)
                    .filteredOn(ItemResult.Failed.class::isInstance)
                    .hasSize(5);
            putter.ends();

            assertThat(IntStream.range(0, MANY).map(i -> done.get(i))).containsOnly(1);
        }
    }

    @Test
    void aWorkerThatATaskRetiresLeavesAndCostsNothing() {
        try (ProcessPool pool = ProcessPool.create(1)) {
            List<Integer> workers = pool.map(IntStream.range(0, 5).boxed().toList(), n -> {
                WorkerContext context = WorkerContext.current();
                if (n == 1) {
                    context.retire();
                }
                return context.number();
            }, MapOptions.defaults().chunk(1));

            assertThat(workers).containsExactly(1, 1, 2, 2, 2);
            assertThat(pool.snapshot().workersLost()).isZero();
        }
    }

    @Test
    void whatTheFunctionRefersToIsThereForAnotherWorkerAlthoughItWasClosed() throws Exception {
        Broadcast<List<String>> words = Broadcast.of(List.of("zero", "one", "two"));
        try (ProcessPool pool = ProcessPool.create(1);
                SharedEvent closed = SharedEvent.create();
                MappingQueue<Integer, String> queue = pool.mappingQueue(n -> {
                    if (n == 1) {
                        closed.await();
                        Runtime.getRuntime().halt(3);
                    }
                    return words.value().get(n);
                }, MapOptions.defaults().chunk(1))) {
            queue.put(0);
            assertThat(queue.take().map(MappingQueueTest::valueOf)).contains("zero");
            queue.put(1);
            queue.put(2);
            queue.end();
            words.close();
            closed.set();
            List<ItemResult<Integer, String>> results = takeAll(queue);
            assertThat(results).hasSize(2);
            assertThat(valueOf(results.getFirst())).isInstanceOf(WorkerLostException.class);
            assertThat(valueOf(results.getLast())).isEqualTo("two");
        }
    }

    @Test
    void aDeathThatIsNoneIsNotTriedAgain() {
        try (ProcessPool pool = ProcessPool.create(1)) {
            TaskOptions options = TaskOptions.none()
                    .retries(2)
                    .backoff(Duration.ZERO)
                    .retryIf(death -> !(death instanceof Outcome.Exited<?>));

            assertThat(deathsOf(pool.submit(() -> System.exit(0), options))).hasSize(1);
            assertThat(deathsOf(pool.submit(() -> {
                Hostile.signalSelf("KILL");
                return null;
            }, options))).hasSize(3);
        }
    }

    private static List<Outcome<?>> deathsOf(TaskFuture<?> future) {
        return future.handle((value, failure) -> failure instanceof WorkerLostException lost
                ? lost.deaths()
                : List.<Outcome<?>>of()).join();
    }

    @Test
    void aPoolThatWasShutDownTakesNothing() {
        ProcessPool pool = threads();
        MappingQueue<Integer, Integer> queue =
                pool.mappingQueue(n -> n, MapOptions.defaults().chunk(1));
        pool.close();
        assertThatExceptionOfType(java.util.concurrent.RejectedExecutionException.class)
                .isThrownBy(() -> queue.put(1));
    }

    /** One item, which no worker has got, of a pool that was shut down since. */
    private static MappingQueue<Integer, Integer> late() throws InterruptedException {
        ProcessPool pool = threads();
        MappingQueue<Integer, Integer> queue =
                pool.mappingQueue(n -> n, MapOptions.defaults().chunk(10));
        queue.put(0);
        pool.close();
        return queue;
    }

    private static void assertRejected(Optional<ItemResult<Integer, Integer>> result) {
        assertThat(result).hasValueSatisfying(late -> {
            assertThat(late.item()).isZero();
            assertThat(valueOf(late)).isInstanceOf(RejectedExecutionException.class);
        });
    }

    @Test
    void whatAPoolThatWasShutDownDoesNotTakeHasAnEndAllTheSame() throws Exception {
        try (MappingQueue<Integer, Integer> queue = late()) {
            assertThatExceptionOfType(RejectedExecutionException.class)
                    .isThrownBy(queue::end);
            assertRejected(queue.take());
            assertThat(queue.take()).isEmpty();
        }
    }

    @Test
    void whoTakesIsToldOfItemsThatThePoolDidNotTake() throws Exception {
        try (MappingQueue<Integer, Integer> queue = late()) {
            assertRejected(queue.take());
        }
    }

    @Test
    void aMappingWhosePutWasRejectedHasAnEnd() throws Exception {
        ProcessPool pool = threads();
        try (MappingQueue<Integer, Integer> queue =
                pool.mappingQueue(n -> n, MapOptions.defaults().chunk(2))) {
            queue.put(0);
            pool.close();
            assertThatExceptionOfType(RejectedExecutionException.class)
                    .isThrownBy(() -> queue.put(1));
            queue.end();
            assertRejected(queue.take());
            assertThat(takeAll(queue)).allMatch(ItemResult.Failed.class::isInstance);
        }
    }
}
