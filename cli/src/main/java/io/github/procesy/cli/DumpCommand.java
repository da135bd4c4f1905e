package io.github.procesy.cli;

import java.io.IOException;
import java.util.Optional;

import io.github.procesy.cli.terminal.ExitCode;
import io.github.procesy.sync.TreeDump;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code procesy dump}: prints who waits for whom in a tree of processes. */
final class DumpCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(this).name("dump");
        spec.usageMessage()
                .header("Prints who waits for whom in the tree that a process belongs to.")
                .description(
                        "Shows every thread that waits for a shared lock, condition, semaphore, latch,"
                                + " barrier, event, queue, pipe or the end of a process: since when, who has"
                                + " it, and where in the program; and every circle of them, which is a"
                                + " deadlock.");
        spec.addPositional(PositionalParamSpec.builder()
                .index("0")
                .arity("1")
                .paramLabel("PID")
                .type(long.class)
                .description("Any process of the tree.")
                .build());
        spec.addOption(CommandParser.help());
        return spec;
    }

    @Override
    public int run(ParseResult arguments) {
        long pid = arguments.matchedPositionalValue(0, 0L);
        if (ProcessHandle.of(pid).isEmpty()) {
            throw new ParameterException(arguments.commandSpec().commandLine(),
                    "there is no process " + pid);
        }
        try {
            Optional<TreeDump> dump = TreeDump.of(pid);
            System.out.println(dump.map(TreeDump::toString)
                    .orElse("Process " + pid
                            + " and its ancestors use no locks and the like of this"
                            + " library: nobody waits for any."));
            return ExitCode.OK;
        } catch (IOException e) {
            System.err.println("procesy: the tree of process " + pid + " cannot be seen: "
                    + e.getMessage());
            return ExitCode.ITEMS_FAILED;
        }
    }
}
