package io.github.procesy.wire;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import org.jspecify.annotations.Nullable;

/**
 * Does once more, on a thread with a large stack, what overflowed the stack of the current thread:
 * Java serialization walks an object graph by recursion.
 */
final class DeepStack {
    /** Reserved and not committed: a page is taken when it is touched. */
    private static final long STACK_BYTES = 64L << 20;

    private DeepStack() {}

    /** Does something, on the current thread first. An interrupt does not end it. */
    static <T extends @Nullable Object> T call(Callable<T> action) throws Exception {
        try {
            return action.call();
        } catch (StackOverflowError e) {
            References references = References.current();
            FutureTask<T> task = new FutureTask<>(() -> {
                References.beginAnew(references);
                return action.call();
            });
            Thread thread = new Thread(null, task, "procesy-deep-stack", STACK_BYTES, false);
            thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
            thread.setDaemon(true);
            thread.start();
            return await(task);
        }
    }

    private static <T extends @Nullable Object> T await(FutureTask<T> task) throws Exception {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case Exception cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw new AssertionError(e);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
