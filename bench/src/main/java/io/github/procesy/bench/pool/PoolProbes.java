package io.github.procesy.bench.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import io.github.procesy.SerializableCallable;
import io.github.procesy.bench.probe.Probe;
import io.github.procesy.pool.Broadcast;
import io.github.procesy.pool.MapOptions;
import io.github.procesy.pool.ProcessPool;
import io.github.procesy.pool.TaskFuture;
import io.github.procesy.queue.SharedQueue;

/** Workers in processes, and threads beside them: as many as there are cores. */
public final class PoolProbes {
    private static final int CORES = Runtime.getRuntime().availableProcessors();
    private static final double MICRO = 1e3;
    private static final double MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MILLION = 1e6;

    private PoolProbes() {}

    /** Something that is timed. */
    @FunctionalInterface
    private interface Timed {
        void run() throws Exception;
    }

    private static double nanos(Timed action) throws Exception {
        long begun = System.nanoTime();
        action.run();
        return System.nanoTime() - begun;
    }

    /** What each task does that does nothing. */
    private static Callable<Integer> nothing() {
        SerializableCallable<Integer> one = () -> 1;
        return one;
    }

    /** An empty task, submitted and waited for, in microseconds. */
    abstract static class OneTask implements Probe {
        private final ExecutorService pool;

        OneTask(ExecutorService pool) {
            this.pool = pool;
        }

        @Override
        public double[] measure(int count) throws Exception {
            double[] samples = new double[count];
            for (int i = 0; i < count; i++) {
                samples[i] = nanos(() -> pool.submit(nothing()).get()) / MICRO;
            }
            return samples;
        }
    }

    /** In a worker. */
    public static final class Task extends OneTask {
        /** Used by {@link io.github.procesy.bench.probe.ProbeMain}. */
        public Task() {
            super(ProcessPool.create());
        }
    }

    /** On a thread. */
    public static final class ThreadTask extends OneTask {
        /** Used by {@link io.github.procesy.bench.probe.ProbeMain}. */
        public ThreadTask() {
            super(Executors.newFixedThreadPool(CORES));
        }
    }

    /** Many empty tasks, all submitted and then waited for, in millions a second. */
    abstract static class ManyTasks implements Probe {
        private static final int TASKS = 50_000;

        private final ExecutorService pool;

        ManyTasks(ExecutorService pool) {
            this.pool = pool;
        }

        @Override
        public double[] measure(int count) throws Exception {
            double[] samples = new double[count];
            for (int i = 0; i < count; i++) {
                samples[i] = TASKS / nanos(this::all) * NANOS_PER_SECOND / MILLION;
            }
            return samples;
        }

        private void all() throws Exception {
            List<Future<Integer>> futures = new ArrayList<>(TASKS);
            for (int i = 0; i < TASKS; i++) {
                futures.add(pool.submit(nothing()));
            }
            for (Future<Integer> future : futures) {
                future.get();
            }
        }
    }

    /** In workers. */
    public static final class Tasks extends ManyTasks {
        /** Used by {@link io.github.procesy.bench.probe.ProbeMain}. */
        public Tasks() {
            super(ProcessPool.create());
        }
    }

    /** On threads. */
    public static final class ThreadTasks extends ManyTasks {
        /** Used by {@link io.github.procesy.bench.probe.ProbeMain}. */
        public ThreadTasks() {
            super(Executors.newFixedThreadPool(CORES));
        }
    }

    /** Tiny items by map, in millions a second. Argument: how many at a time, 0 for what is best. */
    public static final class Map implements Probe {
        private static final int ITEMS = 1_000_000;

        private final ProcessPool pool = ProcessPool.create();
        private final List<Integer> items = IntStream.range(0, ITEMS).boxed().toList();
        private MapOptions how = MapOptions.defaults();

        /** Used by {@link io.github.procesy.bench.probe.ProbeMain}. */
        public Map() {}

        @Override
        public void begin(List<String> arguments) {
            int chunk = Integer.parseInt(arguments.getFirst());
            how = chunk == 0 ? how : how.chunk(chunk);
        }

        @Override
        public double[] measure(int count) throws Exception {
            double[] samples = new double[count];
            for (int i = 0; i < count; i++) {
                samples[i] = ITEMS / nanos(this::map) * NANOS_PER_SECOND / MILLION;
            }
            return samples;
        }

        private void map() {
            List<Integer> results = pool.map(items, n -> n + 1, how);
            if (results.size() != ITEMS || results.get(ITEMS - 1) != ITEMS) {
                throw new IllegalStateException("not all was mapped");
            }
        }
    }

    /** Work of some milliseconds each, in pieces a second. Argument: which. */
    abstract static class Labours implements Probe {
        static final List<Integer> SEEDS = IntStream.range(0, 256).boxed().toList();
        /** As many as it takes until the compilers are done with what hands tasks over; pieces of work alone would take minutes. */
        static final List<Integer> WARM_UP = IntStream.range(0, 50_000).boxed().toList();

