package io.github.procesy.cli.map;

import io.github.procesy.cli.terminal.ResultWriter;

/** Prints results as they come. */
record UnorderedPrinter(ResultWriter out) implements ResultPrinter {
    @Override
    public void print(Item item, byte[] lines) {
        out.write(lines, 0, lines.length);
    }

    @Override
    public void end(Item item) {
        // Nothing waits for it.
    }

    @Override
    public void stop() {
        // Nothing waits.
    }
}
