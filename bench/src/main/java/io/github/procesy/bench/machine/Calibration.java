package io.github.procesy.bench.machine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A fixed amount of arithmetic, done on all cores at once. On a quiet machine it always takes the
 * same time; how far the times lie apart says what others take away.
 */
final class Calibration {
    private static final int CORES = Runtime.getRuntime().availableProcessors();
    /** How long it takes where nobody disturbs. */
    private static final double TARGET_NANOS = 20e6;
    private static final long TRIAL_STEPS = 2_000_000;
    private static final int TRIALS = 10;

    /** Takes results, so that they have to be computed. */
    private static final AtomicLong SINK = new AtomicLong();

    private final long steps;

    private Calibration(long steps) {
        this.steps = steps;
    }

    /** Finds out how much this machine does in the time. */
    static Calibration create() {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < TRIALS; i++) {
            best = Math.min(best, nanos(TRIAL_STEPS));
        }
        return new Calibration(Math.max(1, (long) (TRIAL_STEPS * TARGET_NANOS / best)));
    }

    /** Runs once on each core; gives the time of each in nanoseconds. */
    long[] run() throws InterruptedException {
        long[] times = new long[CORES];
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CORES; i++) {
            int core = i;
            threads.add(Thread.ofPlatform()
                    .name("bench-calibration-" + i)
                    .start(() -> times[core] = nanos(steps)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return times;
    }

    /** Steps of a linear congruential generator, which no compiler can leave out or make shorter. */
    private static long nanos(long steps) {
        long begun = System.nanoTime();
        long value = begun;
        for (long i = 0; i < steps; i++) {
            value = value * 6364136223846793005L + 1442695040888963407L;
        }
        SINK.set(value);
        return System.nanoTime() - begun;
    }

    /** How much longer one of ten takes, at the least, than one of ten takes at the most. */
    static double spread(long[] times) {
        if (times.length == 0) {
            return 1;
        }
        long[] sorted = times.clone();
        Arrays.sort(sorted);
        int tenth = sorted.length / 10;
        return (double) sorted[sorted.length - 1 - tenth] / sorted[tenth];
    }
}
