package io.github.procesy.sync;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import io.github.procesy.testing.Conditions;

import static org.assertj.core.api.Assertions.assertThat;

/** A thread of a test: runs something, and remembers how that ended. */
final class TestThread {
    private static final Duration TIME = Duration.ofSeconds(20);

    private final Thread thread;
    private volatile Throwable thrown;
    private volatile boolean interrupted;

    /** What it runs. */
    @FunctionalInterface
    interface Body {
        void run() throws Exception;
    }

    private TestThread(Thread.Builder builder, Body body) {
        thread = builder.start(() -> {
            try {
                body.run();
            } catch (Throwable e) {
                thrown = e;
            }
            interrupted = Thread.currentThread().isInterrupted();
        });
    }

    static TestThread start(Body body) {
        return new TestThread(Thread.ofPlatform().daemon(), body);
    }

    static TestThread startVirtual(Body body) {
        return new TestThread(Thread.ofVirtual(), body);
    }

    Thread thread() {
        return thread;
    }

    TestThread interrupt() {
        thread.interrupt();
        return this;
    }

    /** Waits until a condition holds while it runs. */
    TestThread until(String description, BooleanSupplier condition) {
        Conditions.await(description, TIME, condition, () -> "; it threw " + thrown);
        return this;
    }

    boolean isRunning() {
        return thread.isAlive();
    }

    private void join() {
        boolean ended;
        try {
            ended = thread.join(TIME);
        } catch (InterruptedException e) {
            throw new AssertionError("the test was interrupted", e);
        }
        if (!ended) {
            StringBuilder stack = new StringBuilder();
            for (StackTraceElement frame : thread.getStackTrace()) {
                stack.append("\n   ").append(frame);
            }
            throw new AssertionError("the thread does not end; it is at" + stack);
        }
    }

    /** Waits for its end, without an exception and without the interrupt status. */
    void ends() {
        join();
        assertThat(thrown).isNull();
        assertThat(interrupted).as("interrupt status").isFalse();
    }

    /** Waits for its end, without an exception and with the interrupt status. */
    void endsInterrupted() {
        join();
        assertThat(thrown).isNull();
        assertThat(interrupted).as("interrupt status").isTrue();
    }

    /** Waits for its end by an exception, without the interrupt status. */
    void throwsA(Class<? extends Throwable> type) {
        join();
        assertThat(thrown).isInstanceOf(type);
        assertThat(interrupted).as("interrupt status").isFalse();
    }
}
