package io.github.procesy.process;

import java.util.ArrayList;
import java.util.List;

/** Closes what was opened for a start that then failed. */
final class CloseOnFailure implements AutoCloseable {
    private final List<Runnable> opened = new ArrayList<>();

    /** Says how to close what was opened. */
    void add(Runnable closing) {
        opened.add(closing);
    }

    /** Nothing is to be closed. */
    void succeeded() {
        opened.clear();
    }

    @Override
    public void close() {
        opened.forEach(Runnable::run);
    }
}
