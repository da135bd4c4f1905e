package io.github.procesy.cli;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import io.github.procesy.cli.items.PrintOrder;
import io.github.procesy.cli.items.RunSettings;
import io.github.procesy.cli.items.WorkerJvm;
import io.github.procesy.cli.terminal.ExitCode;
import io.github.procesy.cli.terminal.Messages;
import io.github.procesy.process.ChildProcess;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code procesy train}, hidden: does a little of everything and prints nothing. The launcher script
 * has an AOT cache for the command made from such a run, and one for the workers by
 * {@code procesy train FILE}.
 */
final class TrainCommand implements Command {
    /** How long the end of a JVM may take that writes a cache. */
    private static final Duration MAKING = Duration.ofMinutes(1);
    private static final String EXPRESSION =
            "s -> Stream.of(s, Long.parseLong(s), List.of(s)).map(String::valueOf)";

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(this).name("train");
        spec.usageMessage().hidden(true).description("Trains the AOT caches of the launcher.");
        spec.addPositional(PositionalParamSpec.builder()
                .index("0")
                .arity("0..1")
                .paramLabel("FILE")
                .type(String.class)
                .description("Takes the AOT cache that a worker makes.")
                .build());
        return spec;
    }

    @Override
    public int run(ParseResult arguments) {
        if (arguments.hasMatchedPositional(0)) {
            makeCacheOfWorker(arguments.matchedPositionalValue(0, ""));
        } else {
            train();
        }
        return ExitCode.OK;
    }

    /** A process as those of workers are, in which workers are threads. */
    private static void makeCacheOfWorker(String file) {
        try (ChildProcess<?> child = ChildProcess.builder()
                .name("train")
                .cores(1)
                .terminateGrace(MAKING)
                .jvmOptions(WorkerJvm.makingCache(file), "-Dprocesy.pool.mode=threads")
                .start(TrainCommand::train)) {
            child.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void train() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false,
                StandardCharsets.UTF_8);
        new CommandLine(new MapCommand().spec()).usage(nowhere);
        new CommandLine(new ExampleCommand().spec()).usage(nowhere);
        Messages messages = new Messages(OutputStream.nullOutputStream(), StandardCharsets.UTF_8);
        // One item fails, so that the way of failures is trained too.
        InputStream items = new ByteArrayInputStream(
                "1\n2\n3\nfour\n5\n".getBytes(StandardCharsets.UTF_8));
        RunSettings settings = new RunSettings("item", 2, PrintOrder.INPUT, false, 0,
                Optional.empty(), OptionalLong.empty(), List.of(), List.of(), false, false);
        MapCommand.run(settings, EXPRESSION, items, OutputStream.nullOutputStream(), messages,
                StandardCharsets.UTF_8, run -> {
                });
    }
}
