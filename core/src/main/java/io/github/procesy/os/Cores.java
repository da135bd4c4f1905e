package io.github.procesy.os;

/**
 * The cores on which the processes of a tree run. A JVM may count fewer, because its parent wants it to leave some to others: that says
 * how many threads are worth while, and nothing of whether another process runs at the same time.
 */
public final class Cores {
    /** System property by which a parent tells a child how many there are, if the JVM of the child is to count fewer. */
    public static final String PROPERTY = "procesy.cores.shared";
    private static final int SHARED =
            Integer.getInteger(PROPERTY, Runtime.getRuntime().availableProcessors());

    private Cores() {}

    /**
     * How many cores all processes of the tree share.
     *
     * @return what the root counts
     */
    public static int shared() {
        return SHARED;
    }

    /**
     * Whether to spin for a moment can be of use: who is waited for may run meanwhile.
     *
     * @return whether there are several
     */
    public static boolean areSeveral() {
        return SHARED > 1;
    }
}
