package io.github.procesy.bench.measure;

import java.util.Collection;
import java.util.Optional;

/** Whether a rule holds. */
public sealed interface Verdict {
    /**
     * The rule.
     *
     * @return the rule
     */
    Rule rule();

    /**
     * The verdict in words.
     *
     * @return a few words
     */
    String text();

    /**
     * It holds.
     *
     * @param rule the rule
     */
    record Reached(Rule rule) implements Verdict {
        @Override
        public String text() {
            return "reached";
        }
    }

    /**
     * It does not hold.
     *
     * @param rule the rule
     * @param shortfall by how much, as a part of the limit
     */
    record FallsShort(Rule rule, double shortfall) implements Verdict {
        @Override
        public String text() {
            double percent = 100 * shortfall;
            return "falls short by "
                    + (percent < 1 ? "less than 1" : Long.toString((long) Math.ceil(percent)))
                    + " %";
        }
    }

    /**
     * The peer is missing.
     *
     * @param rule the rule
     * @param why which
     */
    record NotJudged(Rule rule, String why) implements Verdict {
        @Override
        public String text() {
            return "not judged " + why;
        }
    }

    /**
     * Whether a row has reached all that it has to.
     *
     * @param verdicts one for each rule
     * @return false if a rule does not hold; empty if none is broken and one could not be judged, or
     *         if there is no rule
     */
    static Optional<Boolean> allReached(Collection<Verdict> verdicts) {
        if (verdicts.stream().anyMatch(FallsShort.class::isInstance)) {
            return Optional.of(false);
        }
        return !verdicts.isEmpty() && verdicts.stream().allMatch(Reached.class::isInstance)
                ? Optional.of(true)
                : Optional.empty();
    }
}
