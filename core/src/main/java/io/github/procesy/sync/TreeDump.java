package io.github.procesy.sync;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.github.procesy.tree.ProcessTable;
import io.github.procesy.tree.TreeView;
import io.github.procesy.tree.WaitSnapshot;

/**
 * Who waits for whom in a tree of processes at one time, seen from any process of the same user.
 *
 * @param rootPid the pid of the root of the tree
 * @param members the processes that use something shared
 * @param waits the threads that wait, the longest first
 * @param deadlocks the circles among them
 */
public record TreeDump(long rootPid, List<Member> members, List<Wait> waits,
        List<Deadlock> deadlocks) {
    /**
     * A process of the tree.
     *
     * @param pid its pid
     * @param name its name
     */
    public record Member(long pid, String name) {
    }

    /**
     * A thread that waits.
     *
     * @param waiting who, for what, since when and where; the stack is there after a tenth of a second
     * @param holder who has what it waits for, or empty if nobody in particular has
     */
    public record Wait(Deadlock.Waiting waiting, Optional<Member> holder) {
    }

    /**
     * Looks at the tree that a process belongs to.
     *
     * @param pid the process
     * @return what is seen; empty if no process of the tree uses a shared lock or the like
     * @throws IOException if the processes cannot be seen: they are another user's, or run another version
     *         of this library
     */
    public static Optional<TreeDump> of(long pid) throws IOException {
        try (TreeView view = TreeView.find(pid).orElse(null)) {
            return view == null ? Optional.empty() : Optional.of(of(view));
        }
    }

    private static TreeDump of(TreeView view) {
        ProcessTable processes = view.processes();
        List<Member> members = new ArrayList<>();
        for (long process : view.members()) {
            members.add(new Member(processes.pid(process), processes.name(process)));
        }
        List<Wait> waits = view.waits().stream().map(TreeDump::wait).toList();
        List<Deadlock> deadlocks = view.circles()
                .stream()
                .map(Deadlock::of)
                .toList();
        return new TreeDump(view.rootPid(), List.copyOf(members), waits, deadlocks);
    }

    private static Wait wait(WaitSnapshot wait) {
        return new Wait(Deadlock.Waiting.of(wait), wait.blockerPid() == 0
                ? Optional.empty()
                : Optional.of(new Member(wait.blockerPid(), wait.blocker())));
    }

    /** For people, in several lines: each process with its threads that wait. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Tree of process " + rootPid + ": " + members.size()
                + (members.size() == 1 ? " process uses" : " processes use")
                + " locks and the like, " + waits.size()
                + (waits.size() == 1 ? " thread waits" : " threads wait"));
        for (Member member : members) {
            text.append("\n\nprocess '")
                    .append(member.name)
                    .append("' (pid ")
                    .append(member.pid)
                    .append(')');
            waits.stream()
                    .filter(wait -> wait.waiting.pid() == member.pid)
                    .forEach(wait -> append(text, wait));
        }
        deadlocks.forEach(deadlock -> text.append("\n\n").append(deadlock));
        return text.toString();
    }

    private static void append(StringBuilder text, Wait wait) {
        Duration waited = Duration.between(wait.waiting.since(), Instant.now());
        text.append(
                String.format("%n  thread '%s' waits for %s since %.1f s", wait.waiting.thread(),
                        wait.waiting.target(), waited.toMillis() / 1e3));
        wait.holder.ifPresent(holder -> text.append(", which process '")
                .append(holder.name)
                .append("' (pid ")
                .append(holder.pid)
                .append(") has"));
        wait.waiting.stack().forEach(frame -> text.append("\n      at ").append(frame));
    }
}
