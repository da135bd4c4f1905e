package io.github.procesy.bench.row;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.github.procesy.bench.contender.Contender;
import io.github.procesy.bench.contender.Contenders;
import io.github.procesy.bench.measure.Row;
import io.github.procesy.bench.measure.Rule;
import io.github.procesy.bench.probe.Children;
import io.github.procesy.bench.probe.JavaCommand;
import io.github.procesy.bench.probe.JavaProbe;
import io.github.procesy.bench.probe.Probe;
import io.github.procesy.bench.probe.Processes;
import io.github.procesy.bench.probe.WaitingChild;

/** The memory of a process that has been handed its task and waits. */
final class IdleMemory implements Row {
    private static final int REPETITIONS = 2;
    private static final long QUIET_MILLIS = 2_000;

    @Override
    public String id() {
        return "idle-memory";
    }

    @Override
    public String title() {
        return "memory (PSS) of one of as many idle workers as cores";
    }

    @Override
    public String unit() {
        return "MiB";
    }

    @Override
    public List<Rule> rules() {
        return List.of(Rule.limit("at most 25 MiB", 25));
    }

    @Override
    public Optional<String> obstacle() {
        return Processes.memoryIsReadable()
                ? Optional.empty()
                : Optional.of("there is no /proc/PID/smaps_rollup");
    }

    @Override
    public List<Contender> contenders() {
        return List.of(Contenders.ours(Ours.class, "-Dprocesy.spares=0"),
                Contenders.ours("one worker alone", Alone.class, "-Dprocesy.spares=0"),
                Contenders.ours("a waiting spare", Spare.class, "-Dprocesy.spares=1"),
                Contenders.python(Contenders.FORK, "idle_memory"),
                Contenders.python(Contenders.SPAWN, "idle_memory"),
                Contenders.idleJava(Idle.class))
                .stream()
                .map(contender -> contender.warmUps(1).repetitions(REPETITIONS))
                .toList();
    }

    /** A child whose task waits, among as many others as there are cores, as a pool has them. */
    static class Ours implements Probe {
        private final int workers;

        /** Used by {@link io.github.procesy.bench.probe.ProbeMain}. */
        Ours() {
            this(Runtime.getRuntime().availableProcessors());
        }

        Ours(int workers) {
            this.workers = workers;
        }

        @Override
        public double[] measure(int count) throws Exception {
            double[] samples = new double[count];
            for (int i = 0; i < count; i++) {
                samples[i] = measure();
            }
            return samples;
        }

        private double measure() throws Exception {
            List<WaitingChild> waiting = new ArrayList<>();
            try {
                for (int i = 0; i < workers; i++) {
                    WaitingChild worker = WaitingChild.start();
                    waiting.add(worker);
                    worker.awaitTask();
                }
                Processes.awaitQuiet(QUIET_MILLIS);
                double sum = 0;
                for (WaitingChild worker : waiting) {
                    sum += Processes.pssMebibytes(worker.pid());
                }
                return sum / workers;
            } finally {
                waiting.forEach(WaitingChild::close);
            }
        }
    }

    /** The same with one worker, which shares its pages with nobody of its kind. */
    static final class Alone extends Ours {
        Alone() {
            super(1);
        }
    }

    /** A spare that nobody has needed yet. */
    static final class Spare implements Probe {
        @Override
        public void warmUp(int count) throws Exception {
            for (int i = 0; i < count; i++) {
                Children.startAndJoin();
            }
        }

        @Override
        public double[] measure(int count) throws Exception {
            double[] samples = new double[count];
            for (int i = 0; i < count; i++) {
                Children.startAndJoin();
                samples[i] = Processes.pssMebibytes(Children.awaitSpare());
            }
            return samples;
        }
    }

    /** A bare JVM. */
    static final class Idle extends JavaProbe {
        @Override
        public double[] measure(int count) throws Exception {
            double[] samples = new double[count];
            for (int i = 0; i < count; i++) {
                Process idle = java().start();
                JavaCommand.awaitBoot(idle);
                samples[i] = Processes.pssMebibytes(idle.pid());
                idle.getOutputStream().close();
                idle.waitFor();
            }
            return samples;
        }
    }
}
