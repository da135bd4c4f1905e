package io.github.procesy.bench.row;

import java.util.List;

import io.github.procesy.bench.contender.Contender;
import io.github.procesy.bench.contender.Contenders;
import io.github.procesy.bench.measure.Row;
import io.github.procesy.bench.measure.Rule;
import io.github.procesy.bench.probe.Children;
import io.github.procesy.bench.probe.Clock;
import io.github.procesy.bench.probe.JavaProbe;
import io.github.procesy.bench.probe.Probe;
import io.github.procesy.process.ChildProcess;

/** The start call to the first instruction of the user's code, without spare JVMs. */
final class StartCold implements Row {
    @Override
    public String id() {
        return "start-cold";
    }

    @Override
    public String title() {
        return "start call to first instruction, no spares; java: whole run";
    }

    @Override
    public String unit() {
        return "ms";
    }

    @Override
    public List<Rule> rules() {
        return List.of(Rule.ofPeer("p50 at most 2 empty JVM runs", 2, Contenders.FAST_JAVA),
                Rule.ofPeer("at most 0.6 of spawn", 0.6, Contenders.SPAWN));
    }

    @Override
    public List<Contender> contenders() {
        return List.of(Contenders.ours(Ours.class, "-Dprocesy.spares=0"),
                Contenders.fastJava(EmptyRun.class), Contenders.java(EmptyRun.class),
                Contenders.python(Contenders.SPAWN, "start_to_first"));
    }

    /** One start after another. */
    static final class Ours implements Probe {
        @Override
        public double[] measure(int count) throws Exception {
            double[] samples = new double[count];
            for (int i = 0; i < count; i++) {
                long begun = System.nanoTime();
                // All processes of a machine share this clock.
                try (var child = ChildProcess.start(() -> System.nanoTime() - begun)) {
                    samples[i] = Clock.millis(child.result());
                    Children.join(child);
                }
            }
            return samples;
        }
    }

    /** The whole run of a bare JVM. */
    static final class EmptyRun extends JavaProbe {
        @Override
        public double[] measure(int count) throws Exception {
            return Clock.time(count, java()::run);
        }
    }
}
