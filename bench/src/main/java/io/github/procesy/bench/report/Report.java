package io.github.procesy.bench.report;

import io.github.procesy.bench.machine.Machine;
import io.github.procesy.bench.measure.RowResult;

/** Results as text, one after another as they come. */
public interface Report {
    /**
     * What stands before all results.
     *
     * @param machine what they are measured on
     * @return lines, or nothing
     */
    String head(Machine machine);

    /**
     * A result.
     *
     * @param result what came out
     * @param machine what it was measured on
     * @return lines
     */
    String row(RowResult result, Machine machine);
}
