package io.github.procesy.cli.terminal;

import java.io.IOException;
import java.nio.file.Path;

/** Which of the standard streams are terminals. */
public final class Terminals {
    /** The launcher script says by it whether standard error is a terminal. */
    private static final String STDERR_PROPERTY = "procesy.tty";

    private Terminals() {}

    /**
     * Whether standard error is a terminal.
     *
     * @return what the launcher says, or else what this machine shows
     */
    public static boolean isStderr() {
        String said = System.getProperty(STDERR_PROPERTY);
        return said != null ? Boolean.parseBoolean(said) : isTerminal(2);
    }

    /**
     * Whether standard output is a terminal.
     *
     * @return false where that cannot be found out
     */
    public static boolean isStdout() {
        return isTerminal(1);
    }

    /** On Linux the link of an open descriptor leads to the device. */
    private static boolean isTerminal(int descriptor) {
        try {
            String device = Path.of("/proc/self/fd/" + descriptor).toRealPath().toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty")
                    || device.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }
}
