package io.github.procesy.bench.probe;

import java.util.List;

/**
 * Measures one thing, in a JVM of its own; see {@link ProbeMain}. A probe has a constructor without
 * parameters. What it has started and not ended ends with its JVM.
 */
public interface Probe {
    /**
     * Gets ready; called once, first.
     *
     * @param arguments what the contender says to its probe
     * @throws Exception if nothing can be measured
     */
    default void begin(List<String> arguments) throws Exception {}

    /**
     * Does what will be measured, without measuring it.
     *
     * @param count how often
     * @throws Exception if it fails
     */
    default void warmUp(int count) throws Exception {
        measure(count);
    }

    /**
     * Measures.
     *
     * @param count how often
     * @return a sample for each, in the unit of the row
     * @throws Exception if it fails
     */
    double[] measure(int count) throws Exception;
}
