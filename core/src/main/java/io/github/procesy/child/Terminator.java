package io.github.procesy.child;

import io.github.procesy.os.Signals;

/**
 * Ends the process on the parent's request: interrupts the task, gives it half of the grace to come
 * to an end, and then shuts the JVM down, hooks included. The parent kills when the grace is over.
 */
final class Terminator extends Thread {
    private final long graceMillis;

    private Terminator(long graceMillis) {
        super(null, null, "procesy-terminator", 0, false);
        this.graceMillis = graceMillis;
        setDaemon(true);
    }

    static void start(Thread taskThread, long graceMillis) {
        taskThread.interrupt();
        new Terminator(graceMillis).start();
    }

    @Override
    public void run() {
        try {
            Thread.sleep(graceMillis / 2); // a task that ends in time takes this thread along
        } catch (InterruptedException e) {
            // Nobody has this thread in hand; if somebody does, end now.
        }
        System.exit(Signals.EXIT_CODE_BASE + Signals.SIGTERM);
    }
}
