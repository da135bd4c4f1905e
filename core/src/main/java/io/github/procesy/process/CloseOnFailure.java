package io.github.procesy.process;

import java.util.ArrayList;
import java.util.List;

/** Closes what was opened for a start that then failed. */
final class CloseOnFailure implements AutoCloseable {
    private final List<LineTarget> opened = new ArrayList<>();

    void add(LineTarget target) {
        opened.add(target);
    }

    /** Nothing is to be closed. */
    void succeeded() {
        opened.clear();
    }

    @Override
    public void close() {
        opened.forEach(LineTarget::close);
    }
}
