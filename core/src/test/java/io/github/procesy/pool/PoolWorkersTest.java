package io.github.procesy.pool;

import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.github.procesy.SerializableCallable;
import io.github.procesy.SerializableRunnable;
import io.github.procesy.memory.SharedArray;
import io.github.procesy.memory.SharedInt;
import io.github.procesy.memory.SharedIntArray;
import io.github.procesy.memory.SharedLongArray;
import io.github.procesy.memory.SharedMemory;
import io.github.procesy.os.Cores;
import io.github.procesy.process.Output;
import io.github.procesy.queue.SharedQueue;
import io.github.procesy.support.AnyLauncher;
import io.github.procesy.support.ParentJvm;
import io.github.procesy.sync.SharedEvent;
import io.github.procesy.testing.Conditions;
import io.github.procesy.testing.Hostile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** The workers of a pool: how they begin, what they know, when they leave. */
@AnyLauncher
@Timeout(60)
class PoolWorkersTest {
    private static final Duration TIME = Duration.ofSeconds(20);

    private static Throwable causeOf(Future<?> future) {
        return catchThrowableOfType(ExecutionException.class, future::get).getCause();
    }

    private static long worker(ProcessPool pool) throws Exception {
        return pool.submit(() -> ProcessHandle.current().pid()).get();
    }

    @Test
    void workersAreStartedAsTheyAreNeeded() throws Exception {
        try (ProcessPool pool = ProcessPool.create(3);
                SharedQueue<String> go = SharedQueue.create(3)) {
            assertThat(pool.snapshot().workers()).isEmpty();
            assertThat(worker(pool)).isEqualTo(worker(pool));
            assertThat(pool.snapshot().workers()).hasSize(1);
            List<TaskFuture<String>> tasks = IntStream.range(0, 3)
                    .mapToObj(i -> pool.submit(() -> go.take()))
                    .toList();
            Conditions.await("all run", TIME, () -> pool.snapshot()
                    .workers()
                    .stream()
                    .filter(worker -> worker.state().equals("running"))
                    .count() == 3, pool::toString);
            for (int i = 0; i < 3; i++) {
                go.put("go");
            }
            for (TaskFuture<String> task : tasks) {
                assertThat(task.get()).isEqualTo("go");
            }
        }
    }

    @Test
    void theLeastNumberIsThereFromTheBegin() {
        try (ProcessPool pool = ProcessPool.builder().workers(2, 3).create()) {
            Conditions.await("they are up", TIME, () -> pool.snapshot()
                    .workers()
                    .stream()
                    .filter(worker -> worker.state().equals("idle"))
                    .count() == 2, pool::toString);
        }
    }

    @Test
    void idleWorkersLeaveAndNewOnesCome() throws Exception {
        try (ProcessPool pool = ProcessPool.builder()
                .workers(0, 2)
                .idleTimeout(Duration.ofMillis(50))
                .create()) {
            long first = worker(pool);
            Conditions.await("it leaves", TIME, () -> pool.snapshot().workers().isEmpty());
            assertThat(worker(pool)).isNotEqualTo(first);
        }
    }

    @Test
    void whatLiesReadyForAWorkerWaits() throws Exception {
        try (ProcessPool pool = ProcessPool.create(1);
                SharedEvent begun = SharedEvent.create();
                SharedEvent go = SharedEvent.create()) {
            TaskFuture<?> first = pool.submit(() -> {
                begun.set();
                go.await();
                return 1;
            });
            TaskFuture<?> second = pool.submit(() -> {
            });
            begun.await();
            assertThat(first.taskState()).isEqualTo(TaskState.RUNNING);
            assertThat(second.taskState()).isEqualTo(TaskState.QUEUED);
            assertThat(pool.snapshot().running()).isEqualTo(1);
            assertThat(pool.snapshot().queued()).isEqualTo(1);
            go.set();
            second.get();
            assertThat(first.taskState()).isEqualTo(TaskState.RETURNED);
        }
    }

