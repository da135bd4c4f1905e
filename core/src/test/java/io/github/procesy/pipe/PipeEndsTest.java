package io.github.procesy.pipe;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import io.github.procesy.TransferException;
import io.github.procesy.process.ChildProcess;
import io.github.procesy.queue.SharedQueue;
import io.github.procesy.support.TestThread;
import io.github.procesy.sync.SharedEvent;
import io.github.procesy.testing.Conditions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Who has an end, what happens when nobody has it any more, and what happens to those who misuse one. */
final class PipeEndsTest {
    private static final Duration TIME = Duration.ofSeconds(20);

    private static <R> FutureTask<R> inThread(java.util.concurrent.Callable<R> task) {
        FutureTask<R> future = new FutureTask<>(task);
        Thread.ofPlatform().daemon().start(future);
        return future;
    }

    @Test
    void theEndOfTheStreamComesAfterTheLastMessage() throws Exception {
        try (var pipe = SharedPipe.<Integer>create()) {
            var theirs = pipe.right();
            try (var child = ChildProcess.start(() -> {
                theirs.send(1);
                theirs.send(2);
            })) {
                theirs.close();
                child.join();
                assertThat(pipe.left().receive()).isEqualTo(1);
                assertThat(pipe.left().receive()).isEqualTo(2);
                assertThatThrownBy(() -> pipe.left().receive())
                        .isInstanceOf(PipeClosedException.class)
                        .hasMessageContaining("no process has its other end");
                assertThat(pipe.left().poll()).isTrue();
                assertThatThrownBy(() -> pipe.left().send(3))
                        .isInstanceOf(PipeClosedException.class);
            }
        }
    }

    @Test
    void whoWaitsIsToldWhenTheOtherIsKilled() throws Exception {
        try (var pipe = SharedPipe.<Integer>create();
                var both = SharedEvent.create()) {
            var theirs = pipe.right();
            try (var child = ChildProcess.start(() -> {
                both.set();
                theirs.receive();
            })) {
                theirs.close();
                var receiver = inThread(() -> pipe.left().receive());
                both.await();
                child.kill();
                assertThatThrownBy(receiver::get).isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(PipeClosedException.class);
            }
        }
    }

    @Test
    void whoWaitsForRoomIsToldToo() throws Exception {
        try (var pipe = SharedPipe.<byte[]>create()) {
            var theirs = pipe.right();
            try (var child = ChildProcess.start(() -> {
                theirs.receive();
                Thread.sleep(Long.MAX_VALUE);
            })) {
                theirs.close();
                var sender = inThread(() -> {
                    while (true) {
                        pipe.left().send(new byte[100_000]);
                    }
                });
                Conditions.await("a message was received, and the pipe is full", TIME,
                        () -> !sender.isDone());
                child.kill();
                assertThatThrownBy(sender::get).isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(PipeClosedException.class);
            }
        }
    }

    @Test
    void anEndOnItsWayIsThere() throws Exception {
        try (var ends = SharedQueue.<PipeEnd<String>>create(1);
                var pipe = SharedPipe.<String>create()) {
            ends.put(pipe.right());
            pipe.right().close();
            pipe.left().send("to whom it may concern");
            assertThat(pipe.left().receive(Duration.ofMillis(200))).isNull();
            try (var child = ChildProcess.start(() -> {
                var end = ends.take();
                end.send(end.receive() + "!");
            })) {
                assertThat(pipe.left().receive()).isEqualTo("to whom it may concern!");
                child.result();
            }
            assertThatThrownBy(() -> pipe.left().receive())
                    .isInstanceOf(PipeClosedException.class);
        }
    }

    @Test
    void anEndGoesThroughAPipe() throws Exception {
        try (var outer = SharedPipe.<PipeEnd<String>>create()) {
            var theirs = outer.right();
            try (var child = ChildProcess.start(() -> {
                var inner = SharedPipe.<String>create();
                theirs.send(inner.left());
                inner.left().close();
                return inner.right().receive();
            })) {
                var end = outer.left().receive();
                end.send("from the parent");
                assertThat(child.result()).isEqualTo("from the parent");
                end.close();
            }
        }
    }

    @Test
    void aGrandchildSpeaksWithItsGrandparent() throws Exception {
        try (var pipe = SharedPipe.<String>create()) {
            var theirs = pipe.right();
            try (var child = ChildProcess.start(() -> {
                try (var grandchild = ChildProcess.start(() -> theirs.send("hello"))) {
                    theirs.close();
                    grandchild.result();
                }
            })) {
                theirs.close();
                assertThat(pipe.left().receive()).isEqualTo("hello");
                assertThatThrownBy(() -> pipe.left().receive())
                        .isInstanceOf(PipeClosedException.class);
                child.result();
            }
        }
    }

