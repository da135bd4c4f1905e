package io.github.procesy.cli.terminal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class MessagesTest {
    private static final String CLEAR = "\r\u001b[K";

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Messages messages = new Messages(printed, UTF_8);

    @Test
    void printsLinesAndNothingElseWithoutProgress() {
        messages.print("a");
        messages.print("b");
        assertPrinted("a\nb\n");
    }

    @Test
    void keepsTheProgressBelowTheMessages() {
        messages.progress("1%");
        messages.progress("2%");
        messages.print("a");
        messages.print("b");
        messages.progress("3%");
        messages.endProgress();
        messages.progress("4%");
        messages.print("c");
        assertPrinted("1%" + CLEAR + "2%" + CLEAR + "a\nb\n3%" + CLEAR + "c\n");
    }

    @Test
    void clearsTheProgressForResultsOnTheSameTerminal() throws IOException {
        messages.progress("1%");
        messages.aside(printed).write("result\n".getBytes(UTF_8));
        messages.progress("2%");
        assertPrinted("1%" + CLEAR + "result\n2%");
    }

    @Test
    void showsNoProgressAfterTheLastLine() {
        messages.progress("1%");
        messages.printLast("the end", Duration.ofSeconds(1));
        messages.progress("2%");
        assertPrinted("1%" + CLEAR + "the end\n");
    }

    private void assertPrinted(String text) {
        assertThat(printed.toString(UTF_8)).isEqualTo(text);
    }

    @Test
    void showsNoProgressBehindALineThatHasNoEndYet() throws IOException {
        messages.aside(printed).write("42".getBytes(UTF_8));
        messages.progress("1%");
        messages.aside(printed).write("\n".getBytes(UTF_8));
        messages.progress("2%");
        assertPrinted("42\n2%");
    }
}
