package io.github.procesy.bench.contender;

import java.io.IOException;
import java.util.Optional;

/**
 * One of those that are measured for a row.
 *
 * @param name what tables call it
 * @param source how to start its program
 * @param warmUps how often it does what is measured before that counts
 * @param repetitions how many samples it gives in each round
 */
public record Contender(String name, Source source, int warmUps, int repetitions) {
    /** The name of the contender that this project is about. */
    public static final String OURS = "ours";

    private static final int WARM_UPS = 10;
    private static final int REPETITIONS = 8;

    /** Starts the program of a contender. */
    @FunctionalInterface
    public interface Source {
        /**
         * Starts it.
         *
         * @param lab where all is
         * @return the program, or empty if this machine has no such thing
         * @throws IOException if it fails
         * @throws InterruptedException if this thread is interrupted
         */
        Optional<Driver> start(Lab lab) throws IOException, InterruptedException;
    }

    /**
     * A contender with the usual repetitions.
     *
     * @param name what tables call it
     * @param source how to start its program
     */
    public Contender(String name, Source source) {
        this(name, source, WARM_UPS, REPETITIONS);
    }

    /**
     * The same with other warm-ups.
     *
     * @param count how many
     * @return a contender
     */
    public Contender warmUps(int count) {
        return new Contender(name, source, count, repetitions);
    }

    /**
     * The same with other repetitions.
     *
     * @param count how many in each round
     * @return a contender
     */
    public Contender repetitions(int count) {
        return new Contender(name, source, warmUps, count);
    }
}
