package io.github.procesy.bench.row;

import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;

import io.github.procesy.bench.contender.Contender;
import io.github.procesy.bench.contender.Contenders;
import io.github.procesy.bench.measure.Row;
import io.github.procesy.bench.measure.Rule;
import io.github.procesy.bench.probe.Children;
import io.github.procesy.bench.probe.Clock;
import io.github.procesy.bench.probe.Probe;
import io.github.procesy.process.ChildProcess;

/** The start call to the first instruction of the user's code, where a spare JVM is ready. */
final class StartWarm implements Row {
    @Override
    public String id() {
        return "start-warm";
    }

    @Override
    public String title() {
        return "start call to first instruction, a spare is ready";
    }

    @Override
    public String unit() {
        return "ms";
    }

    @Override
    public List<Rule> rules() {
        return List.of(Rule.limit("p50 at most 0.8 ms", 0.8),
                Rule.ofPeer("below a third of fork", 1.0 / 3, Contenders.FORK));
    }

    @Override
    public List<Contender> contenders() {
        return List.of(Contenders.ours(Ours.class, "-Dprocesy.spares=1"),
                Contenders.python(Contenders.FORK, "start_to_first"),
                Contenders.python(Contenders.FORKSERVER, "start_to_first"),
                Contenders.jvm(Contenders.THREAD, OnThread.class));
    }

    /** One start at a time; before each a spare has to be ready again, which does not count. */
    static final class Ours implements Probe {
        private static final long NONE = 0;

        @Override
        public void warmUp(int count) throws Exception {
            for (int i = 0; i < count; i++) {
                start(NONE);
            }
        }

        @Override
        public double[] measure(int count) throws Exception {
            double[] samples = new double[count];
            int taken = 0;
            for (int i = 0; taken < count; i++) {
                if (i >= 2 * count) {
                    throw new IOException("half of the starts did not take the spare");
                }
                OptionalDouble sample = start(Children.awaitSpare());
                if (sample.isPresent()) {
                    samples[taken++] = sample.getAsDouble();
                }
            }
            return samples;
        }

        /** The time, if it was that spare which was taken. */
        private static OptionalDouble start(long spare) throws Exception {
            long begun = System.nanoTime();
            // All processes of a machine share this clock.
            try (var child = ChildProcess.start(() -> System.nanoTime() - begun)) {
                long nanos = child.result();
                Children.join(child);
                return child.pid() == spare
                        ? OptionalDouble.of(Clock.millis(nanos))
                        : OptionalDouble.empty();
            }
        }
    }

    /** The same with a thread. */
    static final class OnThread implements Probe {
        @Override
        public double[] measure(int count) throws InterruptedException {
            double[] samples = new double[count];
            for (int i = 0; i < count; i++) {
                int sample = i;
                long begun = System.nanoTime();
                Thread.ofPlatform()
                        .start(() -> samples[sample] = Clock.millis(System.nanoTime() - begun))
                        .join();
            }
            return samples;
        }
    }
}
