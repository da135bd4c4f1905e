package io.github.procesy.bench.measure;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Rules, verdicts and their words. */
class RuleTest {
    private static final Rule AT_MOST_20 = Rule.limit("at most 20 ms", 20);
    private static final Rule PART_OF_PEER = Rule.ofPeer("at least 0.6 of peer", 0.6, "peer");

    @Test
    void aLimitIsReachedWhereItIsMet() {
        assertThat(lower(20)).isInstanceOf(Verdict.Reached.class);
        assertThat(lower(20).text()).isEqualTo("reached");
        assertThat(lower(0).text()).isEqualTo("reached");
    }

    @Test
    void aShortfallIsAPartOfTheLimitRoundedUp() {
        assertThat(lower(24.5).text()).isEqualTo("falls short by 23 %");
        assertThat(lower(60).text()).isEqualTo("falls short by 200 %");
        assertThat(lower(20.1).text()).isEqualTo("falls short by less than 1 %");
    }

    @Test
    void ofRatesTheHigherAreTheBetter() {
        assertThat(higher(60)).isEqualTo("reached");
        assertThat(higher(61)).isEqualTo("reached");
        assertThat(higher(45)).isEqualTo("falls short by 25 %");
    }

    @Test
    void aPeerThatIsMissingIsNamed() {
        Verdict verdict = PART_OF_PEER.judge(Direction.HIGHER, 60, Map.of());

        assertThat(verdict.text()).isEqualTo("not judged without peer");
        assertThat(Verdict.allReached(List.of(verdict, lower(1)))).isEmpty();
        assertThat(Verdict.allReached(List.of(verdict, lower(21)))).contains(false);
    }

    @Test
    void aRowHasReachedItsTargetWhenAllRulesHold() {
        assertThat(Verdict.allReached(List.of(lower(1), lower(2)))).contains(true);
        assertThat(Verdict.allReached(List.of(lower(1), lower(22)))).contains(false);
        assertThat(Verdict.allReached(List.of())).isEqualTo(Optional.empty());
    }

    @Test
    void lessEffortIsAtLeastOne() {
        assertThat(Effort.QUICK.of(8)).isEqualTo(2);
        assertThat(Effort.QUICK.of(1)).isEqualTo(1);
        assertThat(Effort.USUAL.of(8)).isEqualTo(8);
    }

    private static Verdict lower(double ours) {
        return AT_MOST_20.judge(Direction.LOWER, ours, Map.of());
    }

    private static String higher(double ours) {
        return PART_OF_PEER.judge(Direction.HIGHER, ours, Map.of("peer", 100.0)).text();
    }
}
