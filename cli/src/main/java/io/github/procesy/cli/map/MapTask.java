package io.github.procesy.cli.map;

import java.io.Serializable;
import java.nio.charset.Charset;
import java.util.function.Consumer;

import io.github.procesy.cli.expression.CompiledExpression;
import io.github.procesy.cli.expression.ItemFunction;
import io.github.procesy.worker.WorkerTask;
import org.jspecify.annotations.Nullable;

/**
 * What a worker process does: the first item that it gets is the expression, the others are lines.
 * So a worker can start while the expression is being compiled.
 */
final class MapTask implements WorkerTask<Serializable, byte[]> {
    private static final long serialVersionUID = 1L;

    private final String encoding;
    private transient @Nullable ItemFunction function;
    private transient @Nullable ResultLines lines;

    /**
     * A task.
     *
     * @param encoding how results are encoded
     */
    MapTask(Charset encoding) {
        this.encoding = encoding.name();
    }

    @Override
    public void run(Serializable item, Consumer<? super byte[]> results) throws Exception {
        if (function == null || lines == null) {
            function = ((CompiledExpression) item)
                    .load(Thread.currentThread().getContextClassLoader());
            lines = new ResultLines(Charset.forName(encoding));
            return;
        }
        lines.begin(results);
        try {
            lines.print(function.apply((String) item));
        } catch (Throwable e) {
            MapTask.<Exception>rethrow(e);
        } finally {
            lines.end();
        }
    }

    /** What an expression throws arrives as it is, whether it may be thrown here or not. */
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void rethrow(Throwable e) throws T {
        throw (T) e;
    }
}
