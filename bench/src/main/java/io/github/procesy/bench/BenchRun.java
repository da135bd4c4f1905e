package io.github.procesy.bench;

import java.io.IOException;
import java.io.PrintStream;

import io.github.procesy.bench.contender.Lab;
import io.github.procesy.bench.machine.Machine;
import io.github.procesy.bench.machine.NoiseWatch;
import io.github.procesy.bench.measure.Observer;
import io.github.procesy.bench.measure.Row;
import io.github.procesy.bench.measure.RowResult;
import io.github.procesy.bench.measure.RowRun;
import io.github.procesy.bench.report.JsonReport;
import io.github.procesy.bench.report.Report;
import io.github.procesy.bench.report.TableReport;

/** Measures rows and prints each when it is done. */
public final class BenchRun {
    private BenchRun() {}

    /**
     * Runs.
     *
     * @param settings what is to be measured
     * @param out takes the results
     * @param observer is told how it goes on
     * @return whether all that is there could be measured, whatever the figures
     * @throws IOException if there is no place for what the run needs
     * @throws InterruptedException if this thread is interrupted
     */
    public static boolean run(BenchSettings settings, PrintStream out, Observer observer)
            throws IOException, InterruptedException {
        Report report = settings.json() ? new JsonReport() : new TableReport();
        boolean measured = true;
        try (Lab lab = Lab.open(settings.python(), observer::problem)) {
            Machine machine = Machine.here(lab.pythonVersion());
            NoiseWatch watch = new NoiseWatch();
            print(out, report.head(machine));
            for (Row row : settings.rows()) {
                RowResult result = RowRun.measure(row, lab, settings.effort(), watch, observer);
                print(out, report.row(result, machine));
                measured &= !result.failed();
            }
        }
        return measured;
    }

    private static void print(PrintStream out, String text) {
        out.print(text);
        out.flush();
    }
}
