package io.github.procesy.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import io.github.procesy.bench.probe.Processes;

/**
 * Processor time since the machine was started, in milliseconds.
 *
 * @param all what all cores had to give
 * @param busy what was used, by anybody on this machine
 * @param stolen what the host of a virtual machine gave to others
 * @param ours what this process used, with those descendants that have ended
 */
record CpuTimes(double all, double busy, double stolen, double ours) {
    /** The first line of {@code /proc/stat}, see proc(5): these count ticks of 10 ms. */
    private static final double TICK_MILLIS = 10;
    private static final int USER = 1;
    private static final int IDLE = 4;
    private static final int IO_WAIT = 5;
    private static final int STEAL = 8;

    /** The times now, or empty where they cannot be seen. */
    static Optional<CpuTimes> now() {
        try {
            String line = Files.readAllLines(Path.of("/proc/stat")).getFirst();
            String[] words = line.split(" +", -1);
            double all = 0;
            for (int i = USER; i <= STEAL; i++) {
                all += TICK_MILLIS * Long.parseLong(words[i]);
            }
            double stolen = TICK_MILLIS * Long.parseLong(words[STEAL]);
            double idle = TICK_MILLIS
                    * (Long.parseLong(words[IDLE]) + Long.parseLong(words[IO_WAIT]));
            double ours = Processes.treeMillis(ProcessHandle.current().pid()).orElse(0);
            return Optional.of(new CpuTimes(all, all - idle - stolen, stolen, ours));
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The share of all cores that others on this machine used since then. */
    double othersSince(CpuTimes before) {
        return share((busy - before.busy) - (ours - before.ours), before);
    }

    /** The share of all cores that the host gave to others since then. */
    double stolenSince(CpuTimes before) {
        return share(stolen - before.stolen, before);
    }

    private double share(double millis, CpuTimes before) {
        double given = all - before.all;
        return given <= 0 ? 0 : Math.max(0, millis / given);
    }
}
