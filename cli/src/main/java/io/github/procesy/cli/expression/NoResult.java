package io.github.procesy.cli.expression;

/** What an expression without a result returns: nothing is to be printed. */
public enum NoResult {
    /** The only one. */
    INSTANCE
}
