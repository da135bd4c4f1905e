package io.github.procesy.bench.shared;

import java.util.concurrent.CyclicBarrier;

/** As {@link Partners}, with two threads of this process. */
final class ThreadPartners {
    private final CyclicBarrier barrier = new CyclicBarrier(2);
    private final Action action;

    /** What both do. */
    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }

    ThreadPartners(Action action) {
        this.action = action;
        Thread.ofPlatform().daemon().start(() -> {
            try {
                while (true) {
                    barrier.await();
                    action.run();
                    barrier.await();
                }
            } catch (Exception e) {
                throw new IllegalStateException("the other thread failed", e);
            }
        });
    }

    long nanos() throws Exception {
        barrier.await();
        long begun = System.nanoTime();
        action.run();
        barrier.await();
        return System.nanoTime() - begun;
    }
}
