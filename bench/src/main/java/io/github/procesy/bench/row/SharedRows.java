package io.github.procesy.bench.row;

import java.util.List;

import io.github.procesy.bench.contender.Contender;
import io.github.procesy.bench.contender.Contenders;
import io.github.procesy.bench.measure.Row;
import io.github.procesy.bench.measure.Rule;
import io.github.procesy.bench.probe.Probe;
import io.github.procesy.bench.shared.AddProbes;
import io.github.procesy.bench.shared.LockProbes;
import io.github.procesy.bench.shared.MeetingProbes;

/** The rows about locks and the like, each beside its twin in one JVM and beside CPython. */
final class SharedRows {
    private static final String TWIN = "java.util.concurrent";
    /** A loop is compiled after so many samples. */
    private static final int WARM_UPS = 20;
    /**
     * Two that meet wait for each other. As long as a compiler has one of the two cores, both are on the other, where they
     * sleep in turn; that takes some seconds in each of the two JVMs.
     */
    private static final int MEETING_WARM_UPS = 100;

    private SharedRows() {}

    static List<Row> all() {
        return List.of(
                row("lock", "lock and unlock, nobody else there", "ns",
                        List.of(Rule.limit("at most 40 ns", 40)), LockProbes.Alone.class,
                        LockProbes.AloneReentrant.class, "lock_alone", WARM_UPS),
                row("lock-contended", "lock and unlock, two want it all the time", "ns", List.of(),
                        LockProbes.Together.class, LockProbes.TogetherReentrant.class,
                        "lock_together", WARM_UPS),
                row("atomic-add", "add to one number, two at once", "ns", List.of(),
                        AddProbes.Shared.class, AddProbes.Atomic.class, "add_together", WARM_UPS),
                row("barrier", "one round of a barrier of two", "us", List.of(),
                        MeetingProbes.Barrier.class, MeetingProbes.ThreadBarrier.class, "barrier",
                        MEETING_WARM_UPS),
                row("condition", "hand-over by a condition, between two", "us", List.of(),
                        MeetingProbes.Hand.class, MeetingProbes.ThreadHand.class, "condition",
                        MEETING_WARM_UPS));
    }

    private static Row row(String id, String title, String unit, List<Rule> rules,
            Class<? extends Probe> ours, Class<? extends Probe> twin, String python, int warmUps) {
        return new SharedRow(id, title, unit, rules,
                List.of(new Contender(Contender.OURS, lab -> lab.probe(List.of(), ours, List.of()))
                        .warmUps(warmUps), Contenders.jvm(TWIN, twin).warmUps(warmUps),
                        Contenders.python(Contenders.FORK, python).warmUps(1)));
    }
}
