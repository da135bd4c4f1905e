package io.github.procesy.bench.machine;

import java.util.Optional;
import java.util.stream.LongStream;

/** Watches the machine while a row is measured. */
public final class NoiseWatch {
    private static final int RUNS = 3;

    private final Calibration calibration = Calibration.create();
    private Optional<CpuTimes> begun = Optional.empty();
    private LongStream.Builder times = LongStream.builder();

    /** Begins a row. */
    public void begin() {
        begun = CpuTimes.now();
        times = LongStream.builder();
    }

    /**
     * Does the fixed amount of arithmetic; nothing of ours must be at work.
     *
     * @throws InterruptedException if this thread is interrupted
     */
    public void calibrate() throws InterruptedException {
        for (int i = 0; i < RUNS; i++) {
            for (long time : calibration.run()) {
                times.add(time);
            }
        }
    }

    /**
     * Ends the row, after all processes of it have ended: only then it is known what they used.
     *
     * @return how quiet it was
     */
    public Noise end() {
        double spread = Calibration.spread(times.build().toArray());
        Optional<CpuTimes> now = CpuTimes.now();
        if (begun.isEmpty() || now.isEmpty()) {
            return new Noise(spread, 0, 0);
        }
        return new Noise(spread, now.get().othersSince(begun.get()),
                now.get().stolenSince(begun.get()));
    }
}
