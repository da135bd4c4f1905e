package io.github.procesy.cli.run;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;

/** The platform threads that a program has left in its JVM. */
final class LeftThreads {
    /** Groups of threads that belong to the JDK. */
    private static final Set<String> JDK_GROUPS = Set.of("system", "InnocuousThreadGroup");

    private final Set<Thread> before = alive();

    private static Set<Thread> alive() {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        Thread[] found = new Thread[root.activeCount() + 16];
        int count;
        while ((count = root.enumerate(found)) == found.length) {
            found = new Thread[2 * found.length];
        }
        return new HashSet<>(java.util.Arrays.asList(found).subList(0, count));
    }

    private Set<Thread> left() {
        Set<Thread> left = alive();
        left.removeAll(before);
        return left;
    }

    /** Waits for those that would keep a JVM alive. */
    void await() {
        boolean waited = true;
        while (waited) {
            waited = false;
            for (Thread thread : left()) {
                if (!thread.isDaemon() && thread.isAlive()) {
                    join(thread);
                    waited = true;
                }
            }
        }
    }

    /** Waits for the end of a thread. Who does not want that kills the process. */
    @SuppressWarnings("ThreadJoinLoop") // it is one
    static void join(Thread thread) {
        boolean ended = false;
        while (!ended) {
            try {
                thread.join();
                ended = true;
            } catch (InterruptedException e) {
                // The run is over its time, and this process is being killed.
            }
        }
    }

    /** Whether there are others that could disturb what comes next. */
    boolean hasDisturbing() {
        return left().stream().anyMatch(thread -> thread.isAlive() && isDisturbing(thread));
    }

    private static boolean isDisturbing(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        if (group == null || JDK_GROUPS.contains(group.getName())
                || thread.getClass().getName().startsWith("jdk.internal.")) {
            return false;
        }
        boolean common = thread instanceof ForkJoinWorkerThread worker
                && ForkJoinPool.commonPool().equals(worker.getPool());
        return !common || !ForkJoinPool.commonPool().isQuiescent();
    }
}
