package io.github.procesy.os;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A process with all its descendants. */
public final class ProcessTree {
    /** Each round stops what the one before did not see; more generations are hardly born. */
    private static final int MAX_ROUNDS = 10;

    private ProcessTree() {}

    /**
     * Kills a process and all its descendants. They are stopped first, so that none starts another
     * while the others are looked for.
     *
     * @param root the process; a dead one is no error, its living descendants are then unknown
     */
    public static void kill(ProcessHandle root) {
        Set<ProcessHandle> tree = new LinkedHashSet<>();
        tree.add(root);
        Set<ProcessHandle> unstopped = tree;
        for (int round = 0; round < MAX_ROUNDS && !unstopped.isEmpty(); round++) {
            if (!stop(unstopped)) {
                break;
            }
            unstopped = new LinkedHashSet<>(root.descendants().toList());
            unstopped.removeAll(tree);
            tree.addAll(unstopped);
        }
        tree.addAll(root.descendants().toList());
        tree.forEach(ProcessHandle::destroyForcibly);
    }

    /**
     * The living descendants of a process.
     *
     * @param root the process
     * @return a snapshot
     */
    public static List<ProcessHandle> descendants(ProcessHandle root) {
        return root.descendants().toList();
    }

    /**
     * Kills some processes, each with its descendants.
     *
     * @param processes the processes; dead ones are left out
     */
    public static void killSurvivors(Set<ProcessHandle> processes) {
        for (ProcessHandle process : processes) {
            if (process.isAlive()) {
                kill(process);
            }
        }
    }

    /** Kills all descendants of the current process, and not the process itself. */
    public static void killDescendantsOfCurrent() {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    }

    /** Stops processes by the command of POSIX; false where there is none. */
    private static boolean stop(Set<ProcessHandle> processes) {
        StringBuilder pids = new StringBuilder();
        for (ProcessHandle process : processes) {
            pids.append(' ').append(process.pid());
        }
        try {
            Process command = new ProcessBuilder("/bin/sh", "-c", "kill -STOP" + pids)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            command.onExit().join();
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
