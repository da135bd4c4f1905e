package io.github.procesy.sync;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Tells of deadlocks. A circle of threads that wait for each other's shared locks is found within a second,
 * whatever processes they are in. It is logged as an error, once, by a process of the circle, to the logger
 * {@code io.github.procesy.sync.Deadlocks}; and the listeners of that process are called.
 */
public final class Deadlocks {
    private static final System.Logger LOG = System.getLogger(Deadlocks.class.getName());
    private static final List<Consumer<? super Deadlock>> LISTENERS =
            new CopyOnWriteArrayList<>();

    private Deadlocks() {}

    /**
     * Adds a listener. It is called by one of the threads that wait, and must not take long.
     *
     * @param listener is given each deadlock that this process reports
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

    static void found(Deadlock deadlock) {
        LOG.log(Level.ERROR, deadlock.toString());
        for (Consumer<? super Deadlock> listener : LISTENERS) {
            try {
                listener.accept(deadlock);
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "A listener to deadlocks failed.", e);
            }
        }
    }
}
