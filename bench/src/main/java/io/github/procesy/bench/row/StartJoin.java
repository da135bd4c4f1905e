package io.github.procesy.bench.row;

import java.util.List;

import io.github.procesy.bench.contender.Contender;
import io.github.procesy.bench.contender.Contenders;
import io.github.procesy.bench.measure.Row;
import io.github.procesy.bench.probe.Children;
import io.github.procesy.bench.probe.Clock;
import io.github.procesy.bench.probe.Probe;

/** Start and join of an empty task, one after another, as the library does by default. */
final class StartJoin implements Row {
    @Override
    public String id() {
        return "start-join";
    }

    @Override
    public String title() {
        return "start and join of an empty task, one after another";
    }

    @Override
    public String unit() {
        return "ms";
    }

    @Override
    public List<Contender> contenders() {
        return List.of(Contenders.ours(Ours.class),
                Contenders.python(Contenders.FORK, "start_join"),
                Contenders.python(Contenders.FORKSERVER, "start_join"),
                Contenders.python(Contenders.SPAWN, "start_join"),
                Contenders.java(StartCold.EmptyRun.class),
                Contenders.jvm(Contenders.THREAD, OnThread.class));
    }

    /** With this library. */
    static final class Ours implements Probe {
        @Override
        public double[] measure(int count) throws Exception {
            return Clock.time(count, Children::startAndJoin);
        }
    }

    /** With a thread. */
    static final class OnThread implements Probe {
        @Override
        public double[] measure(int count) throws Exception {
            return Clock.time(count, () -> Thread.ofPlatform().start(() -> {
            }).join());
        }
    }
}
