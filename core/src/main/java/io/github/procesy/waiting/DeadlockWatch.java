package io.github.procesy.waiting;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

import io.github.procesy.tree.DeadlockNews;
import io.github.procesy.tree.Tree;
import io.github.procesy.tree.WaitGraph;
import io.github.procesy.tree.WaitKind;
import io.github.procesy.tree.WaitSnapshot;
import io.github.procesy.tree.WaitTable;
import org.jspecify.annotations.Nullable;

/**
 * Looks, for a thread that waits, whether its wait is part of a circle. A circle counts when it is seen
 * twice, the waits are the same ones, and all have looked in between, so that none of what was seen is old.
 * Every thread of the circle finds it; the one that came last reports it. If some of them are to be told by an
 * exception, the last of those gets it.
 */
final class DeadlockWatch {
    private final WaitGraph graph;
    private final WaitTable waits;
    private final int record;
    private final @Nullable Function<List<WaitSnapshot>, RuntimeException> onDeadlock;
    private List<Seen> before = List.of();
    private boolean reported;

    /** A wait, and how often it had looked. */
    private record Seen(int record, long ticket, long looks) {
    }

    /**
     * Of a wait.
     *
     * @param onDeadlock makes the exception that tells the thread of a deadlock, if it is to be told
     */
    DeadlockWatch(Tree tree, int record,
            @Nullable Function<List<WaitSnapshot>, RuntimeException> onDeadlock) {
        this.onDeadlock = onDeadlock;
        graph = new WaitGraph(tree);
        waits = tree.waits();
        this.record = record;
    }

    void look() {
        List<Seen> now = graph.circle(record)
                .stream()
                .map(at -> new Seen(at, waits.ticket(at), waits.looks(at)))
                .toList();
        if (now.isEmpty() || !isLater(now)) {
            if (now.size() != before.size()) {
                before = now;
            }
            return;
        }
        Seen last = last(now, false);
        Seen victim = last(now, true);
        if (last.record == record && !reported) {
            reported = true;
            DeadlockNews.found(snapshots(now));
        }
        if (victim.record == record && onDeadlock != null) {
            throw onDeadlock.apply(snapshots(now));
        }
    }

    private boolean isLater(List<Seen> now) {
        if (now.size() != before.size()) {
            return false;
        }
        for (int i = 0; i < now.size(); i++) {
            Seen then = before.get(i);
            if (then.record != now.get(i).record || then.ticket != now.get(i).ticket) {
                before = now;
                return false;
            }
            if (then.looks == now.get(i).looks) {
                return false; // keeps what was seen first
            }
        }
        return true;
    }

    /**
     * The one that came last: of those who detect deadlocks, if that is asked for and there are any; else of those
     * who look for them, which a thread that joins a process does not.
     */
    private Seen last(List<Seen> circle, boolean detecting) {
        List<Seen> candidates = detecting
                ? circle.stream().filter(seen -> waits.detectsDeadlock(seen.record)).toList()
                : circle.stream().filter(seen -> waits.kind(seen.record) != WaitKind.JOIN).toList();
        return (candidates.isEmpty() ? circle : candidates).stream()
                .max(Comparator.comparingLong(Seen::ticket))
                .orElseThrow();
    }

    private List<WaitSnapshot> snapshots(List<Seen> circle) {
        List<WaitSnapshot> waits = new ArrayList<>();
        for (Seen seen : circle) {
            var snapshot = graph.snapshot(seen.record);
            if (snapshot != null) {
                waits.add(snapshot);
            }
        }
        return waits;
    }
}
