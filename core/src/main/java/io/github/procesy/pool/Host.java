package io.github.procesy.pool;

import java.util.Optional;
import java.util.OptionalLong;

import io.github.procesy.process.Outcome;

/** Where a worker runs. */
interface Host {
    /**
     * Interrupts what the worker does, if it still does that.
     *
     * @param number of what it does
     */
    void interrupt(long number);

    /** Ends the worker at once, if that is possible; does not wait for it. */
    void kill();

    /** The process, if it has one of its own. */
    OptionalLong pid();

    /** Is told the end of a worker. */
    @FunctionalInterface
    interface OnEnd {
        /**
         * The worker has ended.
         *
         * @param outcome of its process; empty if it has none of its own
         */
        void ended(Optional<Outcome<?>> outcome);
    }
}
