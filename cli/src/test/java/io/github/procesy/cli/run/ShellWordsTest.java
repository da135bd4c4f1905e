package io.github.procesy.cli.run;

import io.github.procesy.cli.items.ItemFailure;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ShellWordsTest {
    @Test
    void blanksSeparate() throws ItemFailure {
        assertThat(ShellWords.of("  a\tb  c ")).containsExactly("a", "b", "c");
        assertThat(ShellWords.of(" \t")).isEmpty();
    }

    @Test
    void quotesKeepTogetherWhatStandsInThem() throws ItemFailure {
        assertThat(ShellWords.of("'a b' \"c 'd'\" '' e'f'\"g\"")).containsExactly("a b", "c 'd'",
                "",
                "efg");
    }

    @Test
    void aBackslashTakesTheMeaningFromWhatFollows() throws ItemFailure {
        assertThat(ShellWords.of("a\\ b \\' \\\\ 'c\\d' \"e\\\"f\\g\\$\\\\\""))
                .containsExactly("a b", "'", "\\", "c\\d", "e\"f\\g$\\");
    }

    @Test
    void nothingIsExpanded() throws ItemFailure {
        assertThat(ShellWords.of("$HOME ~ * `x` #y")).containsExactly("$HOME", "~", "*", "`x`",
                "#y");
    }

    @Test
    void whatIsNotClosedIsNamedWithItsPlace() {
        assertThatExceptionOfType(ItemFailure.class).isThrownBy(() -> ShellWords.of("ab 'c"))
                .withMessageContaining("the quote ' at column 4 is not closed");
        assertThatExceptionOfType(ItemFailure.class).isThrownBy(() -> ShellWords.of("a\"\\\""))
                .withMessageContaining("the quote \" at column 2 is not closed");
        assertThatExceptionOfType(ItemFailure.class).isThrownBy(() -> ShellWords.of("a\\"))
                .withMessageContaining("ends with a backslash");
    }
}
