package io.github.procesy.cli;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

import io.github.procesy.cli.terminal.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Finds out what is to be done. The commands are described to picocli in code and not by
 * annotations, and of several only the one that is called: both save time at every start.
 */
final class CommandParser {
    private static final String NAME = "procesy";
    private static final Map<String, Supplier<Command>> COMMANDS = new TreeMap<>(
            Map.of("bench", BenchCommand::new, "dump", DumpCommand::new, "example",
                    ExampleCommand::new, "map",
                    MapCommand::new, "run", RunCommand::new, "train", TrainCommand::new));

    private CommandParser() {}

    /**
     * Runs the command that the arguments name.
     *
     * @return the exit code
     */
    static int run(String... arguments) {
        String first = arguments.length == 0 ? "" : arguments[0];
        if (!first.startsWith("-") && !first.isEmpty() && !COMMANDS.containsKey(first)) {
            System.err.println("procesy: there is no command '" + first
                    + "'; there are bench, dump, example, map and run.\nTry 'procesy --help'.");
            return ExitCode.UNUSABLE;
        }
        CommandSpec root = root();
        COMMANDS.forEach((name, command) -> {
            if (name.equals(first) || !COMMANDS.containsKey(first)) {
                root.addSubcommand(name, command.get().spec());
            }
        });
        return run(new CommandLine(root).setExpandAtFiles(false), arguments);
    }

    private static int run(CommandLine parser, String... arguments) {
        try {
            ParseResult parsed = parser.parseArgs(arguments);
            if (CommandLine.printHelpIfRequested(parsed)) {
                return ExitCode.OK;
            }
            if (!parsed.hasSubcommand()) {
                parser.usage(System.err);
                return ExitCode.UNUSABLE;
            }
            ParseResult ofCommand = parsed.subcommand();
            return ((Command) ofCommand.commandSpec().userObject()).run(ofCommand);
        } catch (ParameterException e) {
            System.err.println("procesy: " + e.getMessage() + "\nTry '"
                    + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
            return ExitCode.UNUSABLE;
        }
    }

    private static CommandSpec root() {
        CommandSpec root = CommandSpec.create().name(NAME);
        root.usageMessage().description("Runs Java code in processes of its own.");
        root.addOption(OptionSpec.builder("--version")
                .versionHelp(true)
                .description("Print the versions of this program and of its JDK.")
                .build());
        root.addOption(help());
        root.version(Version.text());
        return root;
    }

    /** The option that every command has. */
    static OptionSpec help() {
        return OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Print this help.")
                .build();
    }
}
