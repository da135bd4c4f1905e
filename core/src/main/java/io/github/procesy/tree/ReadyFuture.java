package io.github.procesy.tree;

import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

/** A future that a virtual thread completes which waits for something. */
public final class ReadyFuture {
    private ReadyFuture() {}

    /** Waits for something. */
    @FunctionalInterface
    public interface Wait {
        void run() throws Exception;
    }

    /**
     * Waits for something. If the future is cancelled, the thread that waits is interrupted.
     *
     * @param ready whether it is there already
     * @param wait waits for it
     */
    public static CompletableFuture<@Nullable Void> of(BooleanSupplier ready, Wait wait) {
        CompletableFuture<@Nullable Void> future = new CompletableFuture<>();
        if (ready.getAsBoolean()) {
            future.complete(null);
            return future;
        }
        Thread thread = Thread.ofVirtual().name("procesy-ready").unstarted(() -> {
            try {
                wait.run();
                future.complete(null);
            } catch (Exception | Error e) {
                future.completeExceptionally(e);
            }
        });
        var _ = future.whenComplete((done, failure) -> {
            if (future.isCancelled()) {
                thread.interrupt();
            }
        });
        thread.start();
        return future;
    }
}
