package io.github.procesy.waiting;

/**
 * Putting something without waking who waits for it: what was wanted stays so, and the next thread that brings it wakes the first.
 * For what is not urgent and comes often: to wake a thread takes more than to put.
 */
public final class Quiet {
    private static final ThreadLocal<Boolean> ON = ThreadLocal.withInitial(() -> false);

    private Quiet() {}

    /** Does something of that kind, on the current thread. */
    public static void run(Runnable action) {
        ON.set(true);
        try {
            action.run();
        } finally {
            ON.remove();
        }
    }

    /** Whether the current thread is to wake nobody. */
    public static boolean isOn() {
        return ON.get();
    }
}
