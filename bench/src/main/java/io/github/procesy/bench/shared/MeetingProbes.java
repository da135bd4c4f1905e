package io.github.procesy.bench.shared;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import io.github.procesy.bench.probe.Probe;
import io.github.procesy.memory.SharedBoolean;
import io.github.procesy.sync.SharedCyclicBarrier;
import io.github.procesy.sync.SharedLock;

/** Two that wait for each other: microseconds for each round of a barrier, or each hand-over by a condition. */
public final class MeetingProbes {
    private static final int ROUNDS = 2000;
    private static final double NANOS_PER_MICRO = 1e3;

    private MeetingProbes() {}

    /** Something that is done so often by both. */
    private interface Timed {
        long nanos() throws Exception;
    }

    private static double[] micros(int count, int operations, Timed timed) throws Exception {
        double[] samples = new double[count];
        for (int i = 0; i < count; i++) {
            samples[i] = timed.nanos() / NANOS_PER_MICRO / operations;
        }
        return samples;
    }

    /** A barrier of two processes. */
    public static final class Barrier implements Probe {
        private final Partners partners;

        /** Used by {@link io.github.procesy.bench.probe.ProbeMain}. */
        public Barrier() {
            SharedCyclicBarrier barrier = SharedCyclicBarrier.create(2);
            partners = new Partners(() -> {
                for (int i = 0; i < ROUNDS; i++) {
                    barrier.await();
                }
            });
        }

        @Override
        public double[] measure(int count) throws Exception {
            return micros(count, ROUNDS, partners::nanos);
        }
    }

    /** A barrier of two threads. */
    public static final class ThreadBarrier implements Probe {
        private final ThreadPartners partners;

        /** Used by {@link io.github.procesy.bench.probe.ProbeMain}. */
        public ThreadBarrier() {
            CyclicBarrier barrier = new CyclicBarrier(2);
            partners = new ThreadPartners(() -> {
                for (int i = 0; i < ROUNDS; i++) {
                    barrier.await();
                }
            });
        }

        @Override
        public double[] measure(int count) throws Exception {
            return micros(count, ROUNDS, partners::nanos);
        }
    }

    /** Whose turn it is. */
    private interface Turn {
        boolean get();

        void set(boolean turn);
    }

    /** Each waits for its turn and hands over to the other, so often. */
    private static void takeTurns(Lock lock, Condition changed, Turn turn, boolean own)
            throws InterruptedException {
        for (int i = 0; i < ROUNDS; i++) {
            lock.lock();
            try {
                while (turn.get() != own) {
                    changed.await();
                }
                turn.set(!own);
                changed.signal();
            } finally {
                lock.unlock();
            }
        }
    }

    private static Turn turn(SharedBoolean word) {
        return new Turn() {
            @Override
            public boolean get() {
                return word.get();
            }

            @Override
            public void set(boolean turn) {
                word.set(turn);
            }
        };
    }

    private static Turn turn(AtomicBoolean word) {
        return new Turn() {
            @Override
            public boolean get() {
                return word.get();
            }

            @Override
            public void set(boolean turn) {
                word.set(turn);
            }
        };
    }

    /** A condition of two processes. */
    public static final class Hand implements Probe {
        private final Partners partners;

        /** Used by {@link io.github.procesy.bench.probe.ProbeMain}. */
        public Hand() {
            SharedLock lock = SharedLock.create();
            Condition changed = lock.newCondition();
            SharedBoolean word = SharedBoolean.create(false);
            long first = ProcessHandle.current().pid();
            partners = new Partners(() -> takeTurns(lock, changed, turn(word),
                    ProcessHandle.current().pid() == first));
        }

        @Override
        public double[] measure(int count) throws Exception {
            return micros(count, 2 * ROUNDS, partners::nanos);
        }
    }

    /** A condition of two threads. */
    public static final class ThreadHand implements Probe {
        private final ThreadPartners partners;

        /** Used by {@link io.github.procesy.bench.probe.ProbeMain}. */
        public ThreadHand() {
            Lock lock = new ReentrantLock();
            Condition changed = lock.newCondition();
            AtomicBoolean word = new AtomicBoolean();
            Thread first = Thread.currentThread();
            partners = new ThreadPartners(() -> takeTurns(lock, changed, turn(word),
                    Thread.currentThread().equals(first)));
        }

        @Override
        public double[] measure(int count) throws Exception {
            return micros(count, 2 * ROUNDS, partners::nanos);
        }
    }
}
