package io.github.procesy.pool;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/** Puts the names of worker and task before each line that a worker prints. */
final class LabelledOutput extends OutputStream {
    private final PrintStream target;
    private final WorkerContext context;
    private final Charset charset;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    private LabelledOutput(PrintStream target, WorkerContext context) {
        this.target = target;
        this.context = context;
        charset = target.charset();
    }

    /** A stream that prints to another one. */
    static PrintStream before(PrintStream target, WorkerContext context) {
        return new PrintStream(new LabelledOutput(target, context), true, target.charset());
    }

    @Override
    public synchronized void write(int b) throws IOException {
        if (line.size() == 0) {
            String task = context.task();
            line.write(("[" + context.name() + (task.isEmpty() ? "" : " " + task) + "] ")
                    .getBytes(charset));
        }
        line.write(b);
        if (b == '\n') {
            target.write(line.toByteArray());
            target.flush();
            line.reset();
        }
    }

    /** What is no whole line yet stays until it is. */
    @Override
    public void flush() {
        target.flush();
    }
}
