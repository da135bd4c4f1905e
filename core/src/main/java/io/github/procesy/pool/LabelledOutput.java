package io.github.procesy.pool;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Objects;

/** Puts the names of worker and task before each line that a worker prints. */
final class LabelledOutput extends OutputStream {
    /** A line that is longer is broken: it would have to be kept. */
    private static final int MAX_LINE_BYTES = 64 << 10;
    /** A byte of UTF-8 that belongs to the character before it. */
    private static final int CONTINUATION = 0x80;
    private static final int CONTINUATION_MASK = 0xc0;

    private final PrintStream target;
    private final WorkerContext context;
    private final Charset charset;
    private final byte[] lineBreak;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    /**
     * A stream of bytes.
     *
     * @param target gets whole lines
     * @param context knows the names
     */
    LabelledOutput(PrintStream target, WorkerContext context) {
        this.target = target;
        this.context = context;
        charset = target.charset();
        lineBreak = "\n".getBytes(charset);
    }

    /** The stream that prints to this one. */
    PrintStream stream() {
        return new PrintStream(this, true, charset);
    }

    @Override
    public synchronized void write(int b) throws IOException {
        if (line.size() >= MAX_LINE_BYTES && (b & CONTINUATION_MASK) != CONTINUATION) {
            endLine();
        }
        if (line.size() == 0) {
            String task = context.task();
            line.write(("[" + context.name() + (task.isEmpty() ? "" : " " + task) + "] ")
                    .getBytes(charset));
        }
        line.write(b);
        if (b == '\n') {
            print();
        }
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, bytes.length);
        for (int i = from; i < from + length; i++) {
            write(bytes[i]);
        }
    }

    /** What is printed next is not of the same task: a line that is not whole yet will not be. */
    synchronized void endLine() {
        if (line.size() > 0) {
            line.writeBytes(lineBreak);
            print();
        }
    }

    private void print() {
        target.writeBytes(line.toByteArray());
        target.flush();
        line.reset();
    }

    /** What is no whole line yet stays until it is, or its task has ended. */
    @Override
    public void flush() {
        target.flush();
    }
}
