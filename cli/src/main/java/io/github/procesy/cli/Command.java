package io.github.procesy.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** One command of the command line. */
interface Command {
    /** What the command is called and which options it has; its user object is the command. */
    CommandSpec spec();

    /**
     * Runs the command.
     *
     * @return the exit code
     * @throws picocli.CommandLine.ParameterException if an option or argument is of no use
     */
    int run(ParseResult arguments);
}
