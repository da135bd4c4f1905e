package io.github.procesy.cli.items;

/** In which order what items give is printed. */
public enum PrintOrder {
    /** In the order of the input: of one item after another. */
    INPUT,
    /** Of one item after another, as they end. */
    WHOLE,
    /** As it comes. */
    PIECES
}
