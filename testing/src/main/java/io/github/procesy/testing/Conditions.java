package io.github.procesy.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for conditions, so that no test needs a bare sleep. */
public final class Conditions {
    private static final long POLL_NANOS = Duration.ofMillis(5).toNanos();

    private Conditions() {}

    /**
     * Waits until a condition holds.
     *
     * @param description what is waited for
     * @param timeout how long at most
     * @param condition what must come to hold
     * @throws AssertionError if it does not hold in time
     */
    public static void await(String description, Duration timeout, BooleanSupplier condition) {
        await(description, timeout, condition, () -> "");
    }

    /**
     * Waits until a condition holds.
     *
     * @param description what is waited for
     * @param timeout how long at most
     * @param condition what must come to hold
     * @param state what to show if it does not
     * @throws AssertionError if it does not hold in time
     */
    public static void await(String description, Duration timeout, BooleanSupplier condition,
            Supplier<String> state) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited " + timeout + " in vain until " + description
                        + " " + state.get());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
