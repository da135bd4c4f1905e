package io.github.procesy.pool;

/** What the methods that set something ask of what they are given. */
final class Arguments {
    private Arguments() {}

    /**
     * Refuses what breaks a rule.
     *
     * @param rule what may be given
     * @param value what was given
     * @param remedy what to give instead
     * @throws IllegalArgumentException says all three, if the rule does not hold
     */
    static void require(boolean holds, String rule, Object value, String remedy) {
        if (!holds) {
            throw new IllegalArgumentException(
                    rule + "; this one was " + value + ". " + remedy + ".");
        }
    }
}
