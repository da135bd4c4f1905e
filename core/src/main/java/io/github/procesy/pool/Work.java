package io.github.procesy.pool;

import io.github.procesy.process.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Something that is handed to a worker: a task, or items of a mapping. All that it has is guarded by the lock of the engine, if it
 * does not say otherwise.
 */
abstract sealed class Work permits Task, Chunk {
    private @Nullable Lane lane;
    private long serial;

    /** What it is called where people read it. */
    abstract String name();

    /** Options that hold for it. */
    abstract TaskOptions options();

    /** Whether there is the message by which it is handed over; if not, it can be had by {@link Dispatcher} alone. */
    abstract boolean isEncoded();

    /** The message by which it is handed over. */
    abstract Object order();

    /** How many items it has. */
    abstract int size();

    /** Whether nothing is to be done for it any more: it ended, or was cancelled. */
    abstract boolean isOver();

    /** A worker has it now. */
    void handedTo(Lane taker, long number) {
        lane = taker;
        serial = number;
    }

    /** The thread that submitted it does it itself. */
    void keptByCaller(long number) {
        serial = number;
    }

    /** No worker has it any more. */
    void takenBack() {
        lane = null;
    }

    /** Who has it. */
    @Nullable
    Lane lane() {
        return lane;
    }

    /** The number of the hand-over. */
    long serial() {
        return serial;
    }

    /**
     * The worker died that had it in its hands.
     *
     * @param claim what the worker had begun, see {@link Board}
     * @param death how it died
     * @param engine gets what is to be done again
     */
    abstract void lost(long claim, Outcome<?> death, Engine engine);

    /** It cannot be run. */
    abstract void rejected(Throwable cause, Engine engine);

    /** It was cancelled, or the pool was stopped, before it had ended. */
    abstract void cancelled(Engine engine);
}
