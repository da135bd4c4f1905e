package io.github.procesy.cli.terminal;

/** The exit codes of the command line. */
public final class ExitCode {
    /** All is well. */
    public static final int OK = 0;
    /** At least one item failed. */
    public static final int ITEMS_FAILED = 1;
    /** The call, the expression or the input is of no use, or no worker starts. */
    public static final int UNUSABLE = 2;
    /** Ended by SIGINT, as a shell reports it. */
    public static final int INTERRUPTED = 130;
    /** Nobody reads the results any more: as a program that SIGPIPE ends. */
    public static final int BROKEN_PIPE = 141;

    private ExitCode() {}
}
