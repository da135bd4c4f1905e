package io.github.procesy.bench.measure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

import io.github.procesy.bench.contender.Contender;
import io.github.procesy.bench.machine.Noise;
import org.jspecify.annotations.Nullable;

/**
 * What came out for a row.
 *
 * @param row the row
 * @param samples those of all contenders that were measured, by name
 * @param missing why the others were not, by name
 * @param noise how quiet the machine was
 * @param obstacle why the row could not be measured here, if it could not
 * @param failed whether a contender that is there failed
 * @param load how many processes wanted to run when the row began
 */
public record RowResult(Row row, SequencedMap<String, Samples> samples,
        SequencedMap<String, String> missing, Noise noise, Optional<String> obstacle,
        boolean failed, String load) {

    /** A row that cannot be measured here. */
    static RowResult notMeasurable(Row row, String obstacle, String load) {
        return new RowResult(row, new LinkedHashMap<>(), new LinkedHashMap<>(),
                new Noise(1, 0, 0), Optional.of(obstacle), false, load);
    }

    /**
     * Our samples.
     *
     * @return the samples, or empty if there are none
     */
    public Optional<Samples> ours() {
        @Nullable Samples ours = samples.get(Contender.OURS);
        return Optional.ofNullable(ours);
    }

    /**
     * The figures of the peers.
     *
     * @return the sample that stands for all, by name; those that were not measured are left out
     */
    public Map<String, Double> peers() {
        Map<String, Double> figures = new LinkedHashMap<>();
        samples.forEach((name, ofOne) -> {
            if (!name.equals(Contender.OURS)) {
                figures.put(name, row.statistic().of(ofOne));
            }
        });
        return figures;
    }

    /**
     * What is to be said of our figure.
     *
     * @return a verdict for each rule; none if we were not measured
     */
    public List<Verdict> verdicts() {
        if (ours().isEmpty()) {
            return List.of();
        }
        double ours = row.statistic().of(ours().get());
        Map<String, Double> peers = peers();
        return row.rules().stream().map(rule -> rule.judge(row.direction(), ours, peers)).toList();
    }
}
