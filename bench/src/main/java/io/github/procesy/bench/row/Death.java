package io.github.procesy.bench.row;

import java.util.ArrayList;
import java.util.List;

import io.github.procesy.bench.contender.Contender;
import io.github.procesy.bench.contender.Contenders;
import io.github.procesy.bench.measure.Row;
import io.github.procesy.bench.measure.Rule;
import io.github.procesy.bench.measure.Statistic;
import io.github.procesy.bench.probe.Clock;
import io.github.procesy.bench.probe.JavaCommand;
import io.github.procesy.bench.probe.JavaProbe;
import io.github.procesy.bench.probe.Probe;
import io.github.procesy.bench.probe.Processes;
import io.github.procesy.bench.probe.WaitingChild;

/** The death of a process by {@code kill -9}, until its parent knows. */
final class Death implements Row {
    /** In five rounds that is enough for a 99th percentile. */
    private static final int REPETITIONS = 20;
    /** So many are started at once, so that the others boot while one does. */
    private static final int AT_ONCE = 10;
    private static final long QUIET_MILLIS = 2_000;

    @Override
    public String id() {
        return "death";
    }

    @Override
    public String title() {
        return "kill -9 to the return of join; a neighbour goes on";
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
        return List.of(Contenders.ours(Ours.class), Contenders.python(Contenders.FORK, "death"),
                Contenders.idleJava(BareJava.class))
                .stream()
                .map(contender -> contender.warmUps(AT_ONCE).repetitions(REPETITIONS))
                .toList();
    }

    /** With this library, and with a neighbour, which must not notice. */
    static final class Ours implements Probe {
        private static final long SIGN_OF_LIFE_MILLIS = 20;

        @Override
        public double[] measure(int count) throws Exception {
            List<Double> samples = new ArrayList<>();
            try (WaitingChild neighbour = WaitingChild.startAlive(SIGN_OF_LIFE_MILLIS)) {
                neighbour.awaitTask();
                while (samples.size() < count) {
                    some(Math.min(AT_ONCE, count - samples.size()), neighbour, samples);
                }
            }
            return samples.stream().mapToDouble(Double::doubleValue).toArray();
        }

        private static void some(int count, WaitingChild neighbour, List<Double> samples)
                throws Exception {
            List<WaitingChild> children = new ArrayList<>();
            try {
                for (int i = 0; i < count; i++) {
                    children.add(WaitingChild.start());
                }
                for (WaitingChild child : children) {
                    child.awaitTask();
                }
                Processes.awaitQuiet(QUIET_MILLIS);
                for (WaitingChild child : children) {
                    samples.add(Clock.time(1, child::killAndJoin)[0]);
                    neighbour.awaitSignOfLife();
                }
            } finally {
                children.forEach(WaitingChild::close);
            }
        }
    }

    /** With bare JVMs. */
    static final class BareJava extends JavaProbe {
        @Override
        public double[] measure(int count) throws Exception {
            List<Double> samples = new ArrayList<>();
            while (samples.size() < count) {
                List<Process> some = new ArrayList<>();
                for (int i = samples.size(); i < count && some.size() < AT_ONCE; i++) {
                    some.add(java().start());
                }
                for (Process one : some) {
                    JavaCommand.awaitBoot(one);
                }
                for (Process one : some) {
                    samples.add(Clock.time(1, () -> one.destroyForcibly().waitFor())[0]);
                }
            }
            return samples.stream().mapToDouble(Double::doubleValue).toArray();
        }
    }
}
