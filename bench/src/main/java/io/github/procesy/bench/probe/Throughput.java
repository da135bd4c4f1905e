package io.github.procesy.bench.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many times a second something can be done, by as many threads at once as there are cores. What
 * is done first does not count: it may profit from what was prepared while nobody asked.
 */
public final class Throughput {
    private static final int STARTERS = Runtime.getRuntime().availableProcessors();
    /** Done before the clock starts, for each starter. */
    private static final int SKIPPED = 4;
    /** Done while the clock runs, for each starter. */
    private static final int COUNTED = 12;

    private Throughput() {}

    /**
     * Measures.
     *
     * @param count how many samples
     * @param action what is done
     * @return times a second
     * @throws Exception what the action throws
     */
    public static double[] perSecond(int count, Clock.Action action) throws Exception {
        double[] samples = new double[count];
        for (int i = 0; i < count; i++) {
            samples[i] = perSecond(action);
        }
        return samples;
    }

    private static double perSecond(Clock.Action action) throws Exception {
        AtomicInteger begun = new AtomicInteger();
        ConcurrentLinkedQueue<Long> ends = new ConcurrentLinkedQueue<>();
        Callable<Boolean> starter = () -> {
            while (begun.getAndIncrement() < STARTERS * (SKIPPED + COUNTED)) {
                action.run();
                ends.add(System.nanoTime());
            }
            return true;
        };
        try (ExecutorService starters = Executors.newFixedThreadPool(STARTERS)) {
            List<Future<Boolean>> running = new ArrayList<>();
            for (int i = 0; i < STARTERS; i++) {
                running.add(starters.submit(starter));
            }
            for (Future<Boolean> one : running) {
                one.get();
            }
        }
        long[] sorted = ends.stream().mapToLong(Long::longValue).sorted().toArray();
        long nanos = sorted[sorted.length - 1] - sorted[STARTERS * SKIPPED - 1];
        return STARTERS * COUNTED * 1e9 / nanos;
    }
}
