package io.github.procesy.bench.measure;

import java.util.List;
import java.util.stream.DoubleStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SamplesTest {
    @Test
    void percentilesAreSamplesOfTheNearestRank() {
        Samples samples = Samples.of(List.of(5.0, 1.0, 4.0, 2.0, 3.0));

        assertThat(samples.percentile(50)).isEqualTo(3);
        assertThat(samples.percentile(99)).isEqualTo(5);
        assertThat(samples.percentile(20)).isEqualTo(1);
        assertThat(samples.percentile(21)).isEqualTo(2);
        assertThat(samples.min()).isEqualTo(1);
        assertThat(samples.max()).isEqualTo(5);
        assertThat(samples.count()).isEqualTo(5);
    }

    @Test
    void oneSampleIsEveryPercentile() {
        Samples samples = Samples.of(List.of(7.0));

        assertThat(samples.percentile(0.1)).isEqualTo(7);
        assertThat(samples.percentile(50)).isEqualTo(7);
        assertThat(samples.percentile(100)).isEqualTo(7);
    }

    @Test
    void aNinetyNinthPercentileNeedsAHundredSamples() {
        assertThat(ofRange(99).p99()).isEmpty();
        assertThat(ofRange(100).p99()).hasValue(99);
    }

    @Test
    void oneOfAThousandNeedsAThousandSamples() {
        assertThat(ofRange(999).p999()).isEmpty();
        assertThat(ofRange(1000).p999()).hasValue(999);
        assertThat(ofRange(41_000).p999()).hasValue(40_959);
    }

    @Test
    void noSamplesAreNoFigure() {
        assertThatIllegalArgumentException().isThrownBy(() -> Samples.of(List.of()))
                .withMessage("A figure needs at least one sample; there are 0.");
    }

    private static Samples ofRange(int last) {
        return Samples.of(DoubleStream.iterate(1, n -> n <= last, n -> n + 1).boxed().toList());
    }
}
