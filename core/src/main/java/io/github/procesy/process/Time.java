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

    /** As people write it: {@code 2 s}, {@code 250 ms}. */
    static String text(Duration duration) {
        long millis = millis(duration);
        return millis % 1000 == 0 && millis > 0 ? millis / 1000 + " s" : millis + " ms";
    }

    /** Rounded down; 146 years for all that is longer. */
    static long millis(Duration duration) {
        return nanos(duration.isNegative() ? Duration.ZERO : duration) / 1_000_000;
    }
}
