package io.github.procesy.pool;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.procesy.SerializableFunction;
import io.github.procesy.TransferException;
import io.github.procesy.memory.SharedArray;
import io.github.procesy.memory.SharedIntArray;
import io.github.procesy.queue.SharedQueue;
import io.github.procesy.support.AnyLauncher;
import io.github.procesy.support.TestThread;
import io.github.procesy.testing.Conditions;
import io.github.procesy.testing.Hostile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** A function is applied to many items by a pool. */
@AnyLauncher
@Timeout(60)
class MappingTest {
    private static final Duration TIME = Duration.ofSeconds(20);
    private static final Duration SOON = Duration.ofMillis(100);
    private static final int MANY = 50_000;

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static ProcessPool pool() {
        return ProcessPool.create(2);
    }

    /** The same on threads, which come up faster: for what has nothing to do with processes. */
    private static ProcessPool threads() {
        return ProcessPool.builder().workers(2).mode(PoolMode.THREADS).create();
    }

    @Test
    void resultsComeInTheOrderOfTheItems() {
        try (ProcessPool pool = pool()) {
            assertThat(pool.map(numbers(MANY), n -> n * 3))
                    .isEqualTo(numbers(MANY).stream().map(n -> n * 3).toList());
            assertThat(pool.map(List.<Integer>of(), n -> n)).isEmpty();
            assertThat(pool.map(List.of(1), n -> n + 1)).containsExactly(2);
        }
    }

    @Test
    void itemsAndResultsMayBeOfAnyTypeAndNull() {
        try (ProcessPool pool = threads()) {
            List<Object> items =
                    new ArrayList<>(List.of(1, 2L, "three", 4.0, List.of(5), 'c', true));
            items.add(null);
            assertThat(pool.map(items, item -> item)).isEqualTo(items);
            assertThat(pool.map(List.of("a", "bc"), String::length)).containsExactly(1, 2);
            SerializableFunction<Integer, Double> root = Math::sqrt; // widens
            assertThat(pool.map(List.of(4, 9), root)).containsExactly(2.0, 3.0);
            assertThat(pool.map(List.of(4L, 9L), n -> n + 1)).containsExactly(5L, 10L);
            assertThat(pool.map(List.of(1, 2), n -> null)).containsExactly(null, null);
        }
    }

    @Test
    void allResultsComeWithoutAnOrderToo() {
        try (ProcessPool pool = threads()) {
            assertThat(pool.mapUnordered(numbers(MANY), n -> n).stream().sorted().toList())
                    .isEqualTo(numbers(MANY));
        }
    }

