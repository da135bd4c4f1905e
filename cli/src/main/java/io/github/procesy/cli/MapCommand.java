package io.github.procesy.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.util.function.Consumer;

import io.github.procesy.cli.expression.CompiledExpression;
import io.github.procesy.cli.expression.ExpressionCompiler;
import io.github.procesy.cli.expression.ExpressionException;
import io.github.procesy.cli.items.LineRun;
import io.github.procesy.cli.items.PrintOrder;
import io.github.procesy.cli.items.RunSettings;
import io.github.procesy.cli.map.MapWork;
import io.github.procesy.cli.terminal.ExitCode;
import io.github.procesy.cli.terminal.Messages;
import io.github.procesy.cli.terminal.TextEncoding;
import io.github.procesy.queue.SharedQueue;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code procesy map}: a function over the lines of the input, in worker processes. */
final class MapCommand implements Command {
    @Override
    public CommandSpec spec() {
        return MapOptions.of(this);
    }

    @Override
    public int run(ParseResult arguments) {
        String expression = expression(arguments);
        RunSettings settings = ItemOptions.settings(arguments, "item", PrintOrder.PIECES,
                ItemOptions.classPath(arguments), false, false);
        Charset encoding = TextEncoding.current();
        Messages messages = new Messages(new FileOutputStream(FileDescriptor.err), encoding);
        try (InputStream in = ItemOptions.input(arguments)) {
            return run(settings, expression, in, ItemOptions.output(messages), messages, encoding,
                    run -> ItemOptions.showProgress(run, arguments, messages));
        } catch (IOException e) {
            messages.print("procesy: the input cannot be read: " + e.getMessage());
            return ExitCode.UNUSABLE;
        }
    }

    /** Compiles while the run begins. */
    static int run(RunSettings settings, String expression, InputStream in, OutputStream out,
            Messages messages, Charset encoding, Consumer<? super LineRun> whenBegun) {
        SharedQueue<CompiledExpression> compiled = SharedQueue.create(1);
        LineRun run = new LineRun(settings, new MapWork(compiled, encoding), in, out, messages,
                encoding);
        whenBegun.accept(run);
        try {
            compiled.add(new ExpressionCompiler(settings.classPath()).compile(expression));
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
            throw ItemOptions.unusable(arguments,
                    "give either an EXPRESSION or --function, one of the two");
        }
        if (!function.isBlank() && !function.matches("[\\p{javaJavaIdentifierPart}.]+::\\w+")) {
            throw ItemOptions.unusable(arguments,
                    "--function takes CLASS::METHOD, for instance"
                            + " com.acme.Thumbnails::make; this one was '" + function + "'");
        }
        return function.isBlank() ? expression : function;
    }
}
