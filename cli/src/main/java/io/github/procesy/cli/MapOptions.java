package io.github.procesy.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.github.procesy.cli.map.ByteSizes;
import io.github.procesy.cli.map.Durations;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.TypeConversionException;

/** The options of {@code procesy map}. */
final class MapOptions {
    static final String EXPRESSION = "EXPRESSION";
    static final String FUNCTION = "--function";
    static final String CLASS_PATH = "--class-path";
    static final String INPUT = "--input";
    static final String UNORDERED = "--unordered";
    static final String WORKERS = "--workers";
    static final String TIMEOUT = "--timeout";
    static final String HEAP = "--heap";
    static final String JVM_OPTION = "--jvm-option";
    static final String RETRIES = "--retries";
    static final String KEEP_GOING = "--keep-going";
    static final String FAIL_FAST = "--fail-fast";

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
        spec.addOption(option(FUNCTION, "CLASS::METHOD", String.class,
                "A static method instead of an expression, for instance"
                        + " com.acme.Thumbnails::make."));
        spec.addOption(option(CLASS_PATH, "PATH", String.class,
                "Jars and folders with classes that the expression uses, separated as in"
                        + " java -cp."));
        spec.addOption(option(INPUT, "FILE", Path.class,
                "Read the lines of a file instead of standard input."));
        spec.addOption(flag(UNORDERED, "Print results as they come."));
        spec.addOption(option(WORKERS, "N", Integer.class,
                "How many worker processes; by default as many as this machine or container has"
                        + " cores."));
        spec.addOption(OptionSpec.builder(TIMEOUT)
                .paramLabel("DURATION")
                .type(Duration.class)
                .converters(text -> converted(text, Durations::parse))
                .description("How long an item may take, for instance 500ms, 1.5s or 2m. Its"
                        + " process is killed then. The start of a process does not count.")
                .build());
        spec.addOption(OptionSpec.builder(HEAP)
                .paramLabel("SIZE")
                .type(Long.class)
                .converters(text -> converted(text, ByteSizes::parse))
                .description("The heap of each worker, for instance 256m.")
                .build());
        spec.addOption(OptionSpec.builder(JVM_OPTION)
                .paramLabel("OPTION")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .arity("1")
                .description("An option for the JVM of each worker, for instance -Xss4m. Give it"
                        + " several times for several.")
                .build());
        spec.addOption(option(RETRIES, "N", Integer.class,
                "How often to repeat an item whose process died; 0 by default. An item that threw"
                        + " or ran over its time is not repeated."));
        spec.addOption(flag(KEEP_GOING, "Go on when an item has failed; this is the default."));
        spec.addOption(flag(FAIL_FAST, "End at the first item that fails."));
        spec.addOption(CommandParser.help());
        return spec;
    }

    private static OptionSpec option(String name, String label, Class<?> type,
            String description) {
        return OptionSpec.builder(name)
                .paramLabel(label)
                .type(type)
                .description(description)
                .build();
    }

    private static OptionSpec flag(String name, String description) {
        return OptionSpec.builder(name).type(boolean.class).description(description).build();
    }

    private interface Reader<T> {
        T read(String text);
    }

    private static <T> T converted(String text, Reader<T> reader) {
        try {
            return reader.read(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
