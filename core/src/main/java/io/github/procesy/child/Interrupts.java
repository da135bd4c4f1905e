package io.github.procesy.child;

import org.jspecify.annotations.Nullable;

/**
 * Passes an interrupt on to the thread that does a numbered thing, as long as it does that: it never reaches the next one.
 */
public final class Interrupts {
    /** Those that the parent of this process sends. */
    public static final Interrupts OF_PARENT = new Interrupts();

    private @Nullable Thread thread;
    private long number;

    /** Nothing is done yet. */
    public Interrupts() {}

    /**
     * The current thread begins something.
     *
     * @param begun its number
     */
    public synchronized void begin(long begun) {
        thread = Thread.currentThread();
        number = begun;
    }

    /** The current thread is done with it; an interrupt that came meanwhile is taken away. */
    public synchronized void end() {
        thread = null;
        Thread.interrupted();
    }

    /**
     * Interrupts the thread, if it does that now.
     *
     * @param meant the number of the thing
     */
    public synchronized void interrupt(long meant) {
        if (thread != null && number == meant) {
            thread.interrupt();
        }
    }
}
