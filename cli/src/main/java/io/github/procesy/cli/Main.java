package io.github.procesy.cli;

/** The entry point of the {@code procesy} command. */
public final class Main {
    /** Workers live long, and short runs shall not pay for JVMs that nobody will use. */
    private static final String NO_SPARES = "0";

    private Main() {}

    /**
     * Runs a command and exits with its code.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        // The one call that others wait for most often needs no parser.
        if (arguments.length == 1 && arguments[0].equals("--version")) {
            System.out.println(Version.text());
            return; // System.exit would look for a logger in every jar of the class path
        }
        if (System.getProperty("procesy.spares") == null) {
            System.setProperty("procesy.spares", NO_SPARES);
        }
        System.exit(CommandParser.run(arguments));
    }
}