    @Test
    void closingAnEndWakesItsOwnReceiver() throws Exception {
        try (var pipe = SharedPipe.<String>create()) {
            CountDownLatch started = new CountDownLatch(1);
            Thread[] thread = new Thread[1];
            var receiver = inThread(() -> {
                thread[0] = Thread.currentThread();
                started.countDown();
                return pipe.left().receive();
            });
            started.await();
            Conditions.await("it waits", TIME,
                    () -> thread[0].getState() == Thread.State.WAITING);
            pipe.left().close();
            assertThatThrownBy(receiver::get).isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(PipeClosedException.class)
                    .hasMessageContaining("was closed in this process");
            assertThatThrownBy(() -> pipe.left().send("x"))
                    .isInstanceOf(PipeClosedException.class);
            assertThat(pipe.left().isClosed()).isTrue();
            pipe.left().close();
        }
    }

    @Test
    void aSecondReceiverIsRefusedAndTheFirstGoesOn() throws Exception {
        try (var pipe = SharedPipe.<String>create()) {
            Thread[] thread = new Thread[1];
            var first = inThread(() -> {
                thread[0] = Thread.currentThread();
                return pipe.left().receive();
            });
            Conditions.await("it waits", TIME, () -> thread[0] != null
                    && thread[0].getState() == Thread.State.WAITING);
            assertThatThrownBy(() -> pipe.left().receive())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("one sender and one receiver at a time");
            pipe.right().send("for the first");
            assertThat(first.get()).isEqualTo("for the first");
        }
    }

    @Test
    void anInterruptedReceiverLosesNothing() throws Exception {
        try (var pipe = SharedPipe.<byte[]>create()) {
            byte[] large = new byte[1_000_000];
            large[999_999] = 7;
            Thread[] thread = new Thread[1];
            CountDownLatch started = new CountDownLatch(1);
            var receiver = inThread(() -> {
                thread[0] = Thread.currentThread();
                started.countDown();
                return pipe.left().receive();
            });
            started.await();
            thread[0].interrupt();
            assertThatThrownBy(receiver::get).hasCauseInstanceOf(InterruptedException.class);
            var sender = inThread(() -> {
                pipe.right().send(large);
                return true;
            });
            byte[] received = null;
            while (received == null) {
                received = pipe.left().receive(Duration.ofNanos(1));
            }
            assertThat(received).isEqualTo(large);
            assertThat(sender.get()).isTrue();
        }
    }

    @Test
    void theBeginningOfAMessageWhoseSenderGaveUpIsDropped() throws Exception {
        try (var pipe = SharedPipe.<byte[]>create()) {
            Thread[] thread = new Thread[1];
            var sender = inThread(() -> {
                thread[0] = Thread.currentThread();
                pipe.left().send(new byte[1_000_000]); // more than the pipe has room for
                return true;
            });
            Conditions.await("the pipe is full", TIME, () -> thread[0] != null
                    && thread[0].getState() == Thread.State.WAITING);
            thread[0].interrupt();
            assertThatThrownBy(sender::get).hasCauseInstanceOf(InterruptedException.class);
            var next = inThread(() -> {
                pipe.left().send(new byte[] {1, 2, 3});
                return true;
            });
            assertThat(pipe.right().receive()).isEqualTo(new byte[] {1, 2, 3});
            assertThat(next.get()).isTrue();
        }
    }

    @Test
    void oneWayIsOneWay() throws Exception {
        try (var pipe = SharedPipe.<String>builder().oneWay(true).name("down").create()) {
            pipe.left().send("x");
            assertThat(pipe.right().receive()).isEqualTo("x");
            assertThatThrownBy(() -> pipe.right().send("y"))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("'down' cannot send; the other one can");
            assertThatThrownBy(() -> pipe.left().receive())
                    .isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> pipe.left().poll())
                    .isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    void anInterruptThatComesWithTheCloseIsNotLost() {
        for (int round = 0; round < 20; round++) {
            try (var pipe = SharedPipe.<String>create()) {
                TestThread receiver = TestThread.start(() -> {
                    try {
                        pipe.left().receive();
                    } catch (PipeClosedException e) {
                        Thread.sleep(Duration.ofDays(1));
                    }
                });
                receiver.until("waits", receiver::isAsleep);
                pipe.left().close();
                receiver.interrupt().throwsA(InterruptedException.class);
            }
        }
    }

    @Test
    void thePipeItselfDoesNotTravel() {
        try (var pipe = SharedPipe.<String>create()) {
            assertThatThrownBy(() -> ChildProcess.start(() -> pipe.left().send("x")))
                    .isInstanceOf(TransferException.class)
                    .hasMessageContaining("SharedPipe");
        }
    }

    @Test
    void pollWaitsForATime() throws Exception {
        try (var pipe = SharedPipe.<String>create()) {
            assertThat(pipe.left().poll()).isFalse();
            assertThat(pipe.left().poll(Duration.ofMillis(1))).isFalse();
            var poller = inThread(() -> pipe.left().poll(TIME));
            pipe.right().send("x");
            assertThat(poller.get()).isTrue();
            assertThat(pipe.left().receive()).isEqualTo("x");
        }
    }
}
