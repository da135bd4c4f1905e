package io.github.procesy.cli.run;

import java.io.InputStream;
import java.io.PrintStream;
import java.lang.Thread.UncaughtExceptionHandler;
import java.util.Locale;
import java.util.Properties;
import java.util.TimeZone;

import org.jspecify.annotations.Nullable;

/** What a program finds in its JVM and may change: as it was, so that it can be put back. */
final class Surroundings {
    private final Properties properties = copy(System.getProperties());
    private final Locale locale = Locale.getDefault();
    private final Locale display = Locale.getDefault(Locale.Category.DISPLAY);
    private final Locale format = Locale.getDefault(Locale.Category.FORMAT);
    private final TimeZone timeZone = TimeZone.getDefault();
    private final InputStream in = System.in;
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final @Nullable UncaughtExceptionHandler handler =
            Thread.getDefaultUncaughtExceptionHandler();

    private static Properties copy(Properties properties) {
        Properties copy = new Properties();
        properties.stringPropertyNames()
                .forEach(name -> copy.setProperty(name, properties.getProperty(name)));
        return copy;
    }

    /** Puts everything back. */
    void restore() {
        System.setProperties(copy(properties));
        Locale.setDefault(locale);
        Locale.setDefault(Locale.Category.DISPLAY, display);
        Locale.setDefault(Locale.Category.FORMAT, format);
        TimeZone.setDefault(timeZone);
        System.setIn(in);
        System.setOut(out);
        System.setErr(err);
        Thread.setDefaultUncaughtExceptionHandler(handler);
    }
}
