package io.github.procesy.bench.shared;

import java.util.concurrent.atomic.AtomicLong;

import io.github.procesy.bench.probe.Probe;
import io.github.procesy.memory.SharedLong;

/** Two that add to one number: nanoseconds for each addition. */
public final class AddProbes {
    private static final int TIMES = 500_000;

    private AddProbes() {}

    /** Two processes. */
    public static final class Shared implements Probe {
        private final Partners partners;

        /** Used by {@link io.github.procesy.bench.probe.ProbeMain}. */
        public Shared() {
            SharedLong number = SharedLong.create(0);
            partners = new Partners(() -> {
                for (int i = 0; i < TIMES; i++) {
                    number.getAndAdd(1);
                }
            });
        }

        @Override
        public double[] measure(int count) throws Exception {
            double[] samples = new double[count];
            for (int i = 0; i < count; i++) {
                samples[i] = partners.nanos() / (2.0 * TIMES);
            }
            return samples;
        }
    }

    /** Two threads. */
    public static final class Atomic implements Probe {
        private final ThreadPartners partners;

        /** Used by {@link io.github.procesy.bench.probe.ProbeMain}. */
        public Atomic() {
            AtomicLong number = new AtomicLong();
            partners = new ThreadPartners(() -> {
                for (int i = 0; i < TIMES; i++) {
                    number.getAndAdd(1);
                }
            });
        }

        @Override
        public double[] measure(int count) throws Exception {
            double[] samples = new double[count];
            for (int i = 0; i < count; i++) {
                samples[i] = partners.nanos() / (2.0 * TIMES);
            }
            return samples;
        }
    }
}
