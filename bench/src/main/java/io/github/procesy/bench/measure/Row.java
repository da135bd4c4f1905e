package io.github.procesy.bench.measure;

import java.util.List;
import java.util.Optional;

import io.github.procesy.bench.contender.Contender;

/** One thing that is measured, of all contenders. */
public interface Row {
    /**
     * What the command line calls it.
     *
     * @return lower case, with hyphens
     */
    String id();

    /**
     * What is measured.
     *
     * @return one line
     */
    String title();

    /**
     * The unit of all its figures.
     *
     * @return as tables print it
     */
    String unit();

    /**
     * Which figures are the better ones.
     *
     * @return the lower ones, unless the row says otherwise
     */
    default Direction direction() {
        return Direction.LOWER;
    }

    /**
     * Which sample stands for all.
     *
     * @return the median, unless the row says otherwise
     */
    default Statistic statistic() {
        return Statistic.P50;
    }

    /**
     * What our figure has to reach.
     *
     * @return the rules; there may be none
     */
    default List<Rule> rules() {
        return List.of();
    }

    /**
     * Why this cannot be measured on this machine.
     *
     * @return the reason, or empty if it can
     */
    default Optional<String> obstacle() {
        return Optional.empty();
    }

    /**
     * Who is measured.
     *
     * @return ours first, then the peers, in the order of the table
     */
    List<Contender> contenders();
}
