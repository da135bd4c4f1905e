package io.github.procesy.os;

/**
 * How the operating system says that a process ended.
 *
 * @param code the exit code; 128 + n if signal n killed it
 * @param signal the signal that killed it, 0 if none did
 * @param certain whether signal and exit code are known apart; if not, a code above 128 may be
 *        either, and {@code signal} is what it would be
 */
public record ExitStatus(int code, int signal, boolean certain) {
    /**
     * What {@link Process#waitFor} tells: an exit code in the convention of the shells.
     *
     * @param code the exit code
     * @return the status, as far as it is known
     */
    public static ExitStatus ofCode(int code) {
        return new ExitStatus(code, Signals.fromExitCode(code), false);
    }
}
