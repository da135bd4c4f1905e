package io.github.procesy.sync;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

import io.github.procesy.tree.WaitSnapshot;

/**
 * Threads, of one or several processes, that wait for each other in a circle, so that none ever goes on.
 *
 * @param circle those who wait: each for what the next has, the last for what the first has
 */
public record Deadlock(List<Waiting> circle) {
    /**
     * A thread that waits.
     *
     * @param process the name of its process
     * @param pid the pid of its process
     * @param thread its name
     * @param target what it waits for: its kind and name
     * @param since since when
     * @param stack its stack, a line for each frame
     */
    public record Waiting(String process, long pid, String thread, String target, Instant since,
            List<String> stack) {
        static Waiting of(WaitSnapshot wait) {
            return new Waiting(wait.process(), wait.pid(), wait.thread(),
                    wait.kind() + " '" + wait.target() + "'",
                    Instant.ofEpochMilli(wait.sinceMillis()), wait.stack().lines().toList());
        }

        /** Who waits for what, and where, in several lines. */
        @Override
        public String toString() {
            return "thread '" + thread + "' of process '" + process + "' (pid " + pid
                    + ") waits for " + target + " since " + since
                    + stack.stream()
                            .map(frame -> "\n      at " + frame)
                            .collect(Collectors.joining());
        }
    }

    static Deadlock of(List<WaitSnapshot> circle) {
        return new Deadlock(circle.stream().map(Waiting::of).toList());
    }

    /** The circle, in several lines. */
    @Override
    public String toString() {
        return "Deadlock of " + circle.size() + (circle.size() == 1 ? " thread" : " threads")
                + circle.stream()
                        .map(waiting -> "\n   " + waiting)
                        .collect(Collectors.joining());
    }
}
