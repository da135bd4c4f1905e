package io.github.procesy.sync;

import io.github.procesy.tree.Tree;
import io.github.procesy.tree.WaitGraph;

/** How many threads wait, by what the table of waits says of them. */
final class WaitsOf {
    static final String EVENT = "event";

    private WaitsOf() {}

    static int number(String kind) {
        Tree tree = Tree.ifJoined();
        return tree == null
                ? 0
                : (int) new WaitGraph(tree).snapshots()
                        .stream()
                        .filter(wait -> wait.kind().equals(kind))
                        .count();
    }
}
