package io.github.procesy.cli.items;

import java.io.ByteArrayOutputStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class PrinterTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Turn turn = new Turn(1000);

    @AfterEach
    void close() {
        turn.close();
    }

    private Printer printer(PrintOrder order) {
        return new Printer(order, out::writeBytes, err::writeBytes, UTF_8, new Room(Long.MAX_VALUE),
                turn);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static Piece piece(long item, int worker, String text) {
        return new Piece(item, worker, Piece.OUT, bytes(text));
    }

    private static ItemEnd end(int worker, int pieces, String text) {
        return ItemEnd.of(worker, pieces, bytes(text), bytes(""), "");
    }

    private void assertPrinted(String text) {
        assertThat(out.toString(UTF_8)).isEqualTo(text);
    }

    @Test
    void theFirstIsPrintedAtOnceTheOthersInTheirTurn() {
        Printer printer = printer(PrintOrder.INPUT);
        printer.piece(piece(1, 2, "b1\n"));
        printer.piece(piece(0, 1, "a1\n"));
        assertPrinted("a1\n");
        printer.end(2, bytes("c\n"));
        printer.end(0, end(1, 1, "a2\n"));
        assertPrinted("a1\na2\nb1\n");
        printer.piece(piece(1, 2, "b2\n"));
        assertPrinted("a1\na2\nb1\nb2\n");
        printer.end(1, end(2, 2, ""));
        assertPrinted("a1\na2\nb1\nb2\nc\n");
    }

    @Test
    void anItemEndsWhenAllItsPiecesHaveCome() throws InterruptedException {
        Printer printer = printer(PrintOrder.INPUT);
        printer.end(0, end(1, 2, "a3\n"));
        printer.end(1, bytes("b\n"));
        printer.piece(piece(0, 1, "a1\n"));
        assertThat(printer.awaitEmpty(1)).isFalse();
        printer.piece(piece(0, 1, "a2\n"));
        assertPrinted("a1\na2\na3\nb\n");
        assertThat(printer.awaitEmpty(1)).isTrue();
    }

    @Test
    void anItemThatIsBegunAnewDoesNotShowTheSameAgain() {
        Printer printer = printer(PrintOrder.INPUT);
        printer.piece(piece(0, 1, "1\n2\nha"));
        printer.piece(piece(1, 2, "b1\n"));
        printer.piece(piece(0, 3, "1\n2\nhalf\n"));
        printer.end(0, bytes("1\n2\nhalf\n3\n"));
        assertPrinted("1\n2\nhalf\n3\nb1\n");
        printer.piece(piece(0, 3, "too late\n"));
        printer.end(1, end(2, 1, ""));
        assertPrinted("1\n2\nhalf\n3\nb1\n");
    }

    @Test
    void whatWasNotPrintedOfAWorkerThatDiedIsNot() {
        Printer printer = printer(PrintOrder.INPUT);
        printer.piece(piece(1, 2, "b of the dead\n"));
        printer.piece(piece(1, 3, "b of the living\n"));
        printer.end(1, end(3, 1, ""));
        printer.end(0, bytes(""));
        assertPrinted("b of the living\n");
    }

    @Test
    void whoHasNotItsTurnMayNotSendMoreWhenMuchIsKept() {
        Printer printer = printer(PrintOrder.INPUT);
        assertThat(turn.allows(1)).isTrue();
        printer.piece(piece(1, 2, "x".repeat(2000)));
        assertThat(turn.allows(1)).isFalse();
        assertThat(turn.allows(0)).isTrue();
        printer.end(0, bytes("a\n"));
        assertThat(turn.allows(1)).isTrue();
        assertThat(turn.allows(2)).isTrue();
    }

    @Test
    void wholeItemsComeAsTheyEnd() {
        Printer printer = printer(PrintOrder.WHOLE);
        printer.piece(piece(0, 1, "a1\n"));
        printer.piece(piece(1, 2, "b1\n"));
        printer.end(1, end(2, 1, "b2\n"));
        assertPrinted("b1\nb2\n");
        printer.end(0, end(1, 1, "a2\n"));
        assertPrinted("b1\nb2\na1\na2\n");
    }

    @Test
    void aWholeItemThatIsTooMuchIsPrintedOnUntilItEnds() {
        Printer printer = printer(PrintOrder.WHOLE);
        String much = "a".repeat(2000);
        printer.piece(piece(1, 2, "b1\n"));
        printer.piece(piece(0, 1, much));
        assertPrinted(much);
        assertThat(turn.allows(0)).isTrue();
        printer.end(1, end(2, 1, "b2\n"));
        printer.piece(piece(0, 1, "!\n"));
        assertPrinted(much + "!\n");
        printer.end(0, end(1, 2, ""));
        assertPrinted(much + "!\nb1\nb2\n");
    }

    @Test
    void piecesComeAsTheyAreWhereThereIsNoOrder() {
        Printer printer = printer(PrintOrder.PIECES);
        printer.piece(piece(1, 2, "b1\n"));
        printer.piece(piece(0, 1, "a1\n"));
        printer.end(2, bytes("c\n"));
        printer.endBehindPieces(1, "b failed");
        printer.piece(Piece.end(1));
        printer.piece(piece(1, 2, "too late\n"));
        printer.end(0, end(1, 1, "a2\n"));
        assertPrinted("b1\na1\nc\na2\n");
        assertThat(err.toString(UTF_8)).isEqualTo("b failed\n");
    }

    @Test
    void theLastIsPrintedWhosesoeverTurnItIsAndNothingBehindIt() throws InterruptedException {
        Printer printer = printer(PrintOrder.INPUT);
        printer.piece(piece(0, 1, "a1\n"));
        printer.piece(piece(2, 3, "c1\n"));
        printer.piece(piece(1, 2, "b1\n"));
        printer.endBehindPieces(1, "b failed");
        printer.piece(Piece.end(1));
        printer.printLast(1, () -> true, 0);
        printer.piece(piece(0, 1, "a2\n"));
        printer.end(0, end(1, 2, "a3\n"));
        printer.end(3, bytes("d\n"));
        assertPrinted("a1\nb1\n");
        assertThat(err.toString(UTF_8)).isEqualTo("b failed\n");
    }

    @Test
    void theLastIsPrintedAlsoIfItsPiecesDoNotCome() throws InterruptedException {
        Printer printer = printer(PrintOrder.WHOLE);
        printer.piece(piece(0, 1, "a1\n"));
        printer.end(0, end(1, 2, "a3\n").saying("a failed"));
        printer.printLast(0, () -> false, 1);
        assertPrinted("a1\na3\n");
        assertThat(err.toString(UTF_8)).isEqualTo("a failed\n");
    }

    @Test
    void lastWordsAreNoneOfThatWhichWasPrintedBefore() {
        Printer printer = printer(PrintOrder.INPUT);
        printer.piece(new Piece(0, 1, Piece.ERR, bytes("1\n2\n3\n")));
        printer.piece(piece(0, 2, "again\n"));
        printer.endBehindPieces(0, "a failed");
        printer.piece(Piece.end(0));
        assertThat(err.toString(UTF_8)).isEqualTo("1\n2\n3\na failed\n");
    }

    @Test
    void workersWaitAsLongAsTooMuchIsKeptAndTheirItemsHaveNotTheirTurn() {
        Printer printer = printer(PrintOrder.INPUT);
        printer.piece(piece(1, 2, "b1\n"));
        printer.piece(Piece.waits(1, 2));
        assertThat(printer.waitingWorkers()).isEmpty(); // there is room again
        printer.piece(piece(2, 3, "x".repeat(2000)));
        assertThat(printer.waitingWorkers()).containsExactly(2);
        printer.piece(Piece.waits(2, 3));
        printer.piece(Piece.waits(3, 4));
        assertThat(printer.waitingWorkers()).containsExactlyInAnyOrder(2, 3, 4);
        printer.piece(piece(3, 4, "d1\n"));
        assertThat(printer.waitingWorkers()).containsExactlyInAnyOrder(2, 3);
        printer.piece(piece(2, 5, "y".repeat(2000))); // begun anew by another worker
        assertThat(printer.waitingWorkers()).containsExactly(2);
        printer.end(0, bytes("a\n"));
        assertThat(printer.waitingWorkers()).isEmpty();
        printer.end(1, end(2, 1, ""));
        assertPrinted("a\nb1\n" + "y".repeat(2000));
    }
}
