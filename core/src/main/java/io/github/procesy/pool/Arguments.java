package io.github.procesy.pool;

import java.util.Objects;

/** What the methods that set something ask of what they are given. */
final class Arguments {
    private Arguments() {}

    /**
     * Refuses a name that cannot be shown in a line.
     *
     * @param what has the name
     * @param remedy what happens without
     * @throws IllegalArgumentException if it is blank or has a control character in it
     */
    static void requireName(String what, String name, String remedy) {
        Objects.requireNonNull(name, "name");
        require(!name.isBlank() && name.chars().noneMatch(Character::isISOControl),
                "The name of a " + what + " must not be blank and has no control characters",
                "'" + name + "'", remedy);
    }

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
