package io.github.procesy.control;

/** A process that does several things, one after another, and can be interrupted in one of them. */
public interface Interruptible {
    /**
     * Interrupts the thread that does something, if it still does that. Returns at once.
     *
     * @param number which of the things that the process does
     */
    void interrupt(long number);
}
