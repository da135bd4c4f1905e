package io.github.procesy.cli.map;

import java.time.Duration;

import io.github.procesy.testing.Conditions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class ItemQueueTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final ItemQueue queue = new ItemQueue(2);

    @Test
    void leavesEnoughForTheOthers() throws InterruptedException {
        add(40);
        assertThat(queue.take(256)).hasSize(10);
        assertThat(queue.take(5)).hasSize(5);
        assertThat(queue.take(256)).hasSize(6);
        assertThat(queue.take(1)).hasSize(1);
    }

    @Test
    void givesOneWhereThereIsOne() throws InterruptedException {
        add(1);
        assertThat(queue.take(256)).hasSize(1);
    }

    @Test
    void givesTheRestAndThenNothing() throws InterruptedException {
        add(2);
        queue.end();
        assertThat(queue.awaitItem()).isTrue();
        assertThat(queue.take(1)).hasSize(1);
        assertThat(queue.take(1)).hasSize(1);
        assertThat(queue.awaitItem()).isFalse();
        assertThat(queue.take(1)).isEmpty();
        assertThat(queue.added()).isEqualTo(2);
    }

    @Test
    void letsTheReaderWaitUntilThereIsRoom() throws InterruptedException {
        String big = "x".repeat(3 << 20);
        queue.add(new Item(1, big));
        Thread reader = Thread.startVirtualThread(() -> {
            try {
                queue.add(new Item(2, big));
                queue.end();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        Conditions.await("the reader waits", LONG,
                () -> reader.getState() == Thread.State.WAITING);
        queue.take(1);
        Conditions.await("the reader goes on", LONG, queue::isEnded);
    }

    @Test
    void afterAStopNothingIsTakenOrAdded() throws InterruptedException {
        add(3);
        queue.stop();
        assertThat(queue.take(1)).isEmpty();
        assertThat(queue.add(new Item(4, "x"))).isFalse();
    }

    private void add(int count) throws InterruptedException {
        for (int i = 1; i <= count; i++) {
            queue.add(new Item(i, "x"));
        }
    }
}
