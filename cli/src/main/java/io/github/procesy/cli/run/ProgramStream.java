package io.github.procesy.cli.run;

import java.io.OutputStream;

import io.github.procesy.cli.items.ItemOutput;

/** What {@code System.out} or {@code System.err} of one run writes to. */
final class ProgramStream extends OutputStream {
    private final ItemOutput output;
    private final boolean error;
    private volatile boolean ended;

    ProgramStream(ItemOutput output, boolean error) {
        this.output = output;
        this.error = error;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) {
        if (ended) {
            return; // a thread that the run has left
        } else if (error) {
            output.streamError(bytes, from, count);
        } else {
            output.stream(bytes, from, count);
        }
    }

    /** The run has ended. */
    void end() {
        ended = true;
    }
}
