package io.github.procesy.bench.report;

import java.util.Locale;

/** Numbers as people read them: with as many digits as say something. */
final class Figures {
    private static final int DIGITS = 3;

    private Figures() {}

    /** Three digits, and all those before the point. */
    static String text(double value) {
        if (value == 0) {
            return "0";
        }
        int before = 1 + (int) Math.floor(Math.log10(Math.abs(value)));
        return String.format(Locale.ROOT, "%." + Math.max(0, DIGITS - before) + "f", value);
    }

    /** The same with a unit. */
    static String text(double value, String unit) {
        return text(value) + " " + unit;
    }
}
