package io.github.procesy.bench.report;

import io.github.procesy.bench.measure.RowResult;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TableReportTest {
    private static final int WIDTH = 120;

    private final TableReport report = new TableReport();

    @Test
    void theHeadNamesMachineVersionsAndLoad() {
        assertThat(report.head(Results.MACHINE)).startsWith("""
                machine   A "fast" one, 2 cores, 2048 MiB, Linux 6.18
                versions  procesy 0.1.0, JDK 25+9, Python 3.13.1
                load      \
                """).contains("ROW ", "OURS ", "PEERS ", "TARGET ", "VERDICT");
    }

    @Test
    void aRowHasALineForEachPeerAndRule() {
        String text = row(Results.measured(Results.QUIET));

        assertThat(text.lines()).containsExactly("",
                "start-warm    0.600 ms          CPython fork          1.50 ms    p50 at most 0.8 ms"
                        + "            reached",
                "              p50 of 3          java                   absent    below a third of"
                        + " fork         falls short by 20 %",
                "              max 1.50", "              start call to first instruction");
        assertThat(text.lines()).allMatch(line -> line.length() <= WIDTH);
    }

    @Test
    void theTailsOfAllAreToldWhereThereAreEnoughSamples() {
        assertThat(row(Results.thousands()).lines().limit(4)).containsExactly("",
                "start-warm    500 ms            CPython fork           500 ms    p50 at most 0.8 ms"
                        + "            falls short by 62400 %",
                "              p50 of 1000         p99                  990 ms    below a third of"
                        + " fork         falls short by 200 %",
                "              p99 990             p99.9                999 ms");
        assertThat(new JsonReport().row(Results.thousands(), Results.MACHINE)).contains(
                "\"p99\":990.0,\"p999\":999.0,"
                        + "\"peersP99\":{\"CPython fork\":990.0,\"java\":null},"
                        + "\"peersP999\":{\"CPython fork\":999.0,\"java\":null}");
    }

    @Test
    void aNoisyMachineIsSaidBesideTheVerdicts() {
        assertThat(row(Results.measured(Results.NOISY)).lines()
                .anyMatch(line -> line.endsWith("too noisy to judge"))).isTrue();
        assertThat(row(Results.measured(Results.NOISY)))
                .endsWith("  noise: spread of a fixed calculation 1.50 (limit 1.25)\n");
    }

    @Test
    void whatFailedHasNoVerdict() {
        assertThat(row(Results.failed())).contains("failed", "not measured")
                .doesNotContain("reached", "falls short");
    }

    @Test
    void whatCannotBeMeasuredSaysWhy() {
        assertThat(row(Results.notMeasurable()))
                .isEqualTo("\nstart-warm    not measurable here: there is no clock\n");
    }

    @Test
    void figuresHaveThreeDigits() {
        assertThat(Figures.text(0.051_26)).isEqualTo("0.0513");
        assertThat(Figures.text(2.5)).isEqualTo("2.50");
        assertThat(Figures.text(31.04)).isEqualTo("31.0");
        assertThat(Figures.text(155_581.6)).isEqualTo("155582");
        assertThat(Figures.text(0)).isEqualTo("0");
    }

    private String row(RowResult result) {
        return report.row(result, Results.MACHINE);
    }
}
