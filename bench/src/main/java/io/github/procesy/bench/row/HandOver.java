package io.github.procesy.bench.row;

import java.util.List;

import io.github.procesy.bench.contender.Contender;
import io.github.procesy.bench.handover.HandOverBenchmark;
import io.github.procesy.bench.measure.Row;
import io.github.procesy.bench.probe.JmhProbe;

/** What it costs to write, read and call a lambda, within one JVM. */
final class HandOver implements Row {
    /** Iterations of JMH; each turn is a JVM of its own. */
    private static final int ITERATIONS = 4;

    @Override
    public String id() {
        return "hand-over";
    }

    @Override
    public String title() {
        return "write, read and call a lambda, within one JVM (JMH)";
    }

    @Override
    public String unit() {
        return "ns";
    }

    @Override
    public List<Contender> contenders() {
        return List.of(jmh(Contender.OURS, "procesy"),
                jmh("Java serialization", "javaSerialization"));
    }

    private static Contender jmh(String name, String benchmark) {
        return new Contender(name, lab -> lab.probeWithLibraries(
                List.of("--sun-misc-unsafe-memory-access=allow", "-Djmh.ignoreLock=true"),
                JmhProbe.class, List.of(HandOverBenchmark.class.getName() + "." + benchmark)))
                .warmUps(0)
                .repetitions(ITERATIONS);
    }
}