        private Labour labour = Labour.SIEVE;

        @Override
        public void begin(List<String> arguments) throws Exception {
            labour = Labour.valueOf(arguments.getFirst());
            warmUp();
        }

        /** Hands over many tasks that do nothing. */
        abstract void warmUp() throws Exception;

        @Override
        public double[] measure(int count) throws Exception {
            double[] samples = new double[count];
            for (int i = 0; i < count; i++) {
                samples[i] = SEEDS.size() / nanos(() -> all(labour)) * NANOS_PER_SECOND;
            }
            return samples;
        }

        abstract void all(Labour work) throws Exception;
    }

    /** In workers. */
    public static final class InWorkers extends Labours {
        private final ProcessPool pool = ProcessPool.create();

        /** Used by {@link io.github.procesy.bench.probe.ProbeMain}. */
        public InWorkers() {}

        @Override
        void warmUp() {
            pool.map(WARM_UP, n -> n, MapOptions.defaults().chunk(1));
        }

        @Override
        void all(Labour work) {
            pool.map(SEEDS, work::work);
        }
    }

    /** On the threads of a pool. */
    public static final class OnThreads extends Labours {
        private final ExecutorService pool = Executors.newFixedThreadPool(CORES);

        /** Used by {@link io.github.procesy.bench.probe.ProbeMain}. */
        public OnThreads() {}

        @Override
        void warmUp() throws Exception {
            List<Callable<Integer>> tasks = new ArrayList<>();
            WARM_UP.forEach(n -> tasks.add(() -> n));
            awaitAll(tasks);
        }

        @Override
        void all(Labour work) throws Exception {
            List<Callable<Integer>> tasks = new ArrayList<>();
            SEEDS.forEach(seed -> tasks.add(() -> work.work(seed)));
            awaitAll(tasks);
        }

        private void awaitAll(List<Callable<Integer>> tasks) throws Exception {
            for (Future<Integer> future : pool.invokeAll(tasks)) {
                future.get();
            }
        }
    }

    /** In a parallel stream. */
    public static final class InStream extends Labours {
        /** Used by {@link io.github.procesy.bench.probe.ProbeMain}. */
        public InStream() {}

        @Override
        void warmUp() {
            if (WARM_UP.parallelStream().map(n -> n).toList().size() != WARM_UP.size()) {
                throw new IllegalStateException("not all was done");
            }
        }

        @Override
        void all(Labour work) {
            if (SEEDS.parallelStream().map(work::work).toList().size() != SEEDS.size()) {
                throw new IllegalStateException("not all was done");
            }
        }
    }

    /** Tasks that need the same 100 MB, in milliseconds each. Argument: whether they share it. */
    public static final class Argument implements Probe {
        private static final int BYTES = 100_000_000;
        private static final int TASKS = 8;

        private final ProcessPool pool = ProcessPool.builder()
                .process(process -> process.heap(1L << 30))
                .create();
        private final byte[] large = new byte[BYTES];
        private boolean shared;

        /** Used by {@link io.github.procesy.bench.probe.ProbeMain}. */
        public Argument() {}

        @Override
        public void begin(List<String> arguments) {
            shared = Boolean.parseBoolean(arguments.getFirst());
        }

        @Override
        public double[] measure(int count) throws Exception {
            double[] samples = new double[count];
            for (int i = 0; i < count; i++) {
                samples[i] = nanos(shared ? this::once : this::eachTime) / MILLI / TASKS;
            }
            return samples;
        }

        private void once() throws Exception {
            try (Broadcast<byte[]> broadcast = Broadcast.of(large)) {
                List<TaskFuture<Integer>> futures = new ArrayList<>();
                for (int i = 0; i < TASKS; i++) {
                    futures.add(pool.submit(() -> broadcast.value().length));
                }
                for (TaskFuture<Integer> future : futures) {
                    future.get();
                }
            }
        }

        private void eachTime() throws Exception {
            byte[] captured = large;
            for (int i = 0; i < TASKS; i++) {
                pool.submit(() -> captured.length).get();
            }
        }
    }

    /** The death of a worker, until the future of its task says so, in milliseconds. */
    public static final class Death implements Probe {
        private final ProcessPool pool = ProcessPool.create(2);

        /** Used by {@link io.github.procesy.bench.probe.ProbeMain}. */
        public Death() {}

        @Override
        public double[] measure(int count) throws Exception {
            double[] samples = new double[count];
            try (SharedQueue<Long> pids = SharedQueue.create(1)) {
                for (int i = 0; i < count; i++) {
                    TaskFuture<Void> victim = pool.submit(() -> {
                        pids.put(ProcessHandle.current().pid());
                        Thread.sleep(60_000);
                        return null;
                    });
                    ProcessHandle worker = ProcessHandle.of(pids.take()).orElseThrow();
                    samples[i] = nanos(() -> {
                        worker.destroyForcibly();
                        victim.handle((value, failure) -> true).get();
                    }) / MILLI;
                }
            }
            return samples;
        }
    }
}
