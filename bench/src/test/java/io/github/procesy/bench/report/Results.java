package io.github.procesy.bench.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.DoubleStream;

import io.github.procesy.bench.contender.Contender;
import io.github.procesy.bench.machine.Machine;
import io.github.procesy.bench.machine.Noise;
import io.github.procesy.bench.measure.Row;
import io.github.procesy.bench.measure.RowResult;
import io.github.procesy.bench.measure.Rule;
import io.github.procesy.bench.measure.Samples;

/** Results that nobody has measured. */
final class Results {
    static final Machine MACHINE = new Machine("A \"fast\" one", 2, 2048, "Linux 6.18", "25+9",
            Optional.of("3.13.1"), "0.1.0");
    static final Noise QUIET = new Noise(1, 0, 0);
    static final Noise NOISY = new Noise(1.5, 0, 0);

    private Results() {}

    /** A row with a peer that is there and one that is not. */
    static final class SampleRow implements Row {
        @Override
        public String id() {
            return "start-warm";
        }

        @Override
        public String title() {
            return "start call to first instruction";
        }

        @Override
        public String unit() {
            return "ms";
        }

        @Override
        public List<Rule> rules() {
            return List.of(Rule.limit("p50 at most 0.8 ms", 0.8),
                    Rule.ofPeer("below a third of fork", 1.0 / 3, "CPython fork"));
        }

        @Override
        public List<Contender> contenders() {
            return List.of(nobody(Contender.OURS), nobody("CPython fork"), nobody("java"));
        }

        private static Contender nobody(String name) {
            return new Contender(name, lab -> Optional.empty());
        }
    }

    static RowResult measured(Noise noise) {
        SequencedMap<String, Samples> samples = new LinkedHashMap<>();
        samples.put(Contender.OURS, Samples.of(List.of(0.5, 0.6, 1.5)));
        samples.put("CPython fork", Samples.of(List.of(1.5)));
        return new RowResult(new SampleRow(), samples, missing("java", "absent"), noise,
                Optional.empty(), false, "0.1 0.2 0.3");
    }

    /** 1 to 1000, of ours and of one peer. */
    static RowResult thousands() {
        Samples thousand = Samples.of(DoubleStream.iterate(1, i -> i <= 1000, i -> i + 1)
                .boxed()
                .toList());
        SequencedMap<String, Samples> samples = new LinkedHashMap<>();
        samples.put(Contender.OURS, thousand);
        samples.put("CPython fork", thousand);
        return new RowResult(new SampleRow(), samples, missing("java", "absent"), QUIET,
                Optional.empty(), false, "0.1 0.2 0.3");
    }

    static RowResult failed() {
        return new RowResult(new SampleRow(), new LinkedHashMap<>(),
                missing(Contender.OURS, "failed"), QUIET, Optional.empty(), true, "0.1 0.2 0.3");
    }

    static RowResult notMeasurable() {
        return new RowResult(new SampleRow(), new LinkedHashMap<>(), new LinkedHashMap<>(), QUIET,
                Optional.of("there is no clock"), false, "0.1 0.2 0.3");
    }

    private static SequencedMap<String, String> missing(String name, String why) {
        SequencedMap<String, String> missing = new LinkedHashMap<>();
        missing.put(name, why);
        return missing;
    }
}
