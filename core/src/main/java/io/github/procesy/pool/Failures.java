package io.github.procesy.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

import io.github.procesy.process.Outcome;

/** How often one task, or one item of a mapping, has failed, and what that says of another try. Guarded by the lock of the engine. */
final class Failures {
    private final List<Outcome<?>> deaths = new ArrayList<>();
    private int count;

    /** Whether there was any. */
    boolean isEmpty() {
        return count == 0;
    }

    /** How the workers died that it was with, in order. */
    List<Outcome<?>> deaths() {
        return deaths;
    }

    /**
     * It threw something.
     *
     * @return in how many nanoseconds it is tried again, if it is
     */
    OptionalLong threw(Throwable failure, TaskOptions options) {
        count++;
        return options.retriesAfter(count, failure)
                ? OptionalLong.of(options.backoffNanos(count))
                : OptionalLong.empty();
    }

    /**
     * Its worker died.
     *
     * @return in how many nanoseconds it is tried again, if it is
     */
    OptionalLong lost(Outcome<?> death, TaskOptions options) {
        count++;
        deaths.add(death);
        return options.retriesAfterDeath(count, deaths)
                ? OptionalLong.of(options.backoffNanos(count))
                : OptionalLong.empty();
    }
}
