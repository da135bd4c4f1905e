package io.github.procesy.bench.traffic;

import java.util.List;

import io.github.procesy.bench.probe.Probe;

/** How much goes from the writers to the readers in a turn. */
abstract class RateProbe implements Probe {
    private static final double NANOS_PER_SECOND = 1e9;

    private final double unit;
    private int items;
    private Crew crew = () -> {
        throw new IllegalStateException("nothing has begun");
    };

    /** So many items a second are one. */
    RateProbe(double unit) {
        this.unit = unit;
    }

    @Override
    public final void begin(List<String> arguments) throws Exception {
        Plan plan = Plan.of(arguments);
        items = plan.total();
        crew = crew(plan);
    }

    /** Starts all who take part. */
    abstract Crew crew(Plan plan) throws Exception;

    @Override
    public final double[] measure(int count) throws Exception {
        double[] samples = new double[count];
        for (int i = 0; i < count; i++) {
            samples[i] = items * NANOS_PER_SECOND / crew.nanos() / unit;
        }
        return samples;
    }
}
