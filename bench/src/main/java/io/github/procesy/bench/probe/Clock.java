package io.github.procesy.bench.probe;

/** Times in the unit that rows about time have. */
public final class Clock {
    private static final double NANOS_PER_MILLI = 1e6;

    private Clock() {}

    /**
     * A time in milliseconds.
     *
     * @param nanos a difference of two {@link System#nanoTime}
     * @return milliseconds
     */
    public static double millis(long nanos) {
        return nanos / NANOS_PER_MILLI;
    }

    /** Something that takes time. */
    @FunctionalInterface
    public interface Action {
        /**
         * Does it.
         *
         * @throws Exception if it fails
         */
        void run() throws Exception;
    }

    /**
     * How long an action takes, again and again.
     *
     * @param count how often
     * @param action what is timed
     * @return milliseconds each
     * @throws Exception what the action throws
     */
    public static double[] time(int count, Action action) throws Exception {
        double[] samples = new double[count];
        for (int i = 0; i < count; i++) {
            long begun = System.nanoTime();
            action.run();
            samples[i] = millis(System.nanoTime() - begun);
        }
        return samples;
    }
}
