package io.github.procesy.cli.map;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** Reads the items of a run into its queue. */
final class InputReader implements Runnable {
    private final LineReader lines;
    private final RunState run;
    private long line;
    private volatile @Nullable String problem;

    InputReader(InputStream in, Charset encoding, RunState run) {
        this.lines = new LineReader(in, encoding);
        this.run = run;
    }

    @Override
    public void run() {
        try {
            lines.readAll(text -> run.queue().add(new Item(++line, text)));
        } catch (IOException e) {
            problem = "the input cannot be read to its end: " + e.getMessage();
        } catch (OutOfMemoryError e) {
            run.end(new Ending.Problem("line " + (line + 1)
                    + " of the input is too long for the memory of this program: "
                    + e.getMessage()));
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts this thread", e);
        }
        run.queue().end();
        run.endIfComplete();
    }

    /** Why there may be more items than were read. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }
}
