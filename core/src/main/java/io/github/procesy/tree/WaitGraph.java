package io.github.procesy.tree;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/** Who waits for whom, as the table of waits has it. */
public final class WaitGraph {
    private final ProcessTable processes;
    private final WaitTable waits;

    /**
     * The graph of a tree.
     *
     * @param tree the tree
     */
    public WaitGraph(Tree tree) {
        this(tree.processes(), tree.waits());
    }

    WaitGraph(ProcessTable processes, WaitTable waits) {
        this.processes = processes;
        this.waits = waits;
    }

    /**
     * The circle of waits that a wait is part of: each waits for what the next has, the last for what the
     * first has. The waits go on meanwhile, so that a circle is there for certain only if it is still there
     * after all have {@linkplain WaitTable#setBlocker said once more} who blocks them.
     *
     * @param record the wait
     * @return the records, the given one first; empty if it is in no circle
     */
    public List<Integer> circle(int record) {
        List<Integer> path = new ArrayList<>();
        int at = record;
        while (at != WaitTable.NONE && !path.contains(at)) {
            path.add(at);
            at = waits.latestOf(waits.blocker(at), waits.blockerThread(at));
        }
        return at == record ? path : List.of();
    }

    /**
     * A wait, for people.
     *
     * @param record the wait
     * @return what is known of it; null if it is over
     */
    public @Nullable WaitSnapshot snapshot(int record) {
        long process = waits.process(record);
        WaitKind kind = waits.kind(record);
        if (process == 0 || kind == WaitKind.NOTHING || !processes.isAlive(process)
                || !processes.isRunning(process)) {
            return null;
        }
        long blocker = waits.blocker(record);
        return new WaitSnapshot(processes.name(process), processes.pid(process),
                waits.threadName(record), kind.toString(), waits.targetName(record),
                waits.sinceMillis(record), blocker == 0 ? "" : processes.name(blocker),
                blocker == 0 ? 0 : processes.pid(blocker), waits.stack(record));
    }

    /** All circles, for people; each once. */
    List<List<WaitSnapshot>> circles() {
        List<List<WaitSnapshot>> circles = new ArrayList<>();
        for (int index = waits.highest(); index >= 1; index--) {
            if (waits.process(index) == 0 || waits.kind(index) == WaitKind.NOTHING) {
                continue;
            }
            List<Integer> circle = circle(index);
            if (!circle.isEmpty() && Collections.max(circle) == index) {
                List<WaitSnapshot> waits = circle.stream()
                        .map(this::snapshot)
                        .filter(Objects::nonNull)
                        .toList();
                if (waits.size() == circle.size()) { // else one of them has died, and that ends it
                    circles.add(waits);
                }
            }
        }
        return circles;
    }

    /**
     * All waits, for people.
     *
     * @return a snapshot, the longest first
     */
    public List<WaitSnapshot> snapshots() {
        List<WaitSnapshot> all = new ArrayList<>();
        for (int index = waits.highest(); index >= 1; index--) {
            WaitSnapshot snapshot = snapshot(index);
            if (snapshot != null) {
                all.add(snapshot);
            }
        }
        all.sort((a, b) -> Long.compare(a.sinceMillis(), b.sinceMillis()));
        return all;
    }
}
