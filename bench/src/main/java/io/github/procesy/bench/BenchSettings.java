package io.github.procesy.bench;

import java.util.List;

import io.github.procesy.bench.measure.Effort;
import io.github.procesy.bench.measure.Row;
import io.github.procesy.bench.row.Rows;

/**
 * What is to be measured, and how it is printed.
 *
 * @param rows the rows
 * @param effort how much is measured
 * @param json for machines instead of people
 * @param python the command that runs Python; there need not be one
 */
public record BenchSettings(List<Row> rows, Effort effort, boolean json, String python) {
    /**
     * The rows of the given names, in the order of the table.
     *
     * @param names the names; none stands for all rows
     * @return the rows
     * @throws IllegalArgumentException if there is no row of a name; the message is for the user
     */
    public static List<Row> rows(List<String> names) {
        for (String name : names) {
            if (Rows.named(name).isEmpty()) {
                throw new IllegalArgumentException("--only names a row; there is none that is"
                        + " called '" + name + "'. There are " + Rows.names() + ".");
            }
        }
        return Rows.all()
                .stream()
                .filter(row -> names.isEmpty() || names.contains(row.id()))
                .toList();
    }
}
