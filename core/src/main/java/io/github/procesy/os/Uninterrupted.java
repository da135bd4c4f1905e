package io.github.procesy.os;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

import org.jspecify.annotations.Nullable;

/**
 * Does on a thread of its own what an interrupt of the current thread would spoil: locking a file,
 * writing to a channel. The current thread waits for it; its interrupt status stays as it is.
 *
 * @param <T> the type of the result
 */
public final class Uninterrupted<T> extends Thread {
    private final Action<T> action;
    private @Nullable T result;
    private @Nullable Throwable failure;

    private Uninterrupted(Action<T> action) {
        super(null, null, "procesy-uninterrupted", 0, false);
        this.action = action;
        setDaemon(true);
    }

    /**
     * What is done.
     *
     * @param <T> the type of the result
     */
    @FunctionalInterface
    public interface Action<T> {
        /**
         * Does it.
         *
         * @return the result
         * @throws IOException if it fails
         */
        T run() throws IOException;
    }

    /**
     * Does something on a thread that nobody can interrupt.
     *
     * @param <T> the type of the result
     * @param action what is done
     * @return its result
     * @throws IOException if the action throws it
     */
    public static <T> T call(Action<T> action) throws IOException {
        Uninterrupted<T> thread = new Uninterrupted<>(action);
        thread.start();
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return thread.resultOrThrow();
    }

    /**
     * Does something on the current thread, and once more on one that nobody can interrupt if an interrupt has spoilt it.
     *
     * @param <T> the type of the result
     * @param action what is done; leaves nothing behind when it is spoilt
     * @return its result
     * @throws IOException if the action throws it
     */
    public static <T> T again(Action<T> action) throws IOException {
        try {
            return action.run();
        } catch (ClosedByInterruptException e) {
            boolean interrupted = Thread.interrupted();
            try {
                return call(action);
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    @Override
    public void run() {
        try {
            result = action.run();
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
        }
    }

    @SuppressWarnings("NullAway") // null if and only if the action returned it
    private T resultOrThrow() throws IOException {
        if (failure instanceof IOException e) {
            throw e;
        } else if (failure instanceof RuntimeException e) {
            throw e;
        } else if (failure instanceof Error e) {
            throw e;
        }
        return result;
    }

    /** Does nothing: a task may interrupt all threads that it can find. */
    @Override
    public void interrupt() {}
}
