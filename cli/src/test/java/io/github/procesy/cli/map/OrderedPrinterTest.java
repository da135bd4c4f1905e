package io.github.procesy.cli.map;

import java.io.ByteArrayOutputStream;
import java.time.Duration;

import io.github.procesy.cli.terminal.ResultWriter;
import io.github.procesy.testing.Conditions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static java.nio.charset.StandardCharsets.UTF_8;

@Timeout(30)
class OrderedPrinterTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final ResultWriter out = new ResultWriter(printed, e -> {
        throw new AssertionError(e);
    });
    private final OrderedPrinter printer = new OrderedPrinter(out, 1000);
    private final Item first = new Item(1, "1");
    private final Item second = new Item(2, "2");
    private final Item third = new Item(3, "3");

    @AfterEach
    void close() {
        out.close();
    }

    @Test
    void theHeadIsPrintedAtOnceTheOthersInTheirTurn() {
        print(second, "2a\n");
        print(third, "3a\n");
        printer.end(third);
        print(first, "1a\n");
        assertPrinted("1a\n");
        print(second, "2b\n");
        printer.end(first);
        assertPrinted("1a\n2a\n2b\n");
        print(second, "2c\n");
        assertPrinted("1a\n2a\n2b\n2c\n");
        printer.end(second);
        assertPrinted("1a\n2a\n2b\n2c\n3a\n");
    }

    @Test
    void whoIsAheadWaitsWhenMuchIsKeptAndTheHeadDoesNot() {
        print(second, "x".repeat(2000) + "\n");
        Thread ahead = Thread.startVirtualThread(() -> print(third, "3\n"));
        Conditions.await("the third waits", LONG,
                () -> ahead.getState() == Thread.State.WAITING);
        print(first, "y".repeat(2000) + "\n");
        printer.end(first);
        printer.end(second);
        Conditions.await("the third goes on", LONG, () -> !ahead.isAlive());
        assertPrinted("y".repeat(2000) + "\n" + "x".repeat(2000) + "\n3\n");
    }

    @Test
    void stoppingLetsEverybodyGo() {
        print(second, "x".repeat(2000) + "\n");
        Thread ahead = Thread.startVirtualThread(() -> print(third, "3\n"));
        Conditions.await("the third waits", LONG,
                () -> ahead.getState() == Thread.State.WAITING);
        printer.stop();
        Conditions.await("the third goes on", LONG, () -> !ahead.isAlive());
    }

    private void print(Item item, String lines) {
        printer.print(item, lines.getBytes(UTF_8));
    }

    private void assertPrinted(String text) {
        Conditions.await("printed", LONG, () -> printed.toString(UTF_8).equals(text),
                () -> printed.toString(UTF_8));
    }
}
