package io.github.procesy.os;

/**
 * POSIX signals by number, with the names that are the same on every Linux architecture and on
 * macOS.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/signal.7.html">signal(7)</a>
 */
public final class Signals {
    /** Hang-up of the terminal. */
    public static final int SIGHUP = 1;
    /** Interrupt from the keyboard. */
    public static final int SIGINT = 2;
    /** Abort; a JVM that crashes ends by it. */
    public static final int SIGABRT = 6;
    /** Kill; cannot be caught. */
    public static final int SIGKILL = 9;
    /** Termination request. */
    public static final int SIGTERM = 15;
    /** Shells, and the JDK, report a death by signal n as exit code 128 + n. */
    public static final int EXIT_CODE_BASE = 128;
    /** The highest signal number on Linux. */
    private static final int MAX_SIGNAL = 64;

    private Signals() {}

    /**
     * The signal that an exit code in the convention of the shells stands for.
     *
     * @param exitCode the exit code
     * @return the number of the signal, or 0 if the code stands for none
     */
    public static int fromExitCode(int exitCode) {
        int signal = exitCode - EXIT_CODE_BASE;
        return signal > 0 && signal <= MAX_SIGNAL ? signal : 0;
    }

    /**
     * Whether a JVM obeys a signal with an orderly shutdown.
     *
     * @param signal its number
     * @return true for SIGHUP, SIGINT and SIGTERM
     */
    public static boolean isObeyed(int signal) {
        return signal == SIGHUP || signal == SIGINT || signal == SIGTERM;
    }

    /**
     * The name of a signal.
     *
     * @param signal its number
     * @return its name, for instance {@code SIGKILL}, or {@code signal 35} if it has none
     */
    public static String name(int signal) {
        return switch (signal) {
            case SIGHUP -> "SIGHUP";
            case SIGINT -> "SIGINT";
            case 3 -> "SIGQUIT";
            case 4 -> "SIGILL";
            case 5 -> "SIGTRAP";
            case SIGABRT -> "SIGABRT";
            case 8 -> "SIGFPE";
            case SIGKILL -> "SIGKILL";
            case 11 -> "SIGSEGV";
            case 13 -> "SIGPIPE";
            case 14 -> "SIGALRM";
            case SIGTERM -> "SIGTERM";
            case 24 -> "SIGXCPU";
            case 25 -> "SIGXFSZ";
            default -> "signal " + signal;
        };
    }
}
