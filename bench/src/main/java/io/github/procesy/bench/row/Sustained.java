package io.github.procesy.bench.row;

import java.util.List;

import io.github.procesy.bench.contender.Contender;
import io.github.procesy.bench.contender.Contenders;
import io.github.procesy.bench.measure.Direction;
import io.github.procesy.bench.measure.Row;
import io.github.procesy.bench.measure.Rule;
import io.github.procesy.bench.probe.Children;
import io.github.procesy.bench.probe.JavaProbe;
import io.github.procesy.bench.probe.Probe;
import io.github.procesy.bench.probe.Throughput;

/** How many new processes can be started and joined, as many at once as there are cores. */
final class Sustained implements Row {
    /** A sample is a burst of many starts. */
    private static final int BURSTS = 2;

    @Override
    public String id() {
        return "sustained";
    }

    @Override
    public String title() {
        return "starts and joins, as many at once as there are cores";
    }

    @Override
    public String unit() {
        return "/s";
    }

    @Override
    public Direction direction() {
        return Direction.HIGHER;
    }

    @Override
    public List<Rule> rules() {
        return List.of(
                Rule.ofPeer("at least 0.6 of empty JVMs", 0.6, Contenders.FAST_JAVA));
    }

    @Override
    public List<Contender> contenders() {
        return List.of(Contenders.ours(Ours.class).repetitions(BURSTS).warmUps(2),
                Contenders.fastJava(EmptyRuns.class).repetitions(BURSTS).warmUps(1),
                Contenders.java(EmptyRuns.class).repetitions(1).warmUps(1),
                Contenders.python(Contenders.FORK, "sustained").repetitions(BURSTS).warmUps(1),
                Contenders.python(Contenders.SPAWN, "sustained").repetitions(1).warmUps(1));
    }

    /** With this library. */
    static final class Ours implements Probe {
        @Override
        public double[] measure(int count) throws Exception {
            return Throughput.perSecond(count, Children::startAndJoin);
        }
    }

    /** With bare JVMs. */
    static final class EmptyRuns extends JavaProbe {
        @Override
        public double[] measure(int count) throws Exception {
            return Throughput.perSecond(count, java()::run);
        }
    }
}
