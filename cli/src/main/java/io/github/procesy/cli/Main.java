package io.github.procesy.cli;

/** The entry point of the {@code procesy} command. */
public final class Main {
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
        System.exit(CommandParser.run(arguments));
    }
}
