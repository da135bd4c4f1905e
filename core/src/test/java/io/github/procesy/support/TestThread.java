package io.github.procesy.support;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import io.github.procesy.testing.Conditions;

import static org.assertj.core.api.Assertions.assertThat;

/** A thread of a test: runs something, and remembers how that ended. */
public final class TestThread {
    private static final Duration TIME = Duration.ofSeconds(20);

    private final Thread thread;
    private volatile Throwable thrown;
    private volatile boolean interrupted;

    /** What it runs. */
    @FunctionalInterface
    public interface Body {
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

    public static TestThread start(Body body) {
        return new TestThread(Thread.ofPlatform().daemon(), body);
    }

    public static TestThread startVirtual(Body body) {
        return new TestThread(Thread.ofVirtual(), body);
    }

    public Thread thread() {
        return thread;
    }

    public TestThread interrupt() {
        thread.interrupt();
        return this;
    }

    /** Waits until a condition holds while it runs. */
    public TestThread until(String description, BooleanSupplier condition) {
        Conditions.await(description, TIME, condition, () -> "; it threw " + thrown);
        return this;
    }

    public boolean isAsleep() {
        Thread.State state = thread.getState();
        return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    }

    public boolean isRunning() {
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
    public void ends() {
        join();
        assertThat(thrown).isNull();
        assertThat(interrupted).as("interrupt status").isFalse();
    }

    /** Waits for its end, without an exception and with the interrupt status. */
    public void endsInterrupted() {
        join();
        assertThat(thrown).isNull();
        assertThat(interrupted).as("interrupt status").isTrue();
    }

    /** Waits for its end by an exception, without the interrupt status. */
    public void throwsA(Class<? extends Throwable> type) {
        join();
        assertThat(thrown).isInstanceOf(type);
        assertThat(interrupted).as("interrupt status").isFalse();
    }
}
