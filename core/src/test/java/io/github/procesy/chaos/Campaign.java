package io.github.procesy.chaos;

import io.github.procesy.memory.SharedLongArray;

import static org.assertj.core.api.Assertions.assertThat;

/** What the tests that kill at random have in common: {@code -Dprocesy.kills=N} makes a campaign of each. */
final class Campaign {
    /** For {@code @MethodSource}. */
    static final String NUMBERS_OF_PROCESSES =
            "io.github.procesy.chaos.Campaign#numbersOfProcesses";

    private Campaign() {}

    /** A campaign takes all; so few kills as there are else say most with these. */
    static int[] numbersOfProcesses() {
        return System.getProperty("procesy.kills") == null
                ? new int[] {2, 5}
                : new int[] {1, 2, 5, 13};
    }

    /**
     * Nobody has seen what must not be.
     *
     * @param ledger what the processes write down
     * @param violations where in it they count that
     * @param last where they say when that was last
     */
    static void assertNothingWrong(SharedLongArray ledger, int violations, int last) {
        assertThat(ledger.getVolatile(violations))
                .as("violations, the last at step %d", ledger.getVolatile(last))
                .isZero();
    }
}
