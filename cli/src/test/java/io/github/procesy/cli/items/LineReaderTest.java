package io.github.procesy.cli.items;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class LineReaderTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1 << 16})
    void cutsLinesHoweverTheBytesCome(int atOnce) throws Exception {
        assertThat(read("a\nbc\r\n\n\r\n\u017c\u00f3\rx\nlast", atOnce)).containsExactly("a", "bc",
                "", "", "\u017c\u00f3\rx", "last");
    }

    @Test
    void anEndAtTheEndAddsNoLine() throws Exception {
        assertThat(read("a\n", 10)).containsExactly("a");
        assertThat(read("", 10)).isEmpty();
        assertThat(read("\n", 10)).containsExactly("");
    }

    @Test
    void takesLinesLongerThanItsBuffer() throws Exception {
        String longLine = "x".repeat(1_000_000);
        assertThat(read(longLine + "\ny\n", 1 << 16)).containsExactly(longLine, "y");
    }

    @Test
    void stopsWhenNoMoreIsWanted() throws Exception {
        List<String> lines = new ArrayList<>();
        new LineReader(slow("a\nb\nc\n", 10), UTF_8).readAll(line -> {
            lines.add(line);
            return lines.size() < 2;
        });
        assertThat(lines).containsExactly("a", "b");
    }

    private static List<String> read(String text, int atOnce) throws Exception {
        List<String> lines = new ArrayList<>();
        new LineReader(slow(text, atOnce), UTF_8).readAll(lines::add);
        return lines;
    }

    private static InputStream slow(String text, int atOnce) {
        return new FilterInputStream(new ByteArrayInputStream(text.getBytes(UTF_8))) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return super.read(bytes, offset, Math.min(length, atOnce));
            }
        };
    }
}
