package io.github.procesy.bench.measure;

import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * What our figure has to reach: a number, or a part of the figure of a peer in the same run.
 *
 * @param text the rule as people say it
 * @param factor the number, or the part
 * @param peer the name of the peer, or empty
 */
public record Rule(String text, double factor, Optional<String> peer) {
    /**
     * A number.
     *
     * @param text the rule as people say it
     * @param limit in the unit of the row
     * @return the rule
     */
    public static Rule limit(String text, double limit) {
        return new Rule(text, limit, Optional.empty());
    }

    /**
     * A part of the figure of a peer.
     *
     * @param text the rule as people say it
     * @param factor what the figure is multiplied by
     * @param peer the name of the peer
     * @return the rule
     */
    public static Rule ofPeer(String text, double factor, String peer) {
        return new Rule(text, factor, Optional.of(peer));
    }

    /**
     * Compares.
     *
     * @param direction which figures are the better ones
     * @param ours our figure
     * @param peers the figures of the peers by name
     * @return the verdict
     */
    public Verdict judge(Direction direction, double ours, Map<String, Double> peers) {
        double limit = factor;
        if (peer.isPresent()) {
            @Nullable Double figure = peers.get(peer.get());
            if (figure == null) {
                return new Verdict.NotJudged(this, "without " + peer.get());
            }
            limit = factor * figure;
        }
        double shortfall = direction == Direction.LOWER ? ours / limit - 1 : 1 - ours / limit;
        return shortfall <= 0
                ? new Verdict.Reached(this)
                : new Verdict.FallsShort(this, shortfall);
    }
}
