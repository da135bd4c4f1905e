package io.github.procesy.bench.row;

import java.util.List;

import io.github.procesy.bench.array.ArrayBenchmark;
import io.github.procesy.bench.contender.Contender;
import io.github.procesy.bench.measure.Row;
import io.github.procesy.bench.measure.Rule;
import io.github.procesy.bench.probe.JmhProbe;

/** What it costs to get at an element of a shared array, in a loop over all, beside an int[]. */
final class ArrayAccess implements Row {
    /** Iterations of JMH; each turn is a JVM of its own. */
    private static final int ITERATIONS = 4;
    private static final String PEER = "int[]";

    private final String id;
    private final String title;
    private final String benchmark;

    private ArrayAccess(String id, String title, String benchmark) {
        this.id = id;
        this.title = title;
        this.benchmark = benchmark;
    }

    static Row read() {
        return new ArrayAccess("array-read", "read an element of a shared array, in a loop (JMH)",
                "read");
    }

    static Row write() {
        return new ArrayAccess("array-write", "write an element of a shared array, in a loop (JMH)",
                "write");
    }

    static Row copy() {
        return new ArrayAccess("array-copy",
                "copy an element into a shared array, in bulk; System.arraycopy (JMH)", "copy");
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String unit() {
        return "ns";
    }

    @Override
    public List<Rule> rules() {
        return List.of(Rule.ofPeer("at least 0.8 of the speed of int[]", 1 / 0.8, PEER));
    }

    @Override
    public List<Contender> contenders() {
        return List.of(jmh(Contender.OURS, benchmark + "Shared"), jmh(PEER, benchmark + "Java"));
    }

    private static Contender jmh(String name, String benchmark) {
        return new Contender(name, lab -> lab.probeWithLibraries(
                List.of("--sun-misc-unsafe-memory-access=allow", "-Djmh.ignoreLock=true"),
                JmhProbe.class, List.of(ArrayBenchmark.class.getName() + "." + benchmark)))
                .warmUps(0)
                .repetitions(ITERATIONS);
    }
}
