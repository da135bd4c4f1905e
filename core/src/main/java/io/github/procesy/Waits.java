package io.github.procesy;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for several. */
final class Waits {
    private Waits() {}

    static <W extends Waitable> List<W> any(Collection<? extends W> several, long nanos)
            throws InterruptedException {
        if (several.isEmpty()) {
            throw new IllegalArgumentException(
                    "There is nothing to wait for: the collection is empty.");
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        long start = System.nanoTime();
        while (true) {
            List<W> ready = ready(several);
            long left = nanos == Long.MAX_VALUE ? nanos : nanos - (System.nanoTime() - start);
            if (!ready.isEmpty() || left <= 0) {
                return ready;
            }
            awaitOne(several, left);
        }
    }

    private static <W extends Waitable> List<W> ready(Collection<? extends W> several) {
        return several.stream().<W>map(Objects::requireNonNull).filter(Waitable::isReady).toList();
    }

    private static void awaitOne(Collection<? extends Waitable> several, long nanos)
            throws InterruptedException {
        CompletableFuture<?>[] futures = several.stream()
                .map(Waitable::whenReady)
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.anyOf(futures).get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // Looked at once more.
        } catch (ExecutionException e) {
            // Closed meanwhile: the next call of its methods says so.
        } finally {
            for (CompletableFuture<?> future : futures) {
                future.cancel(true);
            }
        }
    }
}
