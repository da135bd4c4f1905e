package io.github.procesy.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

import io.github.procesy.cli.items.ByteSizes;
import io.github.procesy.cli.items.Durations;
import io.github.procesy.cli.items.LineRun;
import io.github.procesy.cli.items.PrintOrder;
import io.github.procesy.cli.items.RunSettings;
import io.github.procesy.cli.terminal.Messages;
import io.github.procesy.cli.terminal.Progress;
import io.github.procesy.cli.terminal.Terminals;
import io.github.procesy.pool.ProcessPool;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/** The options of the commands that treat lines in worker processes. */
final class ItemOptions {
    static final String CLASS_PATH = "--class-path";

    private static final String INPUT = "--input";
    private static final String UNORDERED = "--unordered";
    private static final String WORKERS = "--workers";
    private static final String TIMEOUT = "--timeout";
    private static final String HEAP = "--heap";
    private static final String JVM_OPTION = "--jvm-option";
    private static final String RETRIES = "--retries";
    private static final String KEEP_GOING = "--keep-going";
    private static final String FAIL_FAST = "--fail-fast";
    private static final Path NO_FILE = Path.of("");

    private ItemOptions() {}

    /**
     * Adds the options.
     *
     * @param noun what an item is called
     * @param unordered what --unordered does
     * @param retries when an item is repeated
     */
    static void addTo(CommandSpec spec, String noun, String unordered, String retries) {
        spec.addOption(option(INPUT, "FILE", Path.class,
                "Read the lines of a file instead of standard input."));
        spec.addOption(flag(UNORDERED, unordered));
        spec.addOption(option(WORKERS, "N", Integer.class,
                "How many worker processes; by default as many as this machine or container has"
                        + " cores."));
        spec.addOption(OptionSpec.builder(TIMEOUT)
                .paramLabel("DURATION")
                .type(Duration.class)
                .converters(text -> converted(text, Durations::parse))
                .description("How long " + noun + " may take, for instance 500ms, 1.5s, 2m or 1h;"
                        + " a year at most. Its process is killed then. The start of a process"
                        + " does not count.")
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
        spec.addOption(option(RETRIES, "N", Integer.class, retries));
        spec.addOption(
                flag(KEEP_GOING, "Go on when " + noun + " has failed; this is the default."));
        spec.addOption(flag(FAIL_FAST, "End at the first failure."));
        spec.addOption(CommandParser.help());
    }

    static OptionSpec option(String name, String label, Class<?> type, String description) {
        return OptionSpec.builder(name)
                .paramLabel(label)
                .type(type)
                .description(description)
                .build();
    }

    static OptionSpec flag(String name, String description) {
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

    // ---- what they say

    /**
     * The settings of a run.
     *
     * @param noun what an item is called
     * @param unordered the order where --unordered is given
     * @param classPath what the workers' class path has beside ours
     * @param program whether items are runs of a program
     * @param fresh whether each has a process of its own
     */
    static RunSettings settings(ParseResult arguments, String noun, PrintOrder unordered,
            List<Path> classPath, boolean program, boolean fresh) {
        int workers = arguments.matchedOptionValue(WORKERS,
                Math.min(ProcessPool.MAX_WORKERS, Runtime.getRuntime().availableProcessors()));
        int retries = arguments.matchedOptionValue(RETRIES, 0);
        if (workers < 1 || workers > ProcessPool.MAX_WORKERS) {
            throw unusable(arguments, "--workers is between 1 and " + ProcessPool.MAX_WORKERS
                    + "; this one was " + workers);
        }
        if (retries < 0) {
            throw unusable(arguments, "--retries is 0 or more; this one was " + retries);
        }
        if (arguments.hasMatchedOption(INPUT)
                && arguments.matchedOptionValue(INPUT, NO_FILE).equals(NO_FILE)) {
            throw unusable(arguments, "--input is the name of a file; this one was empty. Leave it"
                    + " out for standard input");
        }
        boolean failFast = arguments.hasMatchedOption(FAIL_FAST);
        if (failFast && arguments.hasMatchedOption(KEEP_GOING)) {
            throw unusable(arguments, "give either --keep-going or --fail-fast, not both");
        }
        @Nullable Long heap = arguments.matchedOptionValue(HEAP, null);
        try {
            RunSettings settings = new RunSettings(noun, workers,
                    arguments.hasMatchedOption(UNORDERED) ? unordered : PrintOrder.INPUT, failFast,
                    retries, Optional.ofNullable(arguments.matchedOptionValue(TIMEOUT, null)),
                    heap == null ? OptionalLong.empty() : OptionalLong.of(heap),
                    arguments.matchedOptionValue(JVM_OPTION, List.of()), classPath, program, fresh);
            settings.check();
            return settings;
        } catch (IllegalArgumentException e) {
            throw unusable(arguments, String.valueOf(e.getMessage()));
        }
    }

    /** The jars and folders of --class-path. */
    static List<Path> classPath(ParseResult arguments) {
        try {
            return ClassPath.parse(arguments.matchedOptionValue(CLASS_PATH, ""));
        } catch (IllegalArgumentException e) {
            throw unusable(arguments, String.valueOf(e.getMessage()));
        }
    }

    static InputStream input(ParseResult arguments) throws IOException {
        Path file = arguments.matchedOptionValue(INPUT, NO_FILE);
        return file.equals(NO_FILE)
                ? new FileInputStream(FileDescriptor.in)
                : new FileInputStream(file.toFile());
    }

    /** Standard output, which may be the terminal that messages go to. */
    static OutputStream output(Messages messages) {
        FileOutputStream stdout = new FileOutputStream(FileDescriptor.out);
        return Terminals.isStderr() && Terminals.isStdout() ? messages.aside(stdout) : stdout;
    }

    /** Shows how far a run is, where standard error is a terminal. */
    static void showProgress(LineRun run, ParseResult arguments, Messages messages) {
        if (Terminals.isStderr()) {
            Path file = arguments.matchedOptionValue(INPUT, NO_FILE);
            // The items in all are known when all have been read, and before where lines can be counted.
            Supplier<OptionalLong> inAll = file.equals(NO_FILE) || !Files.isRegularFile(file)
                    ? OptionalLong::empty
                    : LineCount.begin(file)::lines;
            run.beforeLastWords(Progress.begin(messages,
                    () -> run.figures().of(inAll.get()))::close);
        }
    }

    static ParameterException unusable(ParseResult arguments, String message) {
        return new ParameterException(arguments.commandSpec().commandLine(), message);
    }
}