    @Test
    void theItemsOfMappingsAreCounted() throws Exception {
        try (ProcessPool pool = ProcessPool.create(2);
                SharedEvent go = SharedEvent.create()) {
            TaskFuture<Integer> task = pool.submit(() -> 1);
            task.get();
            Thread mapper = Thread.ofPlatform()
                    .start(() -> pool.forEach(List.of(1, 2, 3, 4, 5),
                            item -> go.await()));
            Conditions.await("all are under way", TIME, () -> pool.snapshot().items() == 5,
                    pool::toString);
            go.set();
            assertThat(mapper.join(TIME)).isTrue();
            assertThat(pool.snapshot().items()).isZero();
            assertThat(pool.snapshot().itemsDone()).isEqualTo(5);
            assertThat(pool.snapshot().done()).isEqualTo(1);
        }
    }

    @Test
    void itemsThatWaitToBeTriedAgainAreNoTasks() throws Exception {
        TaskOptions later = TaskOptions.none()
                .retries(1)
                .retryOn(IllegalStateException.class)
                .backoff(Duration.ofSeconds(30));
        try (ProcessPool pool = ProcessPool.builder().mode(PoolMode.THREADS).workers(1).create();
                MappingQueue<Integer, Integer> queue = pool.mappingQueue(n -> {
                    throw new IllegalStateException("again");
                }, MapOptions.defaults().chunk(1).task(later))) {
            for (int i = 0; i < 3; i++) {
                queue.put(i);
            }
            Conditions.await("all wait", TIME, () -> pool.snapshot().retried() == 3,
                    pool::toString);
            assertThat(pool.snapshot().items()).isEqualTo(3);
            assertThat(pool.snapshot().queued()).isZero();

            TaskFuture<?> task = pool.submit(() -> {
                throw new IllegalStateException("again");
            }, later);
            Conditions.await("it waits too", TIME, () -> pool.snapshot().retried() == 4,
                    pool::toString);
            assertThat(pool.snapshot().items()).isEqualTo(3);
            assertThat(pool.snapshot().queued()).isOne();
            assertThat(task.cancel(true)).isTrue();
        }
    }

