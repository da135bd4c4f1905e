package io.github.procesy.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

import io.github.procesy.cli.expression.ExpressionCompiler;
import io.github.procesy.cli.expression.ExpressionException;
import io.github.procesy.cli.map.MapRun;
import io.github.procesy.cli.map.MapSettings;
import io.github.procesy.cli.terminal.ExitCode;
import io.github.procesy.cli.terminal.Messages;
import io.github.procesy.cli.terminal.Progress;
import io.github.procesy.cli.terminal.Terminals;
import io.github.procesy.cli.terminal.TextEncoding;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code procesy map}: a function over the lines of the input, in worker processes. */
final class MapCommand implements Command {
    private static final int MAX_WORKERS = 1024;
    private static final Path NO_FILE = Path.of("");

    @Override
    public CommandSpec spec() {
        return MapOptions.of(this);
    }

    @Override
    public int run(ParseResult arguments) {
        String expression = expression(arguments);
        MapSettings settings = settings(arguments);
        Charset encoding = TextEncoding.current();
        Messages messages = new Messages(new FileOutputStream(FileDescriptor.err), encoding);
        try (InputStream in = input(arguments)) {
            FileOutputStream stdout = new FileOutputStream(FileDescriptor.out);
            OutputStream out = Terminals.isStderr() && Terminals.isStdout()
                    ? messages.aside(stdout)
                    : stdout;
            MapRun run = new MapRun(settings, in, out, messages, encoding);
            if (Terminals.isStderr()) {
                run.beforeLastWords(progress(run, arguments, messages)::close);
            }
            return run(run, settings.classPath(), expression, messages);
        } catch (IOException e) {
            messages.print("procesy: the input cannot be read: " + e.getMessage());
            return ExitCode.UNUSABLE;
        }
    }

    /** Compiles while the run begins. */
    static int run(MapRun run, List<Path> classPath, String expression, Messages messages) {
        run.start();
        try {
            run.expression(new ExpressionCompiler(classPath).compile(expression));
        } catch (ExpressionException e) {
            run.abandon();
            messages.print(String.valueOf(e.getMessage()));
            return ExitCode.UNUSABLE;
        }
        return run.await();
    }

    /** The expression, also where a method is named instead. */
    private static String expression(ParseResult arguments) {
        String expression = arguments.matchedPositionalValue(0, "");
        String function = arguments.matchedOptionValue(MapOptions.FUNCTION, "");
        if (expression.isBlank() == function.isBlank()) {
            throw unusable(arguments, "give either an EXPRESSION or --function, one of the two");
        }
        if (!function.isBlank() && !function.matches("[\\p{javaJavaIdentifierPart}.]+::\\w+")) {
            throw unusable(arguments, "--function takes CLASS::METHOD, for instance"
                    + " com.acme.Thumbnails::make; this one was '" + function + "'");
        }
        return function.isBlank() ? expression : function;
    }

    private static MapSettings settings(ParseResult arguments) {
        int workers = arguments.matchedOptionValue(MapOptions.WORKERS,
                Runtime.getRuntime().availableProcessors());
        int retries = arguments.matchedOptionValue(MapOptions.RETRIES, 0);
        if (workers < 1 || workers > MAX_WORKERS) {
            throw unusable(arguments, "--workers is between 1 and " + MAX_WORKERS
                    + "; this one was " + workers);
        }
        if (retries < 0) {
            throw unusable(arguments, "--retries is 0 or more; this one was " + retries);
        }
        boolean failFast = arguments.hasMatchedOption(MapOptions.FAIL_FAST);
        if (failFast && arguments.hasMatchedOption(MapOptions.KEEP_GOING)) {
            throw unusable(arguments, "give either --keep-going or --fail-fast, not both");
        }
        Optional<Duration> timeout = Optional
                .ofNullable(arguments.matchedOptionValue(MapOptions.TIMEOUT, null));
        @Nullable Long heap = arguments.matchedOptionValue(MapOptions.HEAP, null);
        List<String> jvmOptions = arguments.matchedOptionValue(MapOptions.JVM_OPTION, List.of());
        try {
            MapSettings settings = new MapSettings(workers,
                    !arguments.hasMatchedOption(MapOptions.UNORDERED), failFast, retries, timeout,
                    heap == null ? OptionalLong.empty() : OptionalLong.of(heap), jvmOptions,
                    ClassPath.parse(arguments.matchedOptionValue(MapOptions.CLASS_PATH, "")));
            settings.check();
            return settings;
        } catch (IllegalArgumentException e) {
            throw unusable(arguments, String.valueOf(e.getMessage()));
        }
    }

    private static InputStream input(ParseResult arguments) throws IOException {
        Path file = arguments.matchedOptionValue(MapOptions.INPUT, NO_FILE);
        return file.equals(NO_FILE)
                ? new FileInputStream(FileDescriptor.in)
                : new FileInputStream(file.toFile());
    }

    /** The items in all are known when all have been read, and before where lines can be counted. */
    private static Progress progress(MapRun run, ParseResult arguments, Messages messages) {
        Path file = arguments.matchedOptionValue(MapOptions.INPUT, NO_FILE);
        Supplier<OptionalLong> inAll = file.equals(NO_FILE) || !Files.isRegularFile(file)
                ? run::itemsInAll
                : LineCount.begin(file)::lines;
        return Progress.begin(messages, () -> new Progress.Figures(run.itemsEnded(),
                run.itemsFailed(), inAll.get()));
    }

    private static ParameterException unusable(ParseResult arguments, String message) {
        return new ParameterException(arguments.commandSpec().commandLine(), message);
    }
}
