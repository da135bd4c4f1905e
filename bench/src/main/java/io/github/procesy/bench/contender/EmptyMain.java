package io.github.procesy.bench.contender;

/** A program that does nothing. */
public final class EmptyMain {
    private EmptyMain() {}

    /**
     * Does nothing.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {}
}
