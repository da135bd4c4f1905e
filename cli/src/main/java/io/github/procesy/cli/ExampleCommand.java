package io.github.procesy.cli;

import java.util.Optional;

import io.github.procesy.cli.terminal.ExitCode;
import io.github.procesy.examples.Examples;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code procesy example}: lists the examples, or runs one. */
final class ExampleCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(this).name("example");
        spec.usageMessage()
                .header("Runs an example of the documentation, or lists them.")
                .footer("", "The examples:%n%n" + list());
        spec.addPositional(PositionalParamSpec.builder()
                .index("0")
                .arity("0..1")
                .paramLabel("NAME")
                .type(String.class)
                .description("The example to run.")
                .build());
        spec.addOption(CommandParser.help());
        return spec;
    }

    @Override
    public int run(ParseResult arguments) {
        String name = arguments.matchedPositionalValue(0, "");
        if (name.isEmpty()) {
            System.out.print(list());
            return ExitCode.OK;
        }
        Optional<Examples> example = Examples.named(name);
        if (example.isEmpty()) {
            throw new ParameterException(arguments.commandSpec().commandLine(),
                    "there is no example '" + name + "'; there are:\n" + list().stripTrailing());
        }
        try {
            example.get().run();
            return ExitCode.OK;
        } catch (Exception e) {
            System.err.println("procesy: the example '" + name + "' failed");
            e.printStackTrace();
            return ExitCode.ITEMS_FAILED;
        }
    }

    /** The examples with a line each. */
    private static String list() {
        StringBuilder text = new StringBuilder();
        for (Examples example : Examples.values()) {
            text.append("  ")
                    .append(example.exampleName())
                    .append(" ".repeat(12 - example.exampleName().length()))
                    .append(example.description())
                    .append('\n');
        }
        return text.toString();
    }
}
