package io.github.procesy.bench;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

import io.github.procesy.bench.measure.Effort;
import io.github.procesy.bench.measure.Observer;
import io.github.procesy.bench.measure.Row;
import io.github.procesy.bench.row.Rows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class BenchRunTest {
    private final List<String> problems = new ArrayList<>();

    @Test
    void aRowIsMeasuredFromEndToEnd() throws Exception {
        BenchSettings settings = new BenchSettings(BenchSettings.rows(List.of("start-warm")),
                new Effort(1, 10), true, "no-such-python");
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        boolean measured = BenchRun.run(settings, new PrintStream(out, false, UTF_8), observer());

        assertThat(problems).isEmpty();
        assertThat(measured).isTrue();
        assertThat(out.toString(UTF_8)).hasLineCount(1)
                .matches("(?s)\\{\"row\":\"start-warm\",.*\"ours\":[0-9.]+,.*"
                        + "\"peers\":\\{\"CPython fork\":null,\"CPython forkserver\":null,"
                        + "\"platform thread\":[0-9.E-]+\\},.*\"samples\":1,.*\\}\n");
    }

    @ParameterizedTest
    @Timeout(300)
    @ValueSource(
            strings = {"queue-ints", "pipe-hot"})
    void queuesAndPipesAreMeasuredBesideOthersOfTheirKind(String row) throws Exception {
        BenchSettings settings = new BenchSettings(BenchSettings.rows(List.of(row)),
                new Effort(1, 100), true, "no-such-python");
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        boolean measured = BenchRun.run(settings, new PrintStream(out, false, UTF_8), observer());

        assertThat(problems).isEmpty();
        assertThat(measured).isTrue();
        assertThat(out.toString(UTF_8)).hasLineCount(1)
                .matches("(?s)\\{\"row\":\"" + row + "\",.*\"ours\":[0-9.E-]+,.*"
                        + "\"missing\":\\{(\"CPython [A-Za-z]+\":\"absent\",?)*\\},.*");
    }

    @Test
    void rowsAreMeasuredInTheOrderOfTheTable() {
        assertThat(BenchSettings.rows(List.of("death", "start-cold"))).extracting(Row::id)
                .containsExactly("start-cold", "death");
        assertThat(BenchSettings.rows(List.of())).isEqualTo(Rows.all());
    }

    @Test
    void aRowThatDoesNotExistIsNamedWithThoseThatDo() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BenchSettings.rows(List.of("death", "birth")))
                .withMessageStartingWith("--only names a row; there is none that is called 'birth'."
                        + " There are start-warm, start-cold,");
    }

    @Test
    void everyRowHasANameOfItsOwnAndOursFirst() {
        assertThat(Rows.all()).extracting(Row::id).doesNotHaveDuplicates();
        for (Row row : Rows.all()) {
            assertThat(row.contenders().getFirst().name()).isEqualTo("ours");
            assertThat(row.contenders()).extracting(contender -> contender.name())
                    .doesNotHaveDuplicates();
            assertThat(row.contenders()).extracting(contender -> contender.name())
                    .containsAll(
                            row.rules().stream().flatMap(rule -> rule.peer().stream()).toList());
        }
    }

    private Observer observer() {
        return new Observer() {
            @Override
            public void progress(String row, String step) {
                // nobody looks
            }

            @Override
            public void problem(String message) {
                problems.add(message);
            }
        };
    }
}
