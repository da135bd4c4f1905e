package io.github.procesy.process;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.github.procesy.os.PrivateFolder;

/** The children of this JVM that have not ended; kills them when the JVM exits. */
final class LivingChildren {
    private static final Set<SupervisedProcess<?>> LIVING = new LinkedHashSet<>();
    private static boolean hooked;
    private static boolean exiting;

    private LivingChildren() {}

    /**
     * Adds a child.
     *
     * @throws IllegalStateException if this JVM is shutting down; the child is not added
     */
    static synchronized void add(SupervisedProcess<?> child) {
        if (exiting) {
            throw new IllegalStateException("This JVM is shutting down; it starts no processes.");
        }
        if (!hooked) {
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(LivingChildren::killAll, "procesy-exit"));
            hooked = true;
        }
        LIVING.add(child);
    }

    static synchronized void remove(SupervisedProcess<?> child) {
        LIVING.remove(child);
    }

    static synchronized List<ChildProcess<?>> snapshot() {
        return List.copyOf(LIVING);
    }

    private static void killAll() {
        List<SupervisedProcess<?>> children;
        synchronized (LivingChildren.class) {
            exiting = true;
            children = List.copyOf(LIVING);
        }
        for (SupervisedProcess<?> child : children) {
            child.kill();
        }
        Spares.discardAllAtExit();
        UnclaimedFailures.reportAllAtExit(System.err);
        PrivateFolder.deleteAllAtExit();
    }
}
