package io.github.procesy.pool;

import java.lang.System.Logger.Level;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Tells a listener what happens, one thing after another, on a thread of its own, which ends when nothing happens. */
final class Listening {
    private static final System.Logger LOG = System.getLogger(Listening.class.getName());

    private final Consumer<? super PoolEvent> listener;
    private final String pool;
    private final ThreadPoolExecutor thread;

    Listening(String pool, Consumer<? super PoolEvent> listener) {
        this.pool = pool;
        this.listener = listener;
        thread = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("procesy-listener-" + pool).factory());
        thread.allowCoreThreadTimeOut(true);
    }

    void tell(PoolEvent event) {
        try {
            thread.execute(() -> {
                try {
                    listener.accept(event);
                } catch (RuntimeException | Error e) {
                    LOG.log(Level.WARNING, "A listener of the pool '" + pool + "' failed.", e);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "The pool '" + pool + "' has ended.", e);
        } catch (OutOfMemoryError e) { // there is no thread to be had
            LOG.log(Level.WARNING, "The listener of the pool '" + pool + "' was not told.", e);
        }
    }

    /** What has happened is still told. */
    void shutdown() {
        thread.shutdown();
    }
}
