package io.github.procesy.bench.row;

import java.util.List;
import java.util.Optional;

import io.github.procesy.bench.contender.Contender;
import io.github.procesy.bench.contender.Contenders;
import io.github.procesy.bench.measure.Row;
import io.github.procesy.bench.measure.Rule;
import io.github.procesy.bench.probe.Children;
import io.github.procesy.bench.probe.JavaCommand;
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
        return "proportional set size (PSS) of a worker that waits";
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
                Contenders.ours("a waiting spare", Spare.class, "-Dprocesy.spares=1"),
                Contenders.python(Contenders.FORK, "idle_memory"),
                Contenders.python(Contenders.SPAWN, "idle_memory"),
                Contenders.idleJava(Idle.class))
                .stream()
                .map(contender -> contender.warmUps(1).repetitions(REPETITIONS))
                .toList();
    }

    /** A child whose task waits. */
    static final class Ours implements Probe {
        @Override
        public double[] measure(int count) throws Exception {
            double[] samples = new double[count];
            for (int i = 0; i < count; i++) {
                try (var waiting = WaitingChild.start()) {
                    waiting.awaitTask();
                    Processes.awaitQuiet(QUIET_MILLIS);
                    samples[i] = Processes.pssMebibytes(waiting.pid());
                }
            }
            return samples;
        }
    }

    /** A spare that nobody has needed yet. */
    static final class Spare implements Probe {
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
    static final class Idle implements Probe {
        private JavaCommand java = new JavaCommand(List.of());

        @Override
        public void begin(List<String> arguments) {
            java = new JavaCommand(arguments);
        }

        @Override
        public double[] measure(int count) throws Exception {
            double[] samples = new double[count];
            for (int i = 0; i < count; i++) {
                Process idle = java.start();
                JavaCommand.awaitBoot(idle);
                samples[i] = Processes.pssMebibytes(idle.pid());
                idle.getOutputStream().close();
                idle.waitFor();
            }
            return samples;
        }
    }
}
