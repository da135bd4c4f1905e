package io.github.procesy.bench.contender;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.github.procesy.bench.probe.Probe;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

class LabTest {
    private final List<String> problems = new ArrayList<>();

    /** Gives what it was told, and fails where it was told nothing. */
    static final class EchoProbe implements Probe {
        private List<String> told = List.of();

        @Override
        public void begin(List<String> arguments) {
            told = arguments;
        }

        @Override
        public double[] measure(int count) throws IOException {
            if (told.isEmpty()) {
                throw new IOException("nothing was said");
            }
            System.out.println("is not taken for an answer");
            double[] samples = new double[count];
            Arrays.fill(samples, Double.parseDouble(told.getFirst()));
            return samples;
        }
    }

    static final class BrokenProbe implements Probe {
        @Override
        public void begin(List<String> arguments) throws IOException {
            throw new IOException("cannot begin");
        }

        @Override
        public double[] measure(int count) {
            return new double[count];
        }
    }

    @Test
    void aPythonThatIsNotThereIsAbsentAndNoError() throws Exception {
        try (Lab lab = Lab.open("no-such-python", problems::add)) {
            assertThat(lab.pythonVersion()).isEmpty();
            assertThat(Contenders.python(Contenders.FORK, "start_join").source().start(lab))
                    .isEmpty();
        }
        assertThat(problems).isEmpty();
    }

    @Test
    void aProbeMeasuresInAJvmOfItsOwn() throws Exception {
        try (Lab lab = Lab.open("no-such-python", problems::add);
                Driver driver = start(lab, EchoProbe.class, List.of("2.5"))) {
            driver.warmUp(3);
            assertThat(driver.measure(2)).containsExactly(2.5, 2.5);
        }
    }

    @Test
    void aFailureSaysWhatTheProgramPrinted() throws Exception {
        try (Lab lab = Lab.open("no-such-python", problems::add)) {
            try (Driver driver = start(lab, EchoProbe.class, List.of())) {
                assertThatIOException().isThrownBy(() -> driver.measure(1))
                        .withMessageContaining("nothing was said")
                        .withMessageContaining("EchoProbe.measure");
            }
            assertThatIOException().isThrownBy(() -> start(lab, BrokenProbe.class, List.of()))
                    .withMessageStartingWith("it ended; it printed:")
                    .withMessageContaining("cannot begin");
        }
    }

    private static Driver start(Lab lab, Class<? extends Probe> probe, List<String> arguments)
            throws Exception {
        return lab.probeWithLibraries(List.of(), probe, arguments).orElseThrow();
    }
}
