package io.github.procesy.bench.probe;

import java.util.List;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs a benchmark of JMH, each time in a new JVM that is warmed up; a sample is an iteration. */
public final class JmhProbe implements Probe {
    private static final int WARM_UPS = 4;
    private static final TimeValue TIME = new TimeValue(250, TimeUnit.MILLISECONDS);

    private String benchmark = "";

    /** Used by {@link ProbeMain}. */
    public JmhProbe() {}

    @Override
    public void begin(List<String> arguments) {
        benchmark = arguments.getFirst();
    }

    @Override
    public double[] measure(int count) throws Exception {
        Options options = new OptionsBuilder().include("^" + benchmark.replace(".", "\\.") + "$")
                .forks(1)
                .jvmArgsAppend("--sun-misc-unsafe-memory-access=allow")
                .warmupIterations(WARM_UPS)
                .warmupTime(TIME)
                .measurementIterations(count)
                .measurementTime(TIME)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
        return new Runner(options).runSingle()
                .getBenchmarkResults()
                .stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .mapToDouble(iteration -> iteration.getPrimaryResult().getScore())
                .toArray();
    }
}
