package io.github.procesy.cli.items;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({"500ms, 500", "2s, 2000", "1.5s, 1500", "1m, 60000", "0.5h, 1800000", "PT2S, 2000",
            "pt1m30s, 90000", "3 s, 3000"})
    void readsWhatPeopleWrite(String text, long millis) {
        assertThat(Durations.parse(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "5 eggs", "-5s", "1.2.3s", "PT", "P", "0s", "0.0001ms",
            "-PT1S", "9999999999999999999h", "400000h",
            "PT9223372036854775807S"})
    void refusesWhatIsNoUsableDuration(String text) {
        assertThatThrownBy(() -> Durations.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @ParameterizedTest
    @CsvSource({"500, 500ms", "2000, 2s", "1500, 1.5s", "60000, 1m", "90000, 90s"})
    void writesThemShortly(long millis, String text) {
        assertThat(Durations.text(Duration.ofMillis(millis))).isEqualTo(text);
    }
}
