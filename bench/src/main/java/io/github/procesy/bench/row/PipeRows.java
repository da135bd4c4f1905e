package io.github.procesy.bench.row;

import java.util.List;

import io.github.procesy.bench.contender.Contender;
import io.github.procesy.bench.contender.Contenders;
import io.github.procesy.bench.measure.Row;
import io.github.procesy.bench.measure.Rule;
import io.github.procesy.bench.probe.Probe;
import io.github.procesy.bench.traffic.EchoProbe;
import io.github.procesy.bench.traffic.Load;
import io.github.procesy.bench.traffic.MebibyteProbes;
import io.github.procesy.bench.traffic.Plan;

/** The rows about pipes: all between two processes. */
final class PipeRows {
    private static final String PYTHON = "CPython Pipe";
    private static final String SOCKET = "Java Unix socket";
    private static final String COPY = "memory copy";

    private static final String NO_PAUSE = "0";
    /** Longer than a thread of ours spins. */
    private static final String PAUSE_NANOS = "300000";
    private static final int HOT = 10_000;
    private static final int PARKED = 2_000;
    private static final int MESSAGES = 256;
    private static final int WARM_UPS = 50;
    private static final int REPETITIONS = 4;

    private PipeRows() {}

    static List<Row> all() {
        return List.of(
                echo("pipe-hot", "round trip of an int, both ends always at it",
                        Rule.limit("p50 below 1 us", 1), NO_PAUSE, "pipe_hot", HOT),
                echo("pipe-parked", "round trip of an int, the other end sleeps before each",
                        Rule.limit("p50 at most 8 us", 8), PAUSE_NANOS, "pipe_parked", PARKED),
                new RateRow("pipe-1mib",
                        "messages of 1 MiB, one way, reused buffers; ours: two copies each, in and out",
                        "GiB/s", List.of(Rule.ofPeer("at least 0.7 of a copy", 0.7, COPY)),
                        mebibytes()));
    }

    private static Row echo(String id, String title, Rule rule, String pauseNanos, String python,
            int repetitions) {
        return new SharedRow(id, title, "us", List.of(rule),
                List.of(Contenders.processes(EchoProbe.Pipe.class, List.of(pauseNanos)),
                        sockets(EchoProbe.Socket.class, List.of(pauseNanos)),
                        Contenders.python(PYTHON, Contenders.FORK, python))
                        .stream()
                        .map(contender -> contender.warmUps(repetitions)
                                .repetitions(repetitions))
                        .toList());
    }

    private static List<Contender> mebibytes() {
        List<String> plan = Plan.ofTwo(Load.MEBIBYTES, MESSAGES).arguments();
        return List.of(
                Contenders.processes(MebibyteProbes.Pipe.class, plan).warmUps(WARM_UPS),
                Contenders.jvm(COPY, MebibyteProbes.Copy.class).warmUps(WARM_UPS),
                sockets(MebibyteProbes.Socket.class, plan).warmUps(WARM_UPS),
                Contenders.python(PYTHON, Contenders.FORK, "pipe_1mib").warmUps(1))
                .stream()
                .map(contender -> contender.repetitions(REPETITIONS))
                .toList();
    }

    private static Contender sockets(Class<? extends Probe> probe, List<String> arguments) {
        return Contenders.jvm(SOCKET, probe, arguments.toArray(String[]::new));
    }
}
