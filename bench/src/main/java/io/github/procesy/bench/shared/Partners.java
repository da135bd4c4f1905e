package io.github.procesy.bench.shared;

import io.github.procesy.SerializableRunnable;
import io.github.procesy.process.ChildProcess;
import io.github.procesy.sync.SharedCyclicBarrier;

/** Two that do the same at once: this process and another. Both wait, without a core, in between. */
final class Partners {
    private final SharedCyclicBarrier barrier = SharedCyclicBarrier.create(2);
    private final SerializableRunnable action;

    /** Starts the other process, which ends with this one. */
    Partners(SerializableRunnable action) {
        this.action = action;
        SharedCyclicBarrier meeting = barrier;
        ChildProcess.builder().daemon(true).start(() -> {
            while (true) {
                meeting.await();
                action.run();
                meeting.await();
            }
        });
    }

    /** The time that it takes both. */
    long nanos() throws Exception {
        barrier.await();
        long begun = System.nanoTime();
        action.run();
        barrier.await();
        return System.nanoTime() - begun;
    }
}
