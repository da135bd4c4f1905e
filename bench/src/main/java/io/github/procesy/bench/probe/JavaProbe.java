package io.github.procesy.bench.probe;

import java.util.List;

/** Measures something of bare JVMs, whose command the contender says. */
public abstract class JavaProbe implements Probe {
    private JavaCommand java = new JavaCommand(List.of());

    /** For subclasses. */
    protected JavaProbe() {}

    @Override
    public final void begin(List<String> arguments) {
        java = new JavaCommand(arguments);
    }

    /**
     * The command.
     *
     * @return the command that the contender said
     */
    protected final JavaCommand java() {
        return java;
    }
}
