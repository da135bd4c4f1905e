package io.github.procesy.pool;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs what hangs on the results of tasks: each on a thread of its own, because it may wait for other results. */
final class CallBacks implements Executor {
    private static final int KEEP_SECONDS = 2;

    private final ThreadPoolExecutor threads;

    CallBacks(String pool) {
        ThreadFactory daemons =
                Thread.ofPlatform().daemon().name("procesy-callback-" + pool + "-", 1).factory();
        threads = new ThreadPoolExecutor(0, Integer.MAX_VALUE, KEEP_SECONDS, TimeUnit.SECONDS,
                new SynchronousQueue<>(), daemons);
    }

    @Override
    public void execute(Runnable action) {
        try {
            threads.execute(action);
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            action.run(); // the pool has ended, or there is no thread to be had
        }
    }

    /** What was begun goes on. */
    void shutdown() {
        threads.shutdown();
    }
}
