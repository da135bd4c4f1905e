package io.github.procesy.bench.traffic;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

import io.github.procesy.bench.probe.Probe;
import io.github.procesy.queue.SharedQueue;

/**
 * From just before an item is put until it is taken, in microseconds. Items are put at a steady pace, by a
 * writer that keeps its core, and find the reader waiting.
 */
public abstract class PacedProbe implements Probe {
    private static final long INTERVAL_NANOS = 100_000;
    private static final double NANOS_PER_MICRO = 1e3;
    private static final int TURN = 1000;
    private static final Plan PLAN = Plan.ofTwo(Load.INTS, TURN);

    private final double[] latest = new double[TURN];
    private Crew crew = () -> {
        throw new IllegalStateException("nothing has begun");
    };

    private PacedProbe() {}

    @Override
    public final void begin(List<String> arguments) {
        crew = crew();
    }

    /** Starts the writer. */
    abstract Crew crew();

    @Override
    public final double[] measure(int count) throws Exception {
        double[] samples = new double[count];
        for (int done = 0; done < count; done += TURN) {
            crew.nanos();
            System.arraycopy(latest, 0, samples, done, Math.min(TURN, count - done));
        }
        return samples;
    }

    private static void put(BlockingQueue<Long> queue) throws InterruptedException {
        long due = System.nanoTime();
        for (int i = 0; i < TURN; i++) {
            due += INTERVAL_NANOS;
            while (System.nanoTime() - due < 0) {
                Thread.onSpinWait();
            }
            queue.put(System.nanoTime());
        }
    }

    private static void take(BlockingQueue<Long> queue, double[] latencies)
            throws InterruptedException {
        for (int i = 0; i < TURN; i++) {
            long put = queue.take();
            latencies[i] = (System.nanoTime() - put) / NANOS_PER_MICRO;
        }
    }

    /** This library's queue, between two processes, which have one clock. */
    public static final class Shared extends PacedProbe {
        /** Used by {@link io.github.procesy.bench.probe.ProbeMain}. */
        public Shared() {}

        @Override
        Crew crew() {
            SharedQueue<Long> queue = SharedQueue.create(Plan.CAPACITY);
            double[] latencies = super.latest;
            return Crew.ofProcesses(PLAN, () -> take(queue, latencies), () -> put(queue));
        }
    }

    /** An {@link ArrayBlockingQueue}, between two threads. */
    public static final class Array extends PacedProbe {
        /** Used by {@link io.github.procesy.bench.probe.ProbeMain}. */
        public Array() {}

        @Override
        Crew crew() {
            BlockingQueue<Long> queue = new ArrayBlockingQueue<>(Plan.CAPACITY);
            double[] latencies = super.latest;
            return Crew.ofThreads(PLAN, () -> take(queue, latencies), () -> put(queue));
        }
    }
}
