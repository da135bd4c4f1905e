package io.github.procesy.bench.measure;

/** Which figures are the better ones. */
public enum Direction {
    /** Times and sizes. */
    LOWER,
    /** Rates. */
    HIGHER
}