    @Test
    void theElementsOfAStreamAreItemsToo() {
        try (ProcessPool pool = threads()) {
            assertThat(pool.map(Stream.of(1, 2, 3), n -> n * n)).containsExactly(1, 4, 9);
            assertThat(pool.mapUnordered(Stream.iterate(0, n -> n + 1).limit(MANY), n -> n)
                    .stream()
                    .sorted()
                    .toList()).isEqualTo(numbers(MANY));
            Stream<Integer> used = Stream.of(1);
            assertThat(used.count()).isEqualTo(1);
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> pool.map(used, n -> n));
        }
    }

    @Test
    void chunksAndWindowCanBeSet() {
        try (ProcessPool pool = threads()) {
            for (MapOptions how : List.of(MapOptions.defaults().chunk(1),
                    MapOptions.defaults().chunk(7).window(10), MapOptions.defaults().window(1),
                    MapOptions.defaults().window(3).unordered())) {
                assertThat(pool.map(numbers(500), n -> n + 1, how))
                        .containsExactlyInAnyOrderElementsOf(
                                numbers(501).subList(1, 501));
            }
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> MapOptions.defaults().chunk(0));
        }
    }

    @Test
    void theInputIsReadNoFurtherThanTheWindow() {
        try (ProcessPool pool = threads()) {
            AtomicInteger read = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            AtomicInteger taken = new AtomicInteger();
            Stream.iterate(0, n -> n + 1)
                    .peek(n -> read.incrementAndGet())
                    .gather(pool.mapping(n -> n, MapOptions.defaults().window(20)))
                    .limit(1000)
                    .forEach(n -> most.accumulateAndGet(read.get() - taken.getAndIncrement(),
                            Math::max));
            assertThat(taken.get()).isEqualTo(1000);
            assertThat(most.get()).isLessThanOrEqualTo(21);
        }
    }

    @Test
    void streamsWithoutEndAreFine() {
        try (ProcessPool pool = pool()) {
            assertThat(Stream.iterate(1, n -> n + 1)
                    .gather(pool.mapping(n -> n * n))
                    .limit(5)
                    .toList()).containsExactly(1, 4, 9, 16, 25);
            assertThat(Stream.iterate(1, n -> n + 1)
                    .gather(pool.mappingUnordered(n -> n * n))
                    .anyMatch(n -> n == 10_000)).isTrue();
            assertThat(Stream.of(1, 2, 3).gather(pool.mapping(n -> n + 1)).toList())
                    .containsExactly(2, 3, 4);
            assertThat(Stream.<Integer>of().gather(pool.mapping(n -> n + 1)).toList()).isEmpty();
        }
    }

    @Test
    void aShortCircuitStopsTheRest() {
        try (ProcessPool pool = pool(); SharedIntArray begun = SharedArray.ofInts(1)) {
            assertThat(Stream.iterate(0, n -> n + 1).gather(pool.mapping(n -> {
                if (n > 0) {
                    begun.getAndAdd(0, 1);
                    Thread.sleep(60_000);
                }
                return n;
            }, MapOptions.defaults().chunk(1))).findFirst()).contains(0);
            assertThat(pool.submit(() -> 7).join()).isEqualTo(7);
        }
    }

    @Test
    void theFirstThatFailsIsThrownWithItsIndexAndTheRestIsCancelled() {
        try (ProcessPool pool = threads()) {
            TaskFailedException failure = catchThrowableOfType(TaskFailedException.class,
                    () -> pool.map(numbers(MANY), n -> {
                        if (n == 1234) {
                            throw new IllegalStateException("on purpose");
                        }
                        return n;
                    }));
            assertThat(failure.index()).isEqualTo(1234);
            assertThat(failure).hasCauseInstanceOf(IllegalStateException.class);
            assertThat(pool.map(numbers(10), n -> n)).isEqualTo(numbers(10));
        }
    }

    @Test
    void anItemThatKillsItsWorkerFailsAlone() {
        try (ProcessPool pool = pool()) {
            TaskFailedException failure = catchThrowableOfType(TaskFailedException.class,
                    () -> pool.map(numbers(1000), n -> {
                        if (n == 567) {
                            Runtime.getRuntime().halt(3);
                        }
                        return n;
                    }));
            assertThat(failure.index()).isEqualTo(567);
            assertThat(failure).hasCauseInstanceOf(WorkerLostException.class);
            assertThat(pool.map(numbers(10), n -> n)).isEqualTo(numbers(10));
        }
    }

    @Test
    void itemsWhoseWorkerDiesAreTriedAgainIfThatIsAllowed() {
        try (ProcessPool pool = pool(); SharedIntArray tries = SharedArray.ofInts(1000)) {
            MapOptions how = MapOptions.defaults()
                    .task(TaskOptions.none().retries(1).backoff(Duration.ZERO));
            assertThat(pool.map(numbers(1000), n -> {
                if (n % 300 == 5 && tries.getAndAdd(n, 1) == 0) {
                    Runtime.getRuntime().halt(3);
                }
                return n;
            }, how)).isEqualTo(numbers(1000));
            assertThat(pool.snapshot().retried()).isEqualTo(4);
        }
    }

    @Test
    void withOneItemAtATimeADeathRepeatsNone() {
        try (ProcessPool pool = pool(); SharedIntArray runs = SharedArray.ofInts(300)) {
            MapOptions how = MapOptions.defaults()
                    .chunk(1)
                    .task(TaskOptions.none().retries(1).backoff(Duration.ZERO));
            pool.map(numbers(300), n -> {
                int before = runs.getAndAdd(n, 1);
                if (n % 100 == 50 && before == 0) {
                    Runtime.getRuntime().halt(3);
                }
                return n;
            }, how);
            for (int i = 0; i < 300; i++) {
                assertThat(runs.get(i)).isEqualTo(i % 100 == 50 ? 2 : 1);
            }
        }
    }

    @Test
    void anItemThatTakesTooLongTimesOutAndItsNeighboursDoNot() {
        try (ProcessPool pool = pool()) {
            MapOptions how = MapOptions.defaults()
                    .chunk(50)
                    .task(TaskOptions.none().deadline(Duration.ofSeconds(1)).grace(SOON));
            TaskFailedException failure = catchThrowableOfType(TaskFailedException.class,
                    () -> pool.map(numbers(100), n -> {
                        if (n == 20) {
                            Hostile.hang();
                        }
                        return n;
                    }, how));
            assertThat(failure.index()).isEqualTo(20);
            assertThat(failure).hasCauseInstanceOf(TaskTimeoutException.class);
            assertThat(pool.map(numbers(100), n -> n, how)).isEqualTo(numbers(100));
        }
    }

    @Test
    void whatDoesNotSerializeFailsForItsItemAlone() {
        try (ProcessPool pool = threads()) {
            List<Object> items = new ArrayList<>(numbers(100));
            items.set(50, new Object());
            TaskFailedException item = catchThrowableOfType(TaskFailedException.class,
                    () -> pool.map(items, n -> n));
            assertThat(item.index()).isEqualTo(50);
            assertThat(item).hasCauseInstanceOf(TransferException.class);
            TaskFailedException result = catchThrowableOfType(TaskFailedException.class,
                    () -> pool.map(numbers(100), n -> n == 70 ? new Object() : n));
            assertThat(result.index()).isEqualTo(70);
            assertThat(result).hasCauseInstanceOf(TransferException.class);
            Object plain = new Object();
            assertThatExceptionOfType(TransferException.class)
                    .isThrownBy(() -> pool.map(numbers(1), n -> plain));
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
    void aResultThatCannotBeReadFailsForItsItemAlone() {
        try (ProcessPool pool = threads()) {
            TaskFailedException failure = catchThrowableOfType(TaskFailedException.class,
                    () -> pool.map(numbers(30), n -> n == 15 ? new Unreadable() : n,
                            MapOptions.defaults().chunk(10)));
            assertThat(failure.index()).isEqualTo(15);
            assertThat(failure).hasCauseInstanceOf(TransferException.class);
        }
    }

    @Test
    void noItemWaitsBehindALongOneWhenAWorkerIsIdle() throws Exception {
        try (ProcessPool pool = threads();
                SharedQueue<String> go = SharedQueue.create(2);
                SharedIntArray done = SharedArray.ofInts(1)) {
            Thread mapper = Thread.ofPlatform().start(() -> {
                List<Integer> results = pool.map(numbers(1000), n -> {
                    if (n == 3) {
                        go.take();
                    }
                    done.getAndAdd(0, 1);
                    return n;
                }, MapOptions.defaults().chunk(1000));
                assertThat(results).hasSize(1000);
            });
            Conditions.await("all others are done", TIME, () -> done.getVolatile(0) == 999,
                    () -> done.getVolatile(0) + " are, " + pool);
            go.put("go");
            mapper.join();
        }
    }

    @Test
    void anInterruptEndsAMapping() throws Exception {
        try (ProcessPool pool = pool(); SharedQueue<String> begun = SharedQueue.create(10)) {
            Thread mapper = Thread.currentThread();
            Thread.ofPlatform().start(() -> {
                try {
                    Objects.requireNonNull(begun.take());
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                mapper.interrupt();
            });
            assertThatExceptionOfType(CancellationException.class)
                    .isThrownBy(() -> pool.map(numbers(2), n -> {
                        begun.put("begun");
                        Thread.sleep(60_000);
                        return n;
                    }));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(pool.submit(() -> 7).join()).isEqualTo(7);
            begun.clear();
        }
    }

    /** Where the thread that maps does the work itself, or finds a result whenever it looks, it does not wait. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PROCESSES")
    void anInterruptWhileAnItemIsDoneEndsAMapping(PoolMode mode) {
        try (SharedIntArray state = SharedArray.ofInts(2);
                ProcessPool pool = ProcessPool.builder().mode(mode).workers(1).create()) {
            SerializableFunction<Integer, Integer> function = n -> {
                state.setVolatile(0, 1);
                while (state.getVolatile(1) == 0) {
                    Thread.onSpinWait(); // obeys no interrupt
                }
                return n;
            };
            MapOptions how = MapOptions.defaults().chunk(2);
            Supplier<Stream<Integer>> items = () -> Stream.iterate(0, n -> n + 1);
            for (TestThread.Body body : List.<TestThread.Body>of(
                    () -> pool.map(() -> items.get().iterator(), function, how),
                    () -> pool.forEach(() -> items.get().iterator(), n -> function.apply(n)),
                    () -> items.get().gather(pool.mapping(function, how)).forEach(n -> {
                    }))) {
                state.setVolatile(0, 0);
                state.setVolatile(1, 0);
                TestThread mapper =
                        TestThread.start(() -> assertThatExceptionOfType(
                                CancellationException.class).isThrownBy(body::run));
                mapper.until("the first is begun", () -> state.getVolatile(0) == 1).interrupt();
                state.setVolatile(1, 1);
                mapper.endsInterrupted();
            }
            assertThat(pool.submit(() -> 7).join()).isEqualTo(7);
        }
    }

    /** Takes longer to rebuild than a worker may take that was stopped by a signal. */
    private record SlowToRebuild(SharedIntArray rebuilt)
            implements SerializableFunction<Integer, Integer> {
        private SlowToRebuild {
            if (rebuilt.getAndAdd(0, 1) > 0) {
                Hostile.dawdle(Duration.ofSeconds(7));
            }
        }

        @Override
        public Integer apply(Integer n) {
            return n + 1;
        }
    }

    @Test
    void aWorkerThatTakesLongToRebuildAFunctionIsLeftToIt() {
        try (ProcessPool pool = ProcessPool.create(1);
                SharedIntArray rebuilt = SharedArray.ofInts(1)) {
            assertThat(pool.map(numbers(2), new SlowToRebuild(rebuilt))).containsExactly(1, 2);
            assertThat(rebuilt.get(0)).isEqualTo(2);
        }
    }

    @Test
    void forEachAndReduceDoAllItems() {
        try (ProcessPool pool = threads(); SharedIntArray seen = SharedArray.ofInts(1000)) {
            pool.forEach(numbers(1000), n -> seen.getAndAdd(n, 1));
            assertThat(IntStream.range(0, 1000).map(seen::get)).containsOnly(1);
            assertThat(pool.reduce(numbers(1000), 0, n -> n, Integer::sum)).isEqualTo(499_500);
            assertThat(pool.reduce(List.of("a", "b", "c"), "", s -> s, String::concat))
                    .isEqualTo("abc");
            assertThat(pool.reduce(List.<Integer>of(), 7, n -> n, Integer::sum)).isEqualTo(7);
        }
    }

    @Test
    void aFunctionAndAnItemThatDoNotLieInAQueueTogetherFollowEachOther() {
        byte[] captured = new byte[200_000];
        byte[] item = new byte[100_000];
        try (ProcessPool pool = ProcessPool.create(1)) {
            assertThat(pool.map(List.of(item, item), bytes -> bytes.length + captured.length))
                    .containsExactly(300_000, 300_000);
        }
    }

    /** From the second time on it waits for a task of the pool while it is written, which takes the pool's locks, on whatever thread. */
    private static final class WaitsWhenWrittenAgain implements Serializable {
        private static final long serialVersionUID = 1L;
        private static final AtomicInteger WRITTEN = new AtomicInteger();
        private static final AtomicReference<ProcessPool> POOL = new AtomicReference<>();

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            if (WRITTEN.incrementAndGet() > 1) {
                POOL.get().submit(() -> 1).join();
            }
        }
    }

    @Test
    void itemsThatAreHandedOverAgainAreSerializedWithoutALock() {
        try (ProcessPool pool = ProcessPool.create(1);
                SharedIntArray died = SharedArray.ofInts(1)) {
            WaitsWhenWrittenAgain.POOL.set(pool);
            List<Serializable> items = List.of(1, new WaitsWhenWrittenAgain());
            assertThat(pool.map(items, item -> {
                if (item instanceof Integer && died.getAndAdd(0, 1) == 0) {
                    Hostile.signalSelf("KILL");
                }
                return item instanceof Integer;
            }, MapOptions.defaults().chunk(2).task(TaskOptions.none().retries(1))))
                    .containsExactly(true, false);
            assertThat(WaitsWhenWrittenAgain.WRITTEN).hasValueGreaterThan(1);
        }
    }

    @Test
    void eachItemOfAReductionHasADeadlineOfItsOwn() {
        TaskOptions each = TaskOptions.none().deadline(Duration.ofSeconds(30));
        try (ProcessPool pool = ProcessPool.builder().workers(1).options(each).create()) {
            assertThat(pool.reduce(numbers(100), 0, n -> n, Integer::sum)).isEqualTo(4950);
            assertThatExceptionOfType(TaskFailedException.class)
                    .isThrownBy(() -> pool.reduce(numbers(100), 0, n -> {
                        if (n == 73) {
                            throw new IOException("on purpose");
                        }
                        return n;
                    }, Integer::sum))
                    .satisfies(failure -> assertThat(failure.index()).isEqualTo(73));
        }
    }

    @Test
    void aBroadcastIsRebuiltOnceInEachWorker() {
        try (ProcessPool pool = pool();
                Broadcast<List<String>> words = Broadcast.of(List.of("zero", "one", "two"))) {
            List<Integer> identities = pool.map(numbers(300), n -> {
                assertThat(words.value().get(n % 3)).isNotEmpty();
                return System.identityHashCode(words.value());
            }, MapOptions.defaults().chunk(10));
            assertThat(identities.stream().distinct().count()).isBetween(1L, 2L);
        }
    }

    /** Urgent tasks make the pool take back what lies ready, and workers take from there at the same time. */
    @Test
    void itemsFindTheirFunctionWhateverIsTakenBackMeanwhile() {
        List<Integer> items = numbers(8);
        try (ProcessPool pool = threads()) {
            List<TestThread> mappings = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                mappings.add(TestThread.start(() -> {
                    for (int round = 0; round < 250; round++) {
                        int add = round;
                        assertThat(pool.map(items, n -> n + add, MapOptions.defaults().chunk(1)))
                                .isEqualTo(items.stream().map(n -> n + add).toList());
                    }
                }));
            }
            while (mappings.stream().anyMatch(TestThread::isRunning)) {
                pool.submit(() -> 1, TaskOptions.none().priority(5)).join();
            }
            mappings.forEach(TestThread::ends);
        }
    }

    private static final AtomicReference<ProcessPool> OUTER = new AtomicReference<>();

    /** In one process a function can get at the pool that runs it. */
    @Test
    void aFunctionMapsOverThePoolThatRunsItSerially() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().mode(PoolMode.SERIAL).create()) {
            OUTER.set(pool);
            assertThat(pool.map(numbers(20),
                    n -> OUTER.get()
                            .map(List.of(1, 2, 3), k -> k * n)
                            .stream()
                            .mapToInt(Integer::intValue)
                            .sum(),
                    MapOptions.defaults().chunk(10)))
                    .isEqualTo(numbers(20).stream().map(n -> 6 * n).toList());
            assertThat(pool.submit(() -> OUTER.get().submit(() -> 7).get() + 1).get()).isEqualTo(8);
        } finally {
            OUTER.set(null);
        }
    }

    @Test
    void aMappingOfAPoolThatWasShutDownIsRejected() {
        ProcessPool pool = threads();
        pool.close();
        assertThatExceptionOfType(java.util.concurrent.RejectedExecutionException.class)
                .isThrownBy(() -> pool.map(List.of(1), n -> n));
    }

    @Test
    void aMappingOfNothingIsRejectedAsWell() {
        ProcessPool pool = threads();
        pool.close();
        assertThatExceptionOfType(java.util.concurrent.RejectedExecutionException.class)
                .isThrownBy(() -> pool.map(List.<Integer>of(), n -> n));
    }
}
