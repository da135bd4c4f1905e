package io.github.procesy.pipe;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.procesy.Waitable;
import io.github.procesy.process.ChildProcess;
import io.github.procesy.queue.SharedQueue;
import io.github.procesy.testing.Conditions;
import io.github.procesy.tree.Tree;
import io.github.procesy.tree.WaitGraph;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Waiting for queues, ends of pipes and processes at once. */
@SuppressWarnings("try") // a queue that is closed is ready
final class WaitForSeveralTest {
    private static final Duration TIME = Duration.ofSeconds(20);

    @Test
    void whatIsReadyIsSaid() throws Exception {
        try (var queue = SharedQueue.<String>create(1);
                var other = SharedQueue.<String>create(1);
                var pipe = SharedPipe.<String>create();
                var child = ChildProcess.start(() -> {
                    queue.put("from the child");
                    Thread.sleep(Long.MAX_VALUE);
                })) {
            List<Waitable> all = List.of(other, queue, pipe.left(), child);
            assertThat(Waitable.awaitAny(all)).containsExactly(queue);
            assertThat(queue.take()).isEqualTo("from the child");
            assertThat(Waitable.awaitAny(all, Duration.ofMillis(20))).isEmpty();
            pipe.right().send("x");
            assertThat(Waitable.awaitAny(all)).containsExactly(pipe.left());
            assertThat(pipe.left().receive()).isEqualTo("x");
            child.kill();
            assertThat(Waitable.awaitAny(all)).containsExactly(child);
            other.close();
            assertThat(Waitable.awaitAny(all)).containsExactly(other, child);
        }
    }

    @Test
    void aFutureIsCompletedWhenThereIsAnItemAndTakesNone() throws Exception {
        try (var queue = SharedQueue.<Integer>create(1)) {
            var future = queue.whenReady();
            assertThat(future).isNotDone();
            queue.put(1);
            future.get(20, TimeUnit.SECONDS);
            assertThat(queue.size()).isOne();
            assertThat(queue.whenReady()).isDone();
        }
    }

    @Test
    void aCancelledFutureWaitsNoMore() throws Exception {
        try (var queue = SharedQueue.<Integer>create(1)) {
            var future = queue.whenReady();
            future.cancel(true);
            queue.put(1); // does not ring for one that has gone
            assertThat(queue.take()).isOne();
        }
    }

    @Test
    void aFutureTakesNoBellFromThoseWhoTake() throws Exception {
        try (var queue = SharedQueue.<Integer>create(2)) {
            var future = queue.whenReady();
            Conditions.await("it waits, and is the first", TIME,
                    WaitForSeveralTest::someoneHasWaitedForAnItem);
            Thread taker = Thread.ofPlatform().daemon().start(() -> {
                try {
                    queue.take();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            Conditions.await("it waits", TIME, () -> taker.getState() == Thread.State.WAITING);
            queue.put(1);
            queue.put(2); // there is one left whoever comes first
            future.get(20, TimeUnit.SECONDS);
            assertThat(taker.join(TIME)).isTrue();
        }
    }

    /** Who has its stack noted is in the list, where a thread that has only begun to wait may not be yet. */
    private static boolean someoneHasWaitedForAnItem() {
        Tree tree = Tree.ifJoined();
        return tree != null && new WaitGraph(tree).snapshots()
                .stream()
                .anyMatch(wait -> wait.kind().equals("item of queue")
                        && !wait.stack().isEmpty());
    }

    @Test
    void nothingToWaitForIsAnError() {
        assertThatThrownBy(() -> Waitable.awaitAny(List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        Thread.currentThread().interrupt();
        try (var queue = SharedQueue.<Integer>create(1)) {
            assertThatThrownBy(() -> Waitable.awaitAny(List.of(queue)))
                    .isInstanceOf(InterruptedException.class);
        }
    }
}
