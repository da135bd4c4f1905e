package io.github.procesy.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The options of {@code procesy map}. */
final class MapOptions {
    static final String EXPRESSION = "EXPRESSION";
    static final String FUNCTION = "--function";

    private MapOptions() {}

    static CommandSpec of(MapCommand command) {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(command).name("map");
        spec.usageMessage()
                .sortOptions(false)
                .header("Applies a function to each line of the input, in worker processes.")
                .description("", "An item is one line of standard input, without its line end (LF"
                        + " or CR LF). A line is printed for each result, in the order of the"
                        + " input: what toString has. A Stream, a Collection or an array prints a"
                        + " line for each element, while it runs. A function without a result"
                        + " prints nothing.",
                        "", "An item that throws, exits, crashes, runs out of memory or over its"
                                + " time costs only itself: one line on standard error.%n")
                .footer("", "Exit code: 0 if all is well, 1 if items failed, 2 if the call, the"
                        + " expression or the input is of no use, 130 after Ctrl-C, 141 if nobody"
                        + " reads the results any more.",
                        "", "Example: seq 1 9 | procesy map"
                                + " 'n -> Long.parseLong(n) * Long.parseLong(n)'");
        spec.addPositional(PositionalParamSpec.builder()
                .index("0")
                .arity("0..1")
                .paramLabel(EXPRESSION)
                .type(String.class)
                .description("A Java lambda or method reference from a String to anything, for"
                        + " instance 's -> s.length()' or String::length. The modules java.base"
                        + " and java.net.http are imported.")
                .build());
        spec.addOption(ItemOptions.option(FUNCTION, "CLASS::METHOD", String.class,
                "A static method instead of an expression, for instance"
                        + " com.acme.Thumbnails::make."));
        spec.addOption(ItemOptions.option(ItemOptions.CLASS_PATH, "PATH", String.class,
                "Jars and folders with classes that the expression uses, separated as in"
                        + " java -cp."));
        ItemOptions.addTo(spec, "an item", "Print results as they come.",
                "How often to repeat an item whose process died; 0 by default. An item that threw"
                        + " or ran over its time is not repeated.");
        return spec;
    }
}
