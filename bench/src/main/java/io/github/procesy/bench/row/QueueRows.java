package io.github.procesy.bench.row;

import java.util.List;

import io.github.procesy.bench.contender.Contender;
import io.github.procesy.bench.contender.Contenders;
import io.github.procesy.bench.measure.Row;
import io.github.procesy.bench.measure.Rule;
import io.github.procesy.bench.probe.Probe;
import io.github.procesy.bench.traffic.AeronProbe;
import io.github.procesy.bench.traffic.AgronaProbe;
import io.github.procesy.bench.traffic.Load;
import io.github.procesy.bench.traffic.PacedProbe;
import io.github.procesy.bench.traffic.Plan;
import io.github.procesy.bench.traffic.QueueProbes;

/** The rows about queues: ours between processes, those of the JDK between threads. */
final class QueueRows {
    private static final String ARRAY = "ArrayBlockingQueue";
    private static final String LINKED = "LinkedTransferQueue";
    private static final String PYTHON = "CPython Queue";
    private static final String SIMPLE = "CPython SimpleQueue";
    private static final String AGRONA = "Agrona ring buffer";
    private static final String AERON = "Aeron IPC";
    private static final String RATE = "M/s";
    /** In these packages is what Agrona needs for {@code Unsafe}. */
    private static final List<String> OPENED = List.of("--add-opens",
            "java.base/jdk.internal.misc=ALL-UNNAMED", "-Dprocesy.spares=0");

    private static final int TWO = 500_000;
    private static final int FIVE = 100_000;
    private static final int EIGHT = 50_000;
    /** The compilers of both JVMs have come to rest after some ten millions of items. */
    private static final int WARM_UPS = 100;
    private static final int WARM_UPS_OF_MANY = 200;
    private static final int REPETITIONS = 6;
    private static final int PACED_WARM_UPS = 20_000;
    private static final int PACED_REPETITIONS = 5_000;
    private static final int PYTHON_REPETITIONS = 3;

    private QueueRows() {}

    static List<Row> all() {
        return List.of(
                new RateRow("queue-ints", "ints, one writer, one reader; room for 1024", RATE,
                        List.of(Rule.limit("at least 10 M/s", 10),
                                Rule.ofPeer("twice ArrayBlockingQueue", 2, ARRAY)),
                        ints()),
                row("queue-4-1", "ints, 4 writers, one reader; room for 1024", List.of(),
                        new Plan(Load.INTS, 4, 1, FIVE), WARM_UPS_OF_MANY, "queue_4_1"),
                row("queue-4-4", "ints, 4 writers, 4 readers; room for 1024",
                        List.of(Rule.limit("at least 2 M/s", 2),
                                Rule.ofPeer("above ArrayBlockingQueue", 1, ARRAY)),
                        new Plan(Load.INTS, 4, 4, EIGHT), WARM_UPS_OF_MANY, "queue_4_4"),
                row("queue-records",
                        "records of 100 bytes, one writer, one reader; threads copy none",
                        List.of(), Plan.ofTwo(Load.RECORDS, FIVE), WARM_UPS_OF_MANY,
                        "queue_records"),
                row("queue-strings",
                        "strings of 32 letters, one writer, one reader; threads copy none",
                        List.of(), Plan.ofTwo(Load.STRINGS, FIVE), WARM_UPS_OF_MANY,
                        "queue_strings"),
                row("queue-batch", "ints, 256 at a time, one writer, one reader; room for 1024",
                        List.of(), Plan.ofTwo(Load.INTS, TWO), WARM_UPS, "queue_batch",
                        QueueProbes.SharedBatch.class, QueueProbes.ArrayBatch.class),
                paced());
    }

    private static List<Contender> ints() {
        Plan plan = Plan.ofTwo(Load.INTS, TWO);
        return List.of(ours(QueueProbes.Shared.class, plan, WARM_UPS),
                threads(ARRAY, QueueProbes.Array.class, plan, WARM_UPS),
                threads(LINKED, QueueProbes.LinkedTransfer.class, plan, WARM_UPS),
                python(PYTHON, "queue_ints"), python(SIMPLE, "simple_queue_ints"),
                libraries(AGRONA, AgronaProbe.class, plan),
                libraries(AERON, AeronProbe.class, plan));
    }

    private static Row row(String id, String title, List<Rule> rules, Plan plan, int warmUps,
            String python) {
        return row(id, title, rules, plan, warmUps, python, QueueProbes.Shared.class,
                QueueProbes.Array.class);
    }

    private static Row row(String id, String title, List<Rule> rules, Plan plan, int warmUps,
            String python, Class<? extends Probe> ours, Class<? extends Probe> threads) {
        return new RateRow(id, title, RATE, rules,
                List.of(ours(ours, plan, warmUps), threads(ARRAY, threads, plan, warmUps),
                        python(PYTHON, python)));
    }

    private static Row paced() {
        return new SharedRow("queue-paced", "put to take, at 10,000 a second", "us", List.of(),
                List.of(Contenders.processes(PacedProbe.Shared.class, List.of()),
                        Contenders.jvm(ARRAY, PacedProbe.Array.class),
                        Contenders.python(PYTHON, Contenders.FORK, "queue_paced"))
                        .stream()
                        .map(contender -> contender.warmUps(PACED_WARM_UPS)
                                .repetitions(PACED_REPETITIONS))
                        .toList());
    }

    private static Contender ours(Class<? extends Probe> probe, Plan plan, int warmUps) {
        return Contenders.processes(probe, plan.arguments())
                .warmUps(warmUps)
                .repetitions(REPETITIONS);
    }

    private static Contender threads(String name, Class<? extends Probe> probe, Plan plan,
            int warmUps) {
        return Contenders.jvm(name, probe, plan.arguments().toArray(String[]::new))
                .warmUps(warmUps)
                .repetitions(REPETITIONS);
    }

    private static Contender libraries(String name, Class<? extends Probe> probe, Plan plan) {
        return new Contender(name,
                lab -> lab.probeWithLibraries(OPENED, probe, plan.arguments()))
                .warmUps(WARM_UPS)
                .repetitions(REPETITIONS);
    }

    private static Contender python(String name, String probe) {
        return Contenders.python(name, Contenders.FORK, probe)
                .warmUps(1)
                .repetitions(PYTHON_REPETITIONS);
    }
}
