package io.github.procesy.bench.traffic;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.Stream;

import io.github.procesy.SerializableRunnable;
import io.github.procesy.bench.probe.Clock;
import io.github.procesy.process.ChildProcess;
import io.github.procesy.sync.SharedCyclicBarrier;

/** Writers and readers that begin together, and wait without a core in between. */
@FunctionalInterface
interface Crew {
    /** The time that a turn takes all of them. */
    long nanos() throws Exception;

    /** Each a process; this one is the first reader. */
    static Crew ofProcesses(Plan plan, SerializableRunnable reader, SerializableRunnable writer) {
        SharedCyclicBarrier barrier =
                SharedCyclicBarrier.create(plan.readers() + plan.writers());
        for (SerializableRunnable action : others(plan, reader, writer)) {
            ChildProcess.builder().daemon(true).start(() -> {
                while (true) {
                    barrier.await();
                    action.run();
                    barrier.await();
                }
            });
        }
        return () -> {
            barrier.await();
            long begun = System.nanoTime();
            reader.run();
            barrier.await();
            return System.nanoTime() - begun;
        };
    }

    /** Each a thread of this process; the one that asks for the time is the first reader. */
    static Crew ofThreads(Plan plan, Clock.Action reader, Clock.Action writer) {
        CyclicBarrier barrier = new CyclicBarrier(plan.readers() + plan.writers());
        for (Clock.Action action : others(plan, reader, writer)) {
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    while (true) {
                        barrier.await();
                        action.run();
                        barrier.await();
                    }
                } catch (Exception e) {
                    throw new IllegalStateException("another thread failed", e);
                }
            });
        }
        return () -> {
            barrier.await();
            long begun = System.nanoTime();
            reader.run();
            barrier.await();
            return System.nanoTime() - begun;
        };
    }

    private static <A> List<A> others(Plan plan, A reader, A writer) {
        return Stream.of(Collections.nCopies(plan.readers() - 1, reader),
                Collections.nCopies(plan.writers(), writer)).flatMap(List::stream).toList();
    }
}
