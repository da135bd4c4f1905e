package io.github.procesy.process;

import java.time.Duration;

/** Durations of any length as nanoseconds. */
final class Time {
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 2);

    private Time() {}

    /** The nanoseconds; 146 years for all that is longer. */
    static long nanos(Duration duration) {
        return duration.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : duration.toNanos();
    }

    /** Rounded down; 146 years for all that is longer. */
    static long millis(Duration duration) {
        return nanos(duration.isNegative() ? Duration.ZERO : duration) / 1_000_000;
    }
}
