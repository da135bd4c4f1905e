package io.github.procesy.cli.map;

import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Objects;

import io.github.procesy.cli.expression.CompiledExpression;
import io.github.procesy.cli.expression.ItemFunction;
import io.github.procesy.cli.items.FailureText;
import io.github.procesy.cli.items.ItemFailure;
import io.github.procesy.cli.items.ItemOutput;
import io.github.procesy.cli.items.ItemWork;
import io.github.procesy.queue.SharedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Applies an expression to lines. A worker comes up while the expression is being compiled, and then finds it in a queue, where it
 * stays for the others.
 */
public final class MapWork implements ItemWork {
    private static final long serialVersionUID = 1L;
    private static final Duration FOREVER = Duration.ofDays(3650);

    private final SharedQueue<CompiledExpression> expression;
    private final String encoding;
    private transient @Nullable ItemFunction function;
    private transient @Nullable Charset charset;

    /**
     * The work.
     *
     * @param expression has the expression, sooner or later
     * @param encoding how results are encoded
     */
    public MapWork(SharedQueue<CompiledExpression> expression, Charset encoding) {
        this.expression = expression;
        this.encoding = encoding.name();
    }

    @Override
    public void begin() throws Exception {
        charset = Charset.forName(encoding);
        CompiledExpression compiled = null;
        while (compiled == null) {
            expression.awaitReady(FOREVER);
            compiled = expression.peek();
        }
        try {
            function = compiled.load(Thread.currentThread().getContextClassLoader());
        } catch (Throwable e) {
            throw new ItemFailure("it cannot load the expression: " + FailureText.thrown(e));
        }
    }

    @Override
    public void treat(String line, ItemOutput output) throws Throwable {
        new ResultLines(output, Objects.requireNonNull(charset))
                .print(Objects.requireNonNull(function).apply(line));
    }
}
