package io.github.procesy.bench.report;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class JsonReportTest {
    private final JsonReport report = new JsonReport();

    @Test
    void aRowIsOneLine() {
        assertThat(report.head(Results.MACHINE)).isEmpty();
        assertThat(report.row(Results.measured(Results.NOISY), Results.MACHINE)).isEqualTo("""
                {"row":"start-warm","title":"start call to first instruction","ours":0.6,\
                "unit":"ms","better":"lower","statistic":"p50",\
                "peers":{"CPython fork":1.5,"java":null},\
                "target":"p50 at most 0.8 ms; below a third of fork","reached":false,\
                "verdicts":[{"rule":"p50 at most 0.8 ms","verdict":"reached"},\
                {"rule":"below a third of fork","verdict":"falls short by 20 %"}],\
                "p50":0.6,"p99":null,"p999":null,\
                "peersP99":{"CPython fork":null,"java":null},\
                "peersP999":{"CPython fork":null,"java":null},\
                "min":0.5,"max":1.5,"samples":3,\
                "missing":{"java":"absent"},"obstacle":null,"noisy":true,\
                "noise":{"spread":1.5,"others":0.0,"stolen":0.0},"load":"0.1 0.2 0.3",\
                "machine":{"cpu":"A \\"fast\\" one","cores":2,"memoryMebibytes":2048,\
                "system":"Linux 6.18","jdk":"25+9","python":"3.13.1","procesy":"0.1.0"}}
                """);
    }

    @Test
    void whatWasNotMeasuredIsNull() {
        assertThat(report.row(Results.failed(), Results.MACHINE)).contains("\"ours\":null",
                "\"reached\":null", "\"samples\":0", "\"missing\":{\"ours\":\"failed\"}");
        assertThat(report.row(Results.notMeasurable(), Results.MACHINE)).contains("\"ours\":null",
                "\"obstacle\":\"there is no clock\"");
    }

    @Test
    void valuesAreWrittenAsJsonHasThem() {
        assertThat(Json.text(Arrays.asList(1, 2.5, true, null, "a\"b\\c\n", Double.NaN)))
                .isEqualTo("[1,2.5,true,null,\"a\\\"b\\\\c\\u000a\",null]");
        assertThat(Json.text(Map.of("key", List.of()))).isEqualTo("{\"key\":[]}");
    }
}
