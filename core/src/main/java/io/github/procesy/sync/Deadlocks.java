package io.github.procesy.sync;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.github.procesy.tree.DeadlockNews;
import io.github.procesy.tree.WaitSnapshot;

/**
 * Tells of deadlocks. A circle of threads that wait for each other's shared locks, or join each other's
 * processes, is found within a second, whatever processes they are in. A process of the circle logs it as an error,
 * once, to the logger {@code io.github.procesy.sync.Deadlocks}. The listeners of that process and of all its
 * ancestors are called.
 */
public final class Deadlocks {
    private static final System.Logger LOG = System.getLogger(Deadlocks.class.getName());
    private static final List<Consumer<? super Deadlock>> LISTENERS =
            new CopyOnWriteArrayList<>();

    static {
        DeadlockNews.addListener(Deadlocks::told);
    }

    private Deadlocks() {}

    /**
     * Adds a listener. It is called by a thread of the library or one that waits, and must not take long.
     *
     * @param listener is given each deadlock that this process or a descendant finds
     */
    public static void addListener(Consumer<? super Deadlock> listener) {
        LISTENERS.add(Objects.requireNonNull(listener, "listener"));
    }

    /**
     * Removes a listener.
     *
     * @param listener one that was added
     */
    public static void removeListener(Consumer<? super Deadlock> listener) {
        LISTENERS.remove(listener);
    }

    /** Deadlocks are logged from now on: whatever can be part of one calls it. */
    static void logThem() {
        // Its class is initialized; that is all.
    }

    private static void told(List<WaitSnapshot> circle, boolean foundHere) {
        Deadlock deadlock = Deadlock.of(circle);
        if (foundHere) {
            LOG.log(Level.ERROR, deadlock.toString());
        }
        for (Consumer<? super Deadlock> listener : LISTENERS) {
            try {
                listener.accept(deadlock);
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "A listener to deadlocks failed.", e);
            }
        }
    }
}
