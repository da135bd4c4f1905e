package io.github.procesy.bench.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.github.procesy.bench.contender.Contender;
import io.github.procesy.bench.machine.Machine;
import io.github.procesy.bench.machine.Noise;
import io.github.procesy.bench.measure.Row;
import io.github.procesy.bench.measure.RowResult;
import io.github.procesy.bench.measure.Samples;
import io.github.procesy.bench.measure.Verdict;
import org.jspecify.annotations.Nullable;

/** One JSON object a line for each row; RFC 8259. */
public final class JsonReport implements Report {
    /** A report. */
    public JsonReport() {}

    @Override
    public String head(Machine machine) {
        return "";
    }

    @Override
    public String row(RowResult result, Machine machine) {
        Row row = result.row();
        List<Verdict> verdicts = result.verdicts();
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("row", row.id());
        object.put("title", row.title());
        object.put("ours", result.ours().map(row.statistic()::of).orElse(null));
        object.put("unit", row.unit());
        object.put("better", Json.name(row.direction()));
        object.put("statistic", Json.name(row.statistic()));
        object.put("peers", peers(result));
        object.put("target", row.rules().isEmpty()
                ? null
                : row.rules().stream().map(rule -> rule.text()).collect(Collectors.joining("; ")));
        object.put("reached", Verdict.allReached(verdicts).orElse(null));
        object.put("verdicts", verdicts.stream().map(JsonReport::verdict).toList());
        object.put("p50", result.ours().map(ours -> ours.percentile(50)).orElse(null));
        object.put("p99", number(
                result.ours().map(Samples::p99).orElse(OptionalDouble.empty())));
        object.put("p999", number(
                result.ours().map(Samples::p999).orElse(OptionalDouble.empty())));
        object.put("peersP99", tails(result, Samples::p99));
        object.put("peersP999", tails(result, Samples::p999));
        object.put("min", result.ours().map(Samples::min).orElse(null));
        object.put("max", result.ours().map(Samples::max).orElse(null));
        object.put("samples", result.ours().map(Samples::count).orElse(0));
        object.put("missing", result.missing());
        object.put("obstacle", result.obstacle().orElse(null));
        object.put("noisy", result.noise().isTooMuch());
        object.put("noise", noise(result.noise()));
        object.put("load", result.load());
        object.put("machine", machine(machine));
        return Json.text(object) + "\n";
    }

    /** All peers; null for those that were not measured. */
    private static Map<String, @Nullable Object> peers(RowResult result) {
        Map<String, Double> figures = result.peers();
        Map<String, @Nullable Object> peers = new LinkedHashMap<>();
        for (Contender contender : result.row().contenders()) {
            if (!contender.name().equals(Contender.OURS)) {
                peers.put(contender.name(), figures.get(contender.name()));
            }
        }
        return peers;
    }

    /** Of all peers; null for those that have too few samples. */
    private static Map<String, @Nullable Object> tails(RowResult result,
            Function<Samples, OptionalDouble> percentile) {
        Map<String, @Nullable Object> peers = peers(result);
        peers.replaceAll((name, figure) -> number(
                Optional.ofNullable(result.samples().get(name))
                        .map(percentile)
                        .orElse(OptionalDouble.empty())));
        return peers;
    }

    private static Map<String, @Nullable Object> verdict(Verdict verdict) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("rule", verdict.rule().text());
        object.put("verdict", verdict.text());
        return object;
    }

    private static Map<String, @Nullable Object> noise(Noise noise) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("spread", noise.spread());
        object.put("others", noise.others());
        object.put("stolen", noise.stolen());
        return object;
    }

    private static Map<String, @Nullable Object> machine(Machine machine) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("cpu", machine.cpu());
        object.put("cores", machine.cores());
        object.put("memoryMebibytes", machine.memoryMebibytes());
        object.put("system", machine.system());
        object.put("jdk", machine.jdk());
        object.put("python", machine.python().orElse(null));
        object.put("procesy", machine.procesy());
        return object;
    }

    private static @Nullable Object number(OptionalDouble value) {
        Optional<Double> boxed = value.isPresent()
                ? Optional.of(value.getAsDouble())
                : Optional.empty();
        return boxed.orElse(null);
    }
}
