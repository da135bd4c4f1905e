package io.github.procesy.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.procesy.bench.contender.Contender;
import io.github.procesy.bench.machine.Machine;
import io.github.procesy.bench.machine.Noise;
import io.github.procesy.bench.measure.Direction;
import io.github.procesy.bench.measure.Row;
import io.github.procesy.bench.measure.RowResult;
import io.github.procesy.bench.measure.Samples;
import io.github.procesy.bench.measure.Verdict;
import org.jspecify.annotations.Nullable;

/** A table for people, as wide as a window of 110 columns. Each row takes several lines. */
public final class TableReport implements Report {
    private static final int ROW = 12;
    private static final int OURS = 16;
    private static final int PEER = 19;
    private static final int FIGURE = 10;
    private static final int TARGET = 28;
    private static final String GAP = "  ";
    private static final String P99 = "p99";
    private static final String P999 = "p99.9";

    /** A name and its figure, or a rule and its verdict. */
    private record Pair(String left, String right) {
        private static final Pair NONE = new Pair("", "");
    }

    /** A report. */
    public TableReport() {}

    @Override
    public String head(Machine machine) {
        String memory = machine.memoryMebibytes() == 0
                ? ""
                : ", " + machine.memoryMebibytes() + " MiB";
        return "machine   " + machine.cpu() + ", " + machine.cores() + " cores" + memory + ", "
                + machine.system() + "\n"
                + "versions  procesy " + machine.procesy() + ", JDK " + machine.jdk() + ", "
                + machine.python().map(version -> "Python " + version).orElse("no Python") + "\n"
                + "load      " + Machine.load() + " (1, 5 and 15 minutes)\n\n"
                + line("ROW", "OURS", "PEERS", "", "TARGET", "VERDICT");
    }

    @Override
    public String row(RowResult result, Machine machine) {
        Row row = result.row();
        StringBuilder text = new StringBuilder("\n");
        if (result.obstacle().isPresent()) {
            return text.append(pad(row.id(), ROW))
                    .append(GAP)
                    .append("not measurable here: ")
                    .append(result.obstacle().get())
                    .append('\n')
                    .toString();
        }
        List<String> ours = ours(result);
        List<Pair> peers = peers(result);
        List<Pair> targets = targets(result);
        int lines = Math.max(ours.size(), Math.max(peers.size(), targets.size()));
        for (int i = 0; i < lines; i++) {
            Pair peer = i < peers.size() ? peers.get(i) : Pair.NONE;
            Pair target = i < targets.size() ? targets.get(i) : Pair.NONE;
            text.append(
                    line(i == 0 ? row.id() : "", i < ours.size() ? ours.get(i) : "", peer.left(),
                            peer.right(), target.left(), target.right()));
        }
        text.append(pad("", ROW)).append(GAP).append(row.title()).append('\n');
        Noise noise = result.noise();
        if (noise.isTooMuch()) {
            text.append(pad("", ROW))
                    .append(GAP)
                    .append("noise: ")
                    .append(String.join(", ", noise.reasons()))
                    .append('\n');
        }
        return text.toString();
    }

    /** Our figure, and what else the samples say. */
    private static List<String> ours(RowResult result) {
        Optional<Samples> measured = result.ours();
        if (measured.isEmpty()) {
            return List.of(result.missing().getOrDefault(Contender.OURS, "-"));
        }
        Samples ours = measured.get();
        Row row = result.row();
        List<String> lines = new ArrayList<>();
        double figure = row.statistic().of(ours);
        lines.add(Figures.text(figure, row.unit()));
        String of = " of " + ours.count();
        switch (row.statistic()) {
            case P50 -> {
                lines.add("p50" + of);
                if (row.direction() == Direction.HIGHER) {
                    lines.add("min " + Figures.text(ours.min()));
                } else if (ours.p99().isPresent()) {
                    lines.add(P99 + " " + Figures.text(ours.p99().getAsDouble()));
                    ours.p999().ifPresent(p999 -> lines.add(P999 + " " + Figures.text(p999)));
                } else {
                    lines.add("max " + Figures.text(ours.max()));
                }
            }
            case P99 -> {
                lines.add(P99 + of);
                lines.add("p50 " + Figures.text(ours.percentile(50)));
            }
        }
        return lines;
    }

    private static List<Pair> peers(RowResult result) {
        Map<String, Double> figures = result.peers();
        List<Pair> lines = new ArrayList<>();
        for (Contender contender : result.row().contenders()) {
            String name = contender.name();
            if (!name.equals(Contender.OURS)) {
                @Nullable Double figure = figures.get(name);
                lines.add(new Pair(name, figure == null
                        ? result.missing().getOrDefault(name, "-")
                        : Figures.text(figure, result.row().unit())));
                lines.addAll(tail(result, name));
            }
        }
        return lines;
    }

    /** The slowest, where there are enough samples to tell how slow one of a thousand is. */
    private static List<Pair> tail(RowResult result, String name) {
        @Nullable Samples samples = result.samples().get(name);
        if (samples == null || samples.p999().isEmpty()) {
            return List.of();
        }
        String unit = result.row().unit();
        return List.of(
                new Pair(GAP + P99, Figures.text(samples.p99().orElseThrow(), unit)),
                new Pair(GAP + P999, Figures.text(samples.p999().getAsDouble(), unit)));
    }

    private static List<Pair> targets(RowResult result) {
        if (result.ours().isEmpty()) {
            return List.of(new Pair("-", "not measured"));
        }
        if (result.row().rules().isEmpty()) {
            return List.of(new Pair("-", "-"));
        }
        List<Pair> lines = new ArrayList<>();
        for (Verdict verdict : result.verdicts()) {
            lines.add(new Pair(verdict.rule().text(), verdict.text()));
        }
        if (result.noise().isTooMuch()) {
            lines.add(new Pair("", "too noisy to judge"));
        }
        return lines;
    }

    private static String line(String row, String ours, String peer, String figure, String target,
            String verdict) {
        return (pad(row, ROW) + GAP + pad(ours, OURS) + GAP + pad(peer, PEER)
                + " ".repeat(Math.max(1, FIGURE - figure.length())) + figure + GAP + GAP
                + pad(target, TARGET) + GAP + verdict).stripTrailing() + "\n";
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
