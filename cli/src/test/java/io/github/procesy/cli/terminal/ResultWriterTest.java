package io.github.procesy.cli.terminal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import io.github.procesy.testing.Conditions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class ResultWriterTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void writesWithoutBeingAskedAndAllAtTheEnd() {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        ResultWriter writer = new ResultWriter(target, e -> {
            throw new AssertionError(e);
        });
        write(writer, "a\n");
        Conditions.await("it is written", LONG, () -> target.toString(UTF_8).equals("a\n"));
        for (int i = 0; i < 100_000; i++) {
            write(writer, "b\n");
        }
        writer.close();
        assertThat(target.toString(UTF_8)).isEqualTo("a\n" + "b\n".repeat(100_000));
    }

    @Test
    void letsWhoGivesTooMuchWaitForASlowTarget() {
        CountDownLatch stopped = new CountDownLatch(1);
        ResultWriter writer = new ResultWriter(new OutputStream() {
            @Override
            public void write(int b) {
                throw new AssertionError("only whole pieces are written");
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                try {
                    stopped.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        }, e -> {
        });
        String piece = "x".repeat(1 << 18);
        Thread giver = Thread.startVirtualThread(() -> {
            for (int i = 0; i < 10; i++) {
                write(writer, piece);
            }
        });
        Conditions.await("the giver waits", LONG,
                () -> giver.getState() == Thread.State.WAITING);
        stopped.countDown();
        Conditions.await("the giver goes on", LONG, () -> !giver.isAlive());
        writer.close();
    }

    @Test
    void tellsOfAFailureOnceAndDropsTheRest() {
        AtomicReference<IOException> told = new AtomicReference<>();
        ResultWriter writer = new ResultWriter(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        }, failure -> assertThat(told.getAndSet(failure)).isNull());
        write(writer, "a\n");
        Conditions.await("it is told", LONG, () -> told.get() != null);
        write(writer, "x".repeat(1 << 20));
        write(writer, "b\n");
        writer.close();
        assertThat(BrokenPipe.is(told.get())).isTrue();
    }

    private static void write(ResultWriter writer, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        writer.write(bytes, 0, bytes.length);
    }
}
