package io.github.procesy.cli.map;

import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class ItemTest {
    private final Item item = new Item(1, "x");

    @Test
    void aRepeatedItemDoesNotShowTheSameResultsAgain() {
        assertThat(unseen("a\nb\n")).isEqualTo("a\nb\n");
        item.repeat();
        assertThat(unseen("a\n")).isEmpty();
        assertThat(unseen("b\nc\n")).isEqualTo("c\n");
        assertThat(unseen("d\n")).isEqualTo("d\n");
        item.repeat();
        assertThat(unseen("a\nb\nc\nd\ne\n")).isEqualTo("e\n");
        assertThat(item.attempts()).isEqualTo(3);
    }

    private String unseen(String results) {
        return new String(item.unseen(results.getBytes(UTF_8)), UTF_8);
    }
}
