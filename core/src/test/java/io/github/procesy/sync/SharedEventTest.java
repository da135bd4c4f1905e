package io.github.procesy.sync;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.procesy.process.ChildProcess;
import io.github.procesy.support.TestThread;
import io.github.procesy.waiting.SyncLayout;
import io.github.procesy.waiting.SyncState;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** An event, among threads and processes; it has no twin. */
final class SharedEventTest {
    @Test
    void staysSetUntilItIsCleared() throws Exception {
        try (var event = SharedEvent.create("start")) {
            assertThat(event.isSet()).isFalse();
            assertThat(event.toString()).contains("start").contains("not set");
            for (int i = 0; i < 2; i++) {
                event.set();
                event.set();
                assertThat(event.isSet()).isTrue();
                event.await();
                assertThat(event.await(0, TimeUnit.SECONDS)).isTrue();
                assertThat(event.await(Duration.ofSeconds(-1))).isTrue();
                event.clear();
                event.clear();
                assertThat(event.isSet()).isFalse();
            }
        }
    }

    @Test
    void givesUpWhenTheTimeIsOver() throws Exception {
        try (var event = SharedEvent.create()) {
            for (long time : new long[] {0, -1, Long.MIN_VALUE}) {
                assertThat(event.await(time, TimeUnit.DAYS)).isFalse();
                assertThat(event.await(Duration.ofSeconds(Math.min(time, 0)))).isFalse();
            }
            long start = System.nanoTime();
            assertThat(event.await(30, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(30_000_000);
        }
    }

    @Test
    void refusesNull() {
        try (var event = SharedEvent.create()) {
            assertThatThrownBy(() -> event.await(1, null))
                    .isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> event.await((Duration) null))
                    .isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> SharedEvent.create(null))
                    .isInstanceOf(NullPointerException.class);
        }
    }

    @Test
    void anInterruptEndsTheWait() {
        try (var event = SharedEvent.create()) {
            TestThread.start(event::await).interrupt().throwsA(InterruptedException.class);
            TestThread.start(() -> event.await(1, TimeUnit.HOURS))
                    .interrupt()
                    .throwsA(InterruptedException.class);
            event.set();
            TestThread.start(() -> {
                Thread.currentThread().interrupt();
                event.await();
            }).throwsA(InterruptedException.class);
        }
    }

    @Test
    void letsAllGoThatWaitEvenIfItIsClearedAtOnce() {
        try (var event = SharedEvent.create()) {
            for (int round = 0; round < 20; round++) {
                List<TestThread> threads = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    TestThread.Body body = i < 2
                            ? event::await
                            : () -> assertThat(event.await(Duration.ofHours(1))).isTrue();
                    TestThread thread = i % 2 == 0
                            ? TestThread.start(body)
                            : TestThread.startVirtual(body);
                    threads.add(thread);
                }
                threads.getFirst()
                        .until("all wait", () -> WaitsOf.number(WaitsOf.EVENT) == 4)
                        .until("all sleep: who is only about to wait is let go by no pulse",
                                () -> threads.stream().allMatch(TestThread::isAsleep));
                event.set();
                event.clear();
                threads.forEach(TestThread::ends);
            }
        }
    }

    /**
     * While those who wait are let go the guard is held, and the event is not seen set before: who saw it could clear it,
     * wait once more and be let go by the same set.
     */
    @Test
    void oneSetLetsNobodyGoTwice() {
        SyncState state = SyncState.create(SyncLayout.BYTES, "event");
        try (var event = SharedEvent.open(state.shared())) {
            TestThread waiting = TestThread.start(event::await)
                    .until("it waits", () -> state.hasList(SyncState.MAIN));
            TestThread setting;
            state.lockGuard();
            try {
                setting = TestThread.start(event::set);
                setting.until("it sleeps, the guard is taken", setting::isAsleep);
                assertThat(event.isSet()).isFalse();
            } finally {
                state.unlockGuard();
            }
            setting.ends();
            waiting.ends();
            assertThat(event.isSet()).isTrue();
        }
    }

    /** A thread that has just set it may still be busy with those who wait when another one closes it. */
    @Test
    void isNotClosedWhileOthersAreLetGo() {
        SyncState state = SyncState.create(SyncLayout.BYTES, "event");
        var event = SharedEvent.open(state.shared());
        state.lockGuard();
        TestThread closing;
        try {
            closing = TestThread.start(event::close);
            closing.until("it sleeps, the guard is taken", closing::isAsleep);
            assertThat(state.shared().isClosed()).isFalse();
        } finally {
            state.unlockGuard();
        }
        closing.ends();
        assertThat(state.shared().isClosed()).isTrue();
    }

    @Test
    void processesSetAndWait() throws Exception {
        try (var ping = SharedEvent.create();
                var pong = SharedEvent.create();
                var child = ChildProcess.start(() -> {
                    for (int i = 0; i < 100; i++) {
                        ping.await();
                        ping.clear();
                        pong.set();
                    }
                })) {
            for (int i = 0; i < 100; i++) {
                ping.set();
                assertThat(pong.await(Duration.ofSeconds(20))).isTrue();
                pong.clear();
            }
            child.result();
        }
    }
}
