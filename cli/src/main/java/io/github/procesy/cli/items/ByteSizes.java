package io.github.procesy.cli.items;

import java.util.Locale;

/** Sizes of memory as the JVM's options have them: {@code 256m}, {@code 1g}, {@code 65536k}. */
public final class ByteSizes {
    private static final String UNITS = "kmgt";

    private ByteSizes() {}

    /**
     * Reads a size.
     *
     * @param text a whole number, with k, m, g or t behind it or without
     * @return the size in bytes
     * @throws IllegalArgumentException if it is none; the message is for the user
     */
    public static long parse(String text) {
        String number = text.toLowerCase(Locale.ROOT);
        int unit = number.isEmpty() ? -1 : UNITS.indexOf(number.charAt(number.length() - 1));
        try {
            long size = unit < 0
                    ? Long.parseLong(number)
                    : Math.multiplyExact(
                            Long.parseLong(number.substring(0, number.length() - 1)),
                            1L << (10 * (unit + 1)));
            if (size > 0) {
                return size;
            }
        } catch (NumberFormatException | ArithmeticException e) {
            // Said below.
        }
        throw new IllegalArgumentException(
                "'" + text + "' is no size of memory; write it as 256m or 2g");
    }
}