    @Test
    void aPoolCanBeResizedWhileItWorks() throws Exception {
        try (ProcessPool pool = ProcessPool.create(1)) {
            List<TaskFuture<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                int number = i;
                tasks.add(pool.submit(() -> {
                    Thread.sleep(10);
                    return number;
                }));
            }
            pool.resize(0, 3);
            Conditions.await("there are three", TIME,
                    () -> pool.snapshot().workers().size() == 3
                            || tasks.stream().allMatch(Future::isDone));
            pool.resize(0, 1);
            for (int i = 0; i < tasks.size(); i++) {
                assertThat(tasks.get(i).get()).isEqualTo(i);
            }
            Conditions.await("there is one", TIME, () -> pool.snapshot().workers().size() <= 1);
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> pool.resize(2, 1));
        }
    }

    @Test
    void aWorkerSharesTheCoresWithAsManyAsThereMayBeNow() throws Exception {
        int cores = Runtime.getRuntime().availableProcessors();
        try (ProcessPool pool = ProcessPool.create(1)) {
            pool.resize(0, 4);
            assertThat(pool.submit(() -> Runtime.getRuntime().availableProcessors()).get())
                    .isEqualTo(Math.max(1, cores / 4));
        }
    }

    private static long heapOfOneOf(int workers) throws Exception {
        try (ProcessPool pool = ProcessPool.create(workers)) {
            return pool.submit(() -> Runtime.getRuntime().maxMemory()).get();
        }
    }

    @Test
    void workersShareTheMemoryHoweverManyThereAre() throws Exception {
        int cores = Runtime.getRuntime().availableProcessors();
        assertThat(heapOfOneOf(Math.min(8 * cores, 512)))
                .isLessThanOrEqualTo(heapOfOneOf(cores) / 3);
    }

    @ParameterizedTest
    @EnumSource
    void aWorkerIsInitializedOnceAndTasksGetAtItsState(PoolMode mode) throws Exception {
        try (SharedIntArray count = SharedArray.ofInts(2);
                ProcessPool pool = ProcessPool.builder()
                        .mode(mode)
                        .name("states")
                        .workers(1)
                        .initializer(() -> "state " + count.getAndAdd(0, 1))
                        .atExit(() -> count.getAndAdd(1, 1))
                        .create()) {
            for (int i = 0; i < 3; i++) {
                assertThat(pool.submit(() -> WorkerContext.current().state(String.class)).get())
                        .isEqualTo("state 0");
            }
            assertThat(pool.submit(() -> WorkerContext.current().name()).get())
                    .isEqualTo(mode == PoolMode.SERIAL ? "caller" : "states-worker-1");
            pool.shutdown();
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            assertThat(count.get(1)).as("the hook has run").isEqualTo(1);
        }
        assertThat(WorkerContext.find()).isEmpty();
    }

    @Test
    void aWorkerThatIdledForLongHasAllItsTimeForItsEnd() {
        try (SharedMemory boards = SharedMemory.create(Board.bytes(1));
                SharedQueue<Object> orders = SharedQueue.builder(4)
                        .codec(new Parcel.Codec(false))
                        .create()) {
            Lane lane = new Lane("idle", 1, 0, new Board(boards.segment(), 0), orders);
            lane.setReady();
            long idleSince = lane.idleSince();
            Conditions.await("time has passed", TIME, () -> System.nanoTime() > idleSince);
            lane.leave();
            long toldAt = lane.idleSince();
            assertThat(toldAt).isGreaterThan(idleSince);
            lane.leave();
            assertThat(lane.idleSince()).as("told once").isEqualTo(toldAt);
        }
    }

    @Test
    void tasksAreRejectedIfNoWorkerCanBeInitialized() throws Exception {
        try (ProcessPool pool = ProcessPool.builder()
                .workers(2)
                .initializer(() -> {
                    throw new IllegalStateException("no state");
                })
                .create()) {
            TaskFuture<Integer> task = pool.submit(() -> 1);
            assertThat(causeOf(task)).isInstanceOf(WorkerStartException.class)
                    .hasMessageContaining("no state")
                    .hasCauseInstanceOf(IllegalStateException.class);
            assertThat(task.taskState()).isEqualTo(TaskState.REJECTED);
        }
    }

    @Test
    void tasksAreRejectedIfTheJvmDoesNotStart() {
        try (ProcessPool pool = ProcessPool.builder()
                .workers(1)
                .process(process -> process.jvmOptions("-XX:NoSuchOption"))
                .create()) {
            assertThat(causeOf(pool.submit(() -> 1))).isInstanceOf(WorkerStartException.class)
                    .hasMessageContaining("3 in a row");
            assertThat(causeOf(pool.submit(() -> 1))).as("the pool tries again")
                    .isInstanceOf(WorkerStartException.class);
        }
    }

    /** Without close(), which would wait for ever for what does not end. */
    private static void assertEnds(ProcessPool pool) throws Exception {
        pool.shutdown();
        assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aWorkerThatCouldNotBeStartedIsStartedAgain() throws Exception {
        AtomicInteger starts = new AtomicInteger();
        ProcessPool pool = ProcessPool.builder().workers(1).process(process -> {
            if (starts.getAndIncrement() % 2 == 0) {
                throw new IllegalStateException("not this time");
            }
        }).create();
        TaskFuture<?> deadly = pool.submit(() -> Runtime.getRuntime().halt(3));
        TaskFuture<Integer> behind = pool.submit(() -> 1);
        assertThat(behind.get(20, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(causeOf(deadly)).isInstanceOf(WorkerLostException.class);
        assertThat(starts.get()).isEqualTo(4);
        assertEnds(pool);
    }

    @Test
    void tasksAreRejectedIfNoWorkerCanBeStarted() throws Exception {
        ProcessPool pool = ProcessPool.builder().workers(1).process(process -> {
            throw new IllegalStateException("never");
        }).create();
        TaskFuture<Integer> task = pool.submit(() -> 1);
        Conditions.await("it has an end", TIME, task::isDone, pool::toString);
        assertThat(causeOf(task)).isInstanceOf(WorkerStartException.class)
                .hasMessageContaining("never");
        assertThat(task.taskState()).isEqualTo(TaskState.REJECTED);
        assertEnds(pool);
    }

    @Test
    void aPoolEndsWhoseWorkerCouldNotBeStartedWhenItWasShutDown() throws Exception {
        AtomicInteger starts = new AtomicInteger();
        ProcessPool pool = ProcessPool.builder().workers(1).process(process -> {
            if (starts.getAndIncrement() == 0) {
                throw new IllegalStateException("not this time");
            }
        }).create();
        TaskFuture<Integer> task = pool.submit(() -> 1);
        assertEnds(pool);
        assertThat(task.get()).isEqualTo(1);
    }

    @Test
    void aWorkerIsInitializedAlthoughWhatThatTakesWasClosedMeanwhile() throws Exception {
        Broadcast<String> word = Broadcast.of("word");
        ProcessPool pool =
                ProcessPool.builder().workers(1).initializer(() -> word.value()).create();
        SerializableCallable<String> state = () -> WorkerContext.current().state(String.class);
        assertThat(pool.submit(state).get()).isEqualTo("word");
        word.close();
        assertThat(causeOf(pool.submit(() -> Runtime.getRuntime().halt(3))))
                .isInstanceOf(WorkerLostException.class);
        assertThat(pool.submit(state).get(20, TimeUnit.SECONDS)).isEqualTo("word");
        assertEnds(pool);
    }

    @Test
    void aWorkerLeavesAfterSoManyTasks() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().workers(1).tasksPerWorker(3).create()) {
            List<Long> workers = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                workers.add(worker(pool));
            }
            assertThat(new HashSet<>(workers)).hasSize(3);
            for (int i = 0; i < 9; i += 3) {
                assertThat(Set.copyOf(workers.subList(i, i + 3))).hasSize(1);
            }
            Set<Long> ofItems = new HashSet<>(
                    pool.map(IntStream.range(0, 9).boxed().toList(),
                            n -> ProcessHandle.current().pid(),
                            MapOptions.defaults().chunk(5)));
            assertThat(ofItems).hasSize(3);
        }
    }

    @Test
    void aWorkerWithTooMuchMemoryLeaves() throws Exception {
        try (ProcessPool pool = ProcessPool.builder()
                .workers(1)
                .leaveAbove(150L << 20)
                .process(process -> process.heap(400L << 20))
                .create()) {
            long first = worker(pool);
            TaskFuture<Integer> large = pool.submit(() -> {
                byte[][] blocks = new byte[200][];
                for (int i = 0; i < blocks.length; i++) {
                    blocks[i] = new byte[1 << 20];
                }
                Thread.sleep(400);
                return blocks.length;
            });
            assertThat(large.get()).isEqualTo(200);
            Conditions.await("another one has come", TIME, () -> {
                try {
                    return worker(pool) != first;
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
        }
    }

    @Test
    void aWorkerOfManyGetsItsShareOfTheCores() throws Exception {
        int cores = Runtime.getRuntime().availableProcessors();
        try (ProcessPool pool = ProcessPool.create(cores)) {
            assertThat(pool.submit(() -> Runtime.getRuntime().availableProcessors()).get())
                    .isEqualTo(1);
            assertThat(pool.submit(Cores::areSeveral).get()).isEqualTo(cores > 1);
        }
    }

    @Test
    void anIdleWorkerThatIsKilledIsReplaced() throws Exception {
        try (ProcessPool pool = ProcessPool.create(1)) {
            long first = worker(pool);
            assertThat(ProcessHandle.of(first).orElseThrow().destroyForcibly()).isTrue();
            assertThat(worker(pool)).isNotEqualTo(first);
            assertThat(pool.snapshot().workersLost()).isEqualTo(1);
        }
    }

    /** What is handed to it would wait for ever. */
    @Test
    @Timeout(120)
    void anIdleWorkerThatIsStoppedHoldsUpNothing() throws Exception {
        try (ProcessPool pool = ProcessPool.create(1)) {
            long first = worker(pool);
            ParentJvm.stop(first);
            TaskFuture<Long> next = pool.submit(() -> ProcessHandle.current().pid());
            assertThat(next.get(60, TimeUnit.SECONDS)).isNotEqualTo(first);
            pool.shutdown();
            assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static String debugging(ProcessPool pool) throws Exception {
        return pool.submit(() -> ManagementFactory.getRuntimeMXBean()
                .getInputArguments()
                .stream()
                .filter(argument -> argument.contains("jdwp"))
                .findFirst()
                .orElse("none")).get();
    }

    @Test
    void aWorkerHasThePortOfTheOneThatItReplaces() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (ProcessPool pool = ProcessPool.builder()
                .workers(1)
                .debugPort(port)
                .create()) {
            String first = debugging(pool);
            assertThat(first).endsWith(":" + port);
            assertThat(causeOf(pool.submit(() -> Runtime.getRuntime().halt(3))))
                    .isInstanceOf(WorkerLostException.class);
            assertThat(debugging(pool)).isEqualTo(first);
        }
    }

    @Test
    void thereMustBeAPortForEachWorker() {
        ProcessPool.Builder last = ProcessPool.builder().workers(2).debugPort(65535);
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(last::create)
                .withMessageContaining("65535");
        try (ProcessPool pool = last.workers(1).create()) {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> pool.resize(0, 2))
                    .withMessageContaining("65536");
        }
        last.debugPort(65534).create().close();
    }

    @ParameterizedTest
    @EnumSource
    void allModesGiveTheSameResults(PoolMode mode) throws Exception {
        try (ProcessPool pool = ProcessPool.builder().mode(mode).workers(2).create()) {
            int[] captured = {1};
            TaskFuture<Integer> changed = pool.submit(() -> ++captured[0]);
            assertThat(changed.get()).isEqualTo(2);
            assertThat(captured[0]).as("what is here").isEqualTo(1);
            assertThat(pool.map(List.of(1, 2, 3), n -> n * n)).containsExactly(1, 4, 9);
            assertThat(pool.mapUnordered(List.of(1, 2, 3), n -> n * n))
                    .containsExactlyInAnyOrder(1, 4, 9);
            assertThat(causeOf(pool.submit(() -> {
                throw new IllegalStateException("on purpose");
            }))).isInstanceOf(IllegalStateException.class);
            TaskFailedException failure = catchThrowableOfType(TaskFailedException.class,
                    () -> pool.map(List.of(1, 0), n -> 1 / n));
            assertThat(failure.index()).isEqualTo(1);
            assertThat(pool.submit(() -> pool(mode)).get()).isEqualTo(3);
            assertThat(pool.snapshot().returned()).isEqualTo(2);
        }
    }

    /** A pool in a task. */
    private static int pool(PoolMode mode) throws Exception {
        try (ProcessPool inner = ProcessPool.builder().mode(mode).workers(1).create()) {
            return inner.submit(() -> 3).get();
        }
    }

    @Test
    void aSuccessorWaitsUntilTheOneThatLeavesHasEndedItsTask() throws Exception {
        try (SharedQueue<String> go = SharedQueue.create(1);
                ProcessPool pool = ProcessPool.builder().workers(1).tasksPerWorker(1).create()) {
            TaskFuture<String> first = pool.submit(() -> go.take());
            TaskFuture<Integer> second = pool.submit(() -> 2);
            Conditions.await("the successor is ready", TIME,
                    () -> pool.snapshot()
                            .workers()
                            .stream()
                            .anyMatch(worker -> worker.state().equals("idle")));
            assertThat(second.taskState()).isEqualTo(TaskState.QUEUED);
            assertThat(pool.snapshot().running()).isEqualTo(1);
            go.put("go");
            assertThat(first.get()).isEqualTo("go");
            assertThat(second.get()).isEqualTo(2);
        }
    }

    @Test
    void aWorkerWhoseInitializerFailsAndLeavesAThreadBehindIsReplaced() throws Exception {
        try (SharedInt tries = SharedInt.create(0);
                ProcessPool pool = ProcessPool.builder()
                        .workers(1)
                        .initializer((SerializableRunnable) () -> {
                            if (tries.incrementAndGet() == 1) {
                                Thread.ofPlatform().start(Hostile::hang);
                                throw new IllegalStateException("on purpose");
                            }
                        })
                        .create()) {
            assertThat(pool.submit(() -> tries.get()).get()).isEqualTo(2);
        }
    }

    @Test
    void theModeCanBeSetFromOutside() {
        String before = System.setProperty(ProcessPool.MODE, "serial");
        try (ProcessPool pool = ProcessPool.create()) {
            assertThat(pool.submit(() -> ProcessHandle.current().pid()).join())
                    .isEqualTo(ProcessHandle.current().pid());
            System.setProperty(ProcessPool.MODE, "fibres");
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(ProcessPool::builder)
                    .withMessageContaining("fibres");
        } finally {
            if (before == null) {
                System.clearProperty(ProcessPool.MODE);
            } else {
                System.setProperty(ProcessPool.MODE, before);
            }
        }
    }

    @Test
    void whatIsDoneIsCounted() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().name("counted").workers(1).create()) {
            for (int i = 0; i < 5; i++) {
                pool.submit(() -> 1).get();
            }
            assertThat(causeOf(pool.submit(() -> {
                throw new IllegalStateException("on purpose");
            }))).isNotNull();
            PoolSnapshot snapshot = pool.snapshot();
            assertThat(snapshot.returned()).isEqualTo(5);
            assertThat(snapshot.threw()).isEqualTo(1);
            assertThat(snapshot.done()).isEqualTo(6);
            WorkerSnapshot worker = snapshot.workers().getFirst();
            assertThat(worker.name()).isEqualTo("counted-worker-1");
            assertThat(worker.bytesIn()).isPositive();
            assertThat(worker.running()).isPositive();
            assertThat(worker.residentBytes()).isPresent();
            assertThat(snapshot.toString()).contains("6 done (1 threw", worker.toString());
            assertThat(worker.toString()).startsWith("counted-worker-1 (pid ")
                    .contains("6 done", " running, ");
            assertThat(pool.toString()).contains("6 done (1 threw", "counted-worker-1");
        }
    }

    @Test
    void aPoolShowsWhatItsWorkersDo() throws Exception {
        try (ProcessPool pool = ProcessPool.builder()
                .name("shown")
                .mode(PoolMode.THREADS)
                .workers(1)
                .create()) {
            pool.submit(() -> 1).get();
            assertThat(pool.toString()).containsPattern("shown-worker-1.*idle");
        }
    }

    @Test
    void whatIsOutOfRangeIsRefusedWithAWayOut() {
        ProcessPool.Builder builder = ProcessPool.builder();
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> builder.idleTimeout(Duration.ZERO))
                .withMessageContaining("PT0S")
                .withMessageContaining("tasksPerWorker(1)");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> builder.leaveAbove(-7))
                .withMessageContaining("-7")
                .withMessageContaining("Leave it out");
    }

    @Test
    void aListenerIsToldWhatHappens() throws Exception {
        List<PoolEvent> events = new CopyOnWriteArrayList<>();
        try (ProcessPool pool =
                ProcessPool.builder().name("told").workers(1).listener(events::add).create()) {
            pool.submit(() -> 1, TaskOptions.none().name("first")).get();
            assertThat(pool.map(List.of(1, 2), n -> n)).containsExactly(1, 2);
            assertThat(causeOf(pool.submit(() -> Runtime.getRuntime().halt(3),
                    TaskOptions.none().name("deadly")))).isNotNull();
        }
        Conditions.await("all was told", TIME,
                () -> events.contains(new PoolEvent.TaskEnded("deadly", TaskState.LOST))
                        && events.stream()
                                .filter(PoolEvent.WorkerEnded.class::isInstance)
                                .count() == 1);
        assertThat(events).contains(new PoolEvent.TaskEnded("first", TaskState.RETURNED),
                new PoolEvent.TaskEnded("deadly", TaskState.LOST));
        assertThat(events).first().isInstanceOf(PoolEvent.WorkerStarted.class);
        assertThat(events.stream()
                .mapToInt(event -> event instanceof PoolEvent.ItemsEnded items
                        ? items.count()
                        : 0)
                .sum()).isEqualTo(2);
        assertThat(events).filteredOn(PoolEvent.WorkerEnded.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(PoolEvent.WorkerEnded.class, ended -> {
                    assertThat(ended.told()).isFalse();
                    assertThat(ended.outcome()).isPresent();
                });
    }

    @Test
    void aListenerIsToldOfTheEndOfEachItem() throws Exception {
        AtomicInteger told = new AtomicInteger();
        try (ProcessPool pool = ProcessPool.builder().workers(1).listener(event -> {
            if (event instanceof PoolEvent.ItemsEnded items) {
                told.addAndGet(items.count());
            }
        }).create();
                MappingQueue<Integer, Object> queue = pool.mappingQueue(n -> {
                    switch (n) {
                        case 3, 4 -> throw new IllegalStateException("on purpose");
                        case 6 -> Runtime.getRuntime().halt(3);
                        default -> {
                        }
                    }
                    return n == 8 ? new Object() : n;
                }, MapOptions.defaults().chunk(5))) {
            for (int i = 0; i < 10; i++) {
                queue.put(i);
            }
            queue.end();
            for (int i = 0; i < 10; i++) {
                assertThat(queue.take()).isPresent();
            }
            Conditions.await("all was told", TIME, () -> told.get() == 10,
                    () -> told + " were, " + pool);
        }
        assertThat(told.get()).isEqualTo(10);
    }

    @Test
    void linesOfWorkersHaveTheNamesOfWorkerAndTaskIfThatIsWished() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        try (ProcessPool pool = ProcessPool.builder()
                .name("printing")
                .workers(1)
                .labelOutput(true)
                .process(process -> process.stdout(Output.lines(lines::add)))
                .create()) {
            pool.submit(() -> {
                System.out.print("one ");
                System.out.println("two");
            }, TaskOptions.none().name("first")).get();
            pool.forEach(List.of(3), n -> System.out.println(n));
        }
        Conditions.await("all was printed", TIME, () -> lines.size() == 2, lines::toString);
        assertThat(lines.getFirst()).isEqualTo("[printing-worker-1 first] one two");
        assertThat(lines.getLast()).startsWith("[printing-worker-1 ").endsWith("] 3");
    }

    @Test
    void whatATaskPrintsWithoutALineEndIsALineOfItsOwn() throws Exception {
        List<String> out = new CopyOnWriteArrayList<>();
        List<String> err = new CopyOnWriteArrayList<>();
        try (ProcessPool pool = ProcessPool.builder()
                .name("printing")
                .workers(1)
                .labelOutput(true)
                .process(process -> process.stdout(Output.lines(out::add))
                        .stderr(Output.lines(err::add)))
                .create()) {
            for (String name : List.of("first", "second")) {
                pool.submit(() -> {
                    System.out.print("one");
                    System.err.print("two");
                }, TaskOptions.none().name(name)).get();
            }
            Conditions.await("all was printed", TIME, () -> out.size() == 2 && err.size() == 2,
                    () -> out + " and " + err);
        }
        assertThat(out).containsExactly("[printing-worker-1 first] one",
                "[printing-worker-1 second] one");
        assertThat(err).containsExactly("[printing-worker-1 first] two",
                "[printing-worker-1 second] two");
    }

    /** One task hangs; the one that was handed ahead to its worker must not wait while later ones are taken. */
    @Test
    void aTaskBehindALongOneIsNotOvertakenForLong() throws Exception {
        try (ProcessPool pool = ProcessPool.create(2);
                SharedEvent over = SharedEvent.create();
                SharedLongArray begun = SharedArray.ofLongs(32)) {
            List<TaskFuture<Void>> all = new ArrayList<>();
            TaskFuture<Void> hangs = pool.submit(() -> {
                over.await();
                return null;
            });
            for (int i = 0; i < 32; i++) {
                int number = i;
                all.add(pool.submit(() -> {
                    begun.setVolatile(number, System.nanoTime());
                    Thread.sleep(15);
                    return null;
                }));
            }
            for (TaskFuture<Void> each : all) {
                each.get(20, TimeUnit.SECONDS);
            }
            assertThat(hangs).isNotDone();
            over.set();
            hangs.get(20, TimeUnit.SECONDS);
            long overtaking = 0;
            for (int i = 0; i < 31; i++) {
                overtaking += begun.getVolatile(i) > begun.getVolatile(i + 1) ? 1 : 0;
            }
            assertThat(overtaking).isLessThan(4);
        }
    }
}
