package io.github.procesy.queue;

import io.github.procesy.tree.Tree;
import io.github.procesy.tree.WaitGraph;

/** How many threads of all processes wait, by what the table of waits says of them. */
final class WaitsFor {
    private WaitsFor() {}

    static long items() {
        return number("item of queue");
    }

    static long room() {
        return number("room in queue");
    }

    private static long number(String kind) {
        Tree tree = Tree.ifJoined();
        return tree == null
                ? 0
                : new WaitGraph(tree).snapshots()
                        .stream()
                        .filter(wait -> wait.kind().equals(kind))
                        .count();
    }
}
