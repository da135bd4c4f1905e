package io.github.procesy.bench.row;

import java.util.List;
import java.util.Locale;

import io.github.procesy.bench.contender.Contender;
import io.github.procesy.bench.contender.Contenders;
import io.github.procesy.bench.measure.Row;
import io.github.procesy.bench.measure.Rule;
import io.github.procesy.bench.measure.Statistic;
import io.github.procesy.bench.pool.Labour;
import io.github.procesy.bench.pool.PoolProbes;
import io.github.procesy.bench.probe.Probe;

/** The rows about pools. */
final class PoolRows {
    private static final String THREADS = "fixed thread pool";
    private static final String STREAM = "parallelStream";
    private static final String PYTHON = "CPython Pool";
    private static final String EXECUTOR = "CPython Executor";
    private static final String JOBLIB = "joblib";
    private static final String BILLIARD = "billiard";
    private static final String PEBBLE = "pebble";
    private static final String EACH = "sent with each task";
    private static final String RATE = "M/s";
    private static final String PIECES = "1/s";
    private static final double ALMOST_ALL = 0.97;
    /**
     * Passes until each JVM has done as many pieces as its compiler waits for: HotSpot compiles a method that loops for good after 600
     * calls ({@code Tier4MinInvocationThreshold}), and what is called once a piece is compiled then, by each worker for itself. A pass is
     * 128 pieces for each of two workers.
     */
    private static final int LABOUR_WARM_UPS = 6;

    private PoolRows() {}

    static List<Row> all() {
        return List.of(
                new SharedRow("pool-task", "an empty task, submit to get", "us",
                        List.of(Rule.limit("p50 at most 20 us", 20)),
                        List.of(ours(PoolProbes.Task.class, 100_000, 4_000),
                                threads(THREADS, PoolProbes.ThreadTask.class, 100_000, 4_000),
                                python(PYTHON, "pool_task", 200, 100),
                                python(EXECUTOR, "executor_task", 200, 100),
                                packaged(JOBLIB, "joblib_task", 1, 5),
                                packaged(BILLIARD, "billiard_task", 200, 100),
                                packaged(PEBBLE, "pebble_task", 200, 100))),
                new RateRow("pool-map", "a million tiny items by map, chunks as measured", RATE,
                        List.of(Rule.limit("at least 5 M/s", 5)),
                        List.of(ours(PoolProbes.Map.class, 20, 4, "0"),
                                python(PYTHON, "pool_map", 1, 2),
                                packaged(JOBLIB, "joblib_map", 1, 2),
                                packaged(BILLIARD, "billiard_map", 1, 2))),
                new RateRow("pool-map-one", "tiny items by map, one at a time", RATE,
                        List.of(Rule.limit("at least 300 k/s", 0.3)),
                        List.of(ours(PoolProbes.Map.class, 4, 1, "1"),
                                python(PYTHON, "pool_map_one", 0, 1),
                                packaged(BILLIARD, "billiard_map_one", 0, 1),
                                packaged(PEBBLE, "pebble_map_one", 0, 1))),
                new RateRow("pool-submit", "empty tasks, all submitted, then waited for", RATE,
                        List.of(),
                        List.of(ours(PoolProbes.Tasks.class, 8, 2),
                                threads(THREADS, PoolProbes.ThreadTasks.class, 8, 2),
                                python(EXECUTOR, "executor_submit", 0, 1),
                                packaged(PEBBLE, "pebble_submit", 0, 1))),
                labour(Labour.SIEVE, "a prime sieve", true),
                labour(Labour.MANDELBROT, "the Mandelbrot set", true),
                labour(Labour.DEFLATE, "compression", true),
                labour(Labour.HASH, "hashing", true),
                labour(Labour.GARBAGE, "work that makes garbage", false),
                new SharedRow("pool-argument", "a task that needs 100 MB, which all share", "ms",
                        List.of(),
                        List.of(ours(PoolProbes.Argument.class, 1, 2, "true"),
                                Contenders.jvm(EACH, PoolProbes.Argument.class, "false")
                                        .warmUps(1)
                                        .repetitions(2))),
                new PoolDeath());
    }

    private static Row labour(Labour labour, String title, boolean judged) {
        String name = labour.name().toLowerCase(Locale.ROOT);
        return new RateRow("pool-" + name, title + ", 256 pieces on all cores", PIECES,
                judged
                        ? List.of(Rule.ofPeer("0.97 of threads", ALMOST_ALL, THREADS))
                        : List.of(),
                List.of(ours(PoolProbes.InWorkers.class, LABOUR_WARM_UPS, 2, labour.name()),
                        threads(THREADS, PoolProbes.OnThreads.class, LABOUR_WARM_UPS, 2,
                                labour.name()),
                        threads(STREAM, PoolProbes.InStream.class, LABOUR_WARM_UPS, 2,
                                labour.name())));
    }

    private static Contender ours(Class<? extends Probe> probe, int warmUps, int repetitions,
            String... arguments) {
        return Contenders.processes(probe, List.of(arguments))
                .warmUps(warmUps)
                .repetitions(repetitions);
    }

    private static Contender threads(String name, Class<? extends Probe> probe, int warmUps,
            int repetitions, String... arguments) {
        return Contenders.jvm(name, probe, arguments).warmUps(warmUps).repetitions(repetitions);
    }

    private static Contender python(String name, String probe, int warmUps, int repetitions) {
        return Contenders.python(name, Contenders.FORK, probe)
                .warmUps(warmUps)
                .repetitions(repetitions);
    }

    private static Contender packaged(String module, String probe, int warmUps, int repetitions) {
        return Contenders.pythonWith(module, module, probe)
                .warmUps(warmUps)
                .repetitions(repetitions);
    }

    /** The death of a worker. */
    private static final class PoolDeath implements Row {
        @Override
        public String id() {
            return "pool-death";
        }

        @Override
        public String title() {
            return "kill -9 of a worker until the future of its task tells it";
        }

        @Override
        public String unit() {
            return "ms";
        }

        @Override
        public Statistic statistic() {
            return Statistic.P99;
        }

        @Override
        public List<Rule> rules() {
            return List.of(Rule.limit("p99 at most 20 ms", 20));
        }

        @Override
        public List<Contender> contenders() {
            return List.of(ours(PoolProbes.Death.class, 5, 20),
                    python(EXECUTOR, "executor_death", 1, 20),
                    packaged(PEBBLE, "pebble_death", 1, 20));
        }
    }
}
