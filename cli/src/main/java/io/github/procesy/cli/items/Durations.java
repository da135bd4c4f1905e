package io.github.procesy.cli.items;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;

/** Durations as people write them: {@code 500ms}, {@code 1.5s}, {@code 2m}, {@code PT2S}. */
public final class Durations {
    private static final Map<String, Duration> UNITS = Map.of("ms", Duration.ofMillis(1), "s",
            Duration.ofSeconds(1), "m", Duration.ofMinutes(1), "h", Duration.ofHours(1));
    private static final Duration MIN = Duration.ofMillis(1);
    /** Far more than anybody waits, and safe to calculate with. */
    private static final Duration MAX = Duration.ofDays(365);

    private Durations() {}

    /**
     * Reads a duration.
     *
     * @param text a number and its unit (ms, s, m, h), or ISO 8601
     * @return the duration, from a millisecond to a year
     * @throws IllegalArgumentException if it is none; the message is for the user
     */
    public static Duration parse(String text) {
        Duration duration;
        try {
            duration = text.toUpperCase(Locale.ROOT).startsWith("P")
                    ? Duration.parse(text)
                    : parseNumber(text);
        } catch (DateTimeParseException | ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("'" + text
                    + "' is no duration; write it as 500ms, 1.5s, 2m, 1h or PT2S", e);
        }
        if (duration.compareTo(MIN) < 0 || duration.compareTo(MAX) > 0) {
            throw new IllegalArgumentException(
                    "a duration is between 1ms and a year; this one was '" + text + "'");
        }
        return duration;
    }

    /**
     * Writes a duration.
     *
     * @param duration the duration
     * @return for instance {@code 1.5s}
     */
    public static String text(Duration duration) {
        long millis = duration.toMillis();
        if (millis < 1000) {
            return millis + "ms";
        }
        return millis % 60_000 == 0
                ? millis / 60_000 + "m"
                : BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString() + "s";
    }

    private static Duration parseNumber(String text) {
        int digits = 0;
        while (digits < text.length()
                && (Character.isDigit(text.charAt(digits)) || text.charAt(digits) == '.')) {
            digits++;
        }
        Duration unit = UNITS.get(text.substring(digits).strip());
        if (unit == null) {
            throw new NumberFormatException("no unit");
        }
        return Duration.ofNanos(new BigDecimal(text.substring(0, digits))
                .multiply(BigDecimal.valueOf(unit.toNanos()))
                .toBigInteger()
                .longValueExact());
    }
}
