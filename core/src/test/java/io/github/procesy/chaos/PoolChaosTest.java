package io.github.procesy.chaos;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import io.github.procesy.memory.SharedArray;
import io.github.procesy.memory.SharedIntArray;
import io.github.procesy.pool.MapOptions;
import io.github.procesy.pool.ProcessPool;
import io.github.procesy.pool.TaskFuture;
import io.github.procesy.pool.TaskOptions;
import io.github.procesy.pool.TaskState;
import io.github.procesy.pool.WorkerLostException;
import io.github.procesy.pool.WorkerSnapshot;
import io.github.procesy.support.AnyLauncher;
import io.github.procesy.testing.Conditions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Workers of a pool are killed at random moments while it works. Each task ends in one way: it returned and was run once,
 * or it was lost, and was run once or not at all; a mapping whose items may be tried again gives all results. The system
 * property {@code procesy.kills} says how many are killed for each number of workers.
 */
@AnyLauncher
final class PoolChaosTest {
    private static final long SEED = Long.getLong("procesy.seed", System.nanoTime());
    private static final int KILLS = Integer.getInteger("procesy.kills", 6);
    private static final double MAX_DELAY_NANOS = 100e6;
    private static final Duration TIME = Duration.ofSeconds(60);
    /** One of so many looks for a victim takes those that boot too. */
    private static final int BOOTING = 50;
    private static final int AHEAD = 300;
    private static final int MAX_TASKS = 1 << 22;
    private static final int ITEMS = 4000;

    /** Kills some worker now and then, until it has killed enough. */
    private static final class Killer implements AutoCloseable {
        private final Thread thread;
        private final Set<Long> killed = ConcurrentHashMap.newKeySet();
        private volatile boolean closed;

        Killer(ProcessPool pool, Random random) {
            thread = Thread.ofPlatform().daemon().start(() -> {
                while (!isDone() && !closed) {
                    LockSupport.parkNanos((long) (random.nextDouble() * MAX_DELAY_NANOS));
                    // Rarely one that boots: it dies before it has done anything, and the next waits.
                    boolean any = random.nextInt(BOOTING) == 0;
                    List<WorkerSnapshot> workers = pool.snapshot()
                            .workers()
                            .stream()
                            .filter(worker -> any || !worker.state().equals("starting"))
                            .toList();
                    if (!workers.isEmpty()) {
                        workers.get(random.nextInt(workers.size()))
                                .pid()
                                .ifPresent(this::kill);
                    }
                }
            });
        }

        private void kill(long pid) {
            boolean alive = ProcessHandle.current()
                    .children()
                    .filter(child -> child.pid() == pid)
                    .anyMatch(ProcessHandle::destroyForcibly);
            if (alive) {
                killed.add(pid);
            }
        }

        boolean isDone() {
            return killed.size() >= KILLS;
        }

        @Override
        public void close() {
            closed = true;
            Conditions.await("the killer has ended", TIME, () -> !thread.isAlive());
        }
    }

    @ParameterizedTest
    @Timeout(7200) // a campaign takes its time; each step has a bound of its own
    @MethodSource(Campaign.NUMBERS_OF_PROCESSES)
    void eachTaskEndsInOneWay(int workers) throws Exception {
        System.out.println("PoolChaosTest: -Dprocesy.seed=" + SEED);
        Random random = new Random(SEED + workers);
        int submitted = 0;
        int lost = 0;
        try (SharedIntArray runs = SharedArray.ofInts(MAX_TASKS);
                ProcessPool pool = ProcessPool.builder()
                        .workers(workers)
                        .process(process -> process.heap(48L << 20))
                        .create()) {
            Deque<TaskFuture<Integer>> ahead = new ArrayDeque<>();
            try (Killer killer = new Killer(pool, random)) {
                while (!killer.isDone() && submitted < MAX_TASKS) {
                    int number = submitted++;
                    long micros = random.nextInt(10) == 0 ? random.nextInt(3000) : 0;
                    ahead.add(pool.submit(() -> {
                        runs.getAndAdd(number, 1);
                        LockSupport.parkNanos(micros * 1000);
                        return number;
                    }));
                    if (ahead.size() > AHEAD) {
                        lost += check(ahead.remove(), submitted - ahead.size() - 1, runs);
                    }
                }
            }
            while (!ahead.isEmpty()) {
                lost += check(ahead.remove(), submitted - ahead.size() - 1, runs);
            }
            System.out.println("PoolChaosTest: " + submitted + " tasks, " + lost + " lost, "
                    + pool.snapshot().workersLost() + " workers died");
            assertThat(lost).isLessThanOrEqualTo((int) pool.snapshot().workersLost());
            assertThat(pool.snapshot().done()).isEqualTo(submitted);
        }
    }

    /** One if it was lost. */
    private static int check(TaskFuture<Integer> future, int number, SharedIntArray runs)
            throws Exception {
        try {
            assertThat(future.get(TIME.toSeconds(), TimeUnit.SECONDS)).isEqualTo(number);
            assertThat(future.taskState()).isEqualTo(TaskState.RETURNED);
            assertThat(runs.getVolatile(number)).as("runs of %d", number).isEqualTo(1);
            return 0;
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(WorkerLostException.class);
            assertThat(future.taskState()).isEqualTo(TaskState.LOST);
            assertThat(runs.getVolatile(number)).as("runs of %d", number).isBetween(0, 1);
            return 1;
        }
    }

    @ParameterizedTest
    @Timeout(7200) // a campaign takes its time
    @MethodSource(Campaign.NUMBERS_OF_PROCESSES)
    void aMappingGivesAllResults(int workers) throws Exception {
        System.out.println("PoolChaosTest: -Dprocesy.seed=" + SEED);
        Random random = new Random(SEED + workers);
        List<Integer> items = IntStream.range(0, ITEMS).boxed().toList();
        List<Integer> expected = new ArrayList<>();
        items.forEach(item -> expected.add(item + 1));
        MapOptions patient = MapOptions.defaults()
                .task(TaskOptions.none()
                        .retries(Integer.MAX_VALUE)
                        .quarantine(Integer.MAX_VALUE)
                        .backoff(Duration.ZERO));
        try (ProcessPool pool = ProcessPool.builder()
                .workers(workers)
                .process(process -> process.heap(48L << 20))
                .create(); Killer killer = new Killer(pool, random)) {
            int rounds = 0;
            do {
                MapOptions how = rounds % 2 == 0 ? patient : patient.chunk(20);
                assertThat(pool.map(items, item -> {
                    if (item % 500 == 0) {
                        LockSupport.parkNanos(2_000_000);
                    }
                    return item + 1;
                }, how)).isEqualTo(expected);
                rounds++;
            } while (!killer.isDone());
            System.out.println("PoolChaosTest: " + rounds + " mappings, "
                    + pool.snapshot().workersLost() + " workers died");
        }
    }
}
