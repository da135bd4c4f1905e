package io.github.procesy.bench.shared;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import io.github.procesy.bench.probe.Probe;
import io.github.procesy.sync.SharedLock;

/** Locks and unlocks: nanoseconds for each pair. */
public final class LockProbes {
    private static final int ALONE = 500_000;
    private static final int TOGETHER = 50_000;

    private LockProbes() {}

    private static void hammer(Lock lock, int times) {
        for (int i = 0; i < times; i++) {
            lock.lock();
            try {
                // nothing: the lock is what is measured
            } finally {
                lock.unlock();
            }
        }
    }

    private static double[] alone(Lock lock, int count) {
        double[] samples = new double[count];
        for (int i = 0; i < count; i++) {
            long begun = System.nanoTime();
            hammer(lock, ALONE);
            samples[i] = (double) (System.nanoTime() - begun) / ALONE;
        }
        return samples;
    }

    /** A shared lock that nobody else wants. */
    public static final class Alone implements Probe {
        private final SharedLock lock = SharedLock.create();

        /** Used by {@link io.github.procesy.bench.probe.ProbeMain}. */
        public Alone() {}

        @Override
        public double[] measure(int count) {
            return alone(lock, count);
        }
    }

    /** The lock of {@code java.util.concurrent} that nobody else wants. */
    public static final class AloneReentrant implements Probe {
        private final Lock lock = new ReentrantLock();

        /** Used by {@link io.github.procesy.bench.probe.ProbeMain}. */
        public AloneReentrant() {}

        @Override
        public double[] measure(int count) {
            return alone(lock, count);
        }
    }

    /** A shared lock that two processes want all the time. */
    public static final class Together implements Probe {
        private final Partners partners;

        /** Used by {@link io.github.procesy.bench.probe.ProbeMain}. */
        public Together() {
            SharedLock lock = SharedLock.create();
            partners = new Partners(() -> hammer(lock, TOGETHER));
        }

        @Override
        public double[] measure(int count) throws Exception {
            double[] samples = new double[count];
            for (int i = 0; i < count; i++) {
                samples[i] = partners.nanos() / (2.0 * TOGETHER);
            }
            return samples;
        }
    }

    /** The lock of {@code java.util.concurrent} that two threads want all the time. */
    public static final class TogetherReentrant implements Probe {
        private final ThreadPartners partners;

        /** Used by {@link io.github.procesy.bench.probe.ProbeMain}. */
        public TogetherReentrant() {
            Lock lock = new ReentrantLock();
            partners = new ThreadPartners(() -> hammer(lock, TOGETHER));
        }

        @Override
        public double[] measure(int count) throws Exception {
            double[] samples = new double[count];
            for (int i = 0; i < count; i++) {
                samples[i] = partners.nanos() / (2.0 * TOGETHER);
            }
            return samples;
        }
    }
}
