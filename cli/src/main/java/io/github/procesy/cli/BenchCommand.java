package io.github.procesy.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.List;
import java.util.stream.Collectors;

import io.github.procesy.bench.BenchRun;
import io.github.procesy.bench.BenchSettings;
import io.github.procesy.bench.measure.Effort;
import io.github.procesy.bench.measure.Observer;
import io.github.procesy.bench.measure.Row;
import io.github.procesy.bench.row.Rows;
import io.github.procesy.cli.terminal.ExitCode;
import io.github.procesy.cli.terminal.Messages;
import io.github.procesy.cli.terminal.Terminals;
import io.github.procesy.cli.terminal.TextEncoding;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code procesy bench}: measures the library beside its peers. */
final class BenchCommand implements Command {
    private static final String ONLY = "--only";
    private static final String ROUNDS = "--rounds";
    private static final String QUICK = "--quick";
    private static final String JSON = "--json";
    private static final String PYTHON = "--python";
    private static final int MAX_ROUNDS = 1000;

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(this).name("bench");
        spec.usageMessage()
                .header("Measures the library beside its peers, and says what reaches its target.")
                .description("",
                        "Each row is measured in rounds; in each round all have their turn:"
                                + " the library, CPython's multiprocessing (where there is a python3), a"
                                + " bare JVM, a thread. Only what one run measures can be compared. Where"
                                + " other programs disturb, the verdicts say so. All rows take about half an"
                                + " hour on two cores.",
                        "")
                .footer("", "The rows:%n%n" + list(), "The exit status is 0 also where a figure"
                        + " falls short, and 1 if something could not be measured that is there.");
        spec.addOption(OptionSpec.builder(ONLY)
                .paramLabel("ROW")
                .arity("1")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description("Measure this row; may be given several times. Default: all.")
                .build());
        spec.addOption(OptionSpec.builder(ROUNDS)
                .paramLabel("N")
                .arity("1")
                .type(int.class)
                .description("Give each so many turns; default: " + Effort.USUAL.rounds() + ".")
                .build());
        spec.addOption(flag(QUICK, "Measure next to nothing, to see that all works."));
        spec.addOption(flag(JSON, "Print an object a line for each row."));
        spec.addOption(OptionSpec.builder(PYTHON)
                .paramLabel("COMMAND")
                .arity("1")
                .type(String.class)
                .description("Which Python to measure; default: python3.")
                .build());
        spec.addOption(CommandParser.help());
        return spec;
    }

    private static OptionSpec flag(String name, String description) {
        return OptionSpec.builder(name)
                .arity("0")
                .type(boolean.class)
                .description(description)
                .build();
    }

    private static String list() {
        return Rows.all()
                .stream()
                .map(row -> "  " + row.id() + " ".repeat(Math.max(1, 16 - row.id().length()))
                        + row.title()
                        + "\n")
                .collect(Collectors.joining());
    }

    @Override
    public int run(ParseResult arguments) {
        BenchSettings settings = settings(arguments);
        Charset encoding = TextEncoding.current();
        Messages messages = new Messages(new FileOutputStream(FileDescriptor.err), encoding);
        FileOutputStream stdout = new FileOutputStream(FileDescriptor.out);
        OutputStream out = Terminals.isStderr() && Terminals.isStdout()
                ? messages.aside(stdout)
                : stdout;
        try {
            boolean measured = BenchRun.run(settings, new PrintStream(out, false, encoding),
                    observer(messages));
            return measured ? ExitCode.OK : ExitCode.ITEMS_FAILED;
        } catch (IOException e) {
            messages.print("procesy: nothing can be measured: " + e);
            return ExitCode.ITEMS_FAILED;
        } catch (InterruptedException e) {
            return ExitCode.INTERRUPTED;
        } finally {
            messages.endProgress();
        }
    }

    private static BenchSettings settings(ParseResult arguments) {
        Effort effort = arguments.hasMatchedOption(QUICK) ? Effort.QUICK : Effort.USUAL;
        int rounds = arguments.matchedOptionValue(ROUNDS, effort.rounds());
        if (rounds < 1 || rounds > MAX_ROUNDS) {
            throw unusable(arguments, ROUNDS + " is between 1 and " + MAX_ROUNDS
                    + "; this one was " + rounds);
        }
        try {
            List<Row> rows = BenchSettings.rows(arguments.matchedOptionValue(ONLY, List.of()));
            return new BenchSettings(rows, new Effort(rounds, effort.divisor()),
                    arguments.hasMatchedOption(JSON),
                    arguments.matchedOptionValue(PYTHON, "python3"));
        } catch (IllegalArgumentException e) {
            throw unusable(arguments, String.valueOf(e.getMessage()));
        }
    }

    /** On a terminal every step, one over the other; else a line for each row. */
    private static Observer observer(Messages messages) {
        boolean terminal = Terminals.isStderr();
        return new Observer() {
            private String current = "";

            @Override
            public void progress(String row, String step) {
                if (terminal) {
                    messages.progress(row + ": " + step);
                } else if (!row.equals(current)) {
                    current = row;
                    messages.print("procesy: measuring " + row);
                }
            }

            @Override
            public void problem(String message) {
                messages.print("procesy: " + message);
            }
        };
    }

    private static ParameterException unusable(ParseResult arguments, String message) {
        return new ParameterException(arguments.commandSpec().commandLine(), message);
    }
}
