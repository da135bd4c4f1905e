package io.github.procesy.cli.items;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ByteSizesTest {
    @ParameterizedTest
    @CsvSource({"256m, 268435456", "2G, 2147483648", "64k, 65536", "1t, 1099511627776",
            "4096, 4096"})
    void readsWhatTheJvmReads(String text, long bytes) {
        assertThat(ByteSizes.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "m", "1.5g", "-1m", "0", "5mb", "99999999999g"})
    void refusesTheRest(String text) {
        assertThatThrownBy(() -> ByteSizes.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' is no size of memory; write it as 256m or 2g");
    }
}
