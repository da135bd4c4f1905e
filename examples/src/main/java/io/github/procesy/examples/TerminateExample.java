package io.github.procesy.examples;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import io.github.procesy.process.ChildProcess;
import io.github.procesy.sync.SharedEvent;

/** A process that is terminated before its natural end, and how it ended. */
public final class TerminateExample {
    private TerminateExample() {}

    public static void main(String[] args) throws InterruptedException {
        try (var works = SharedEvent.create();
                var process = ChildProcess.start(() -> work(works))) {
            works.await();
            process.join(Duration.ofSeconds(1));
            process.terminate();
            System.out.println(process.join());
        }
    }

    private static void work(SharedEvent works) throws InterruptedException {
        System.out.println("Starting work that never ends");
        works.set();
        try {
            new CountDownLatch(1).await();
        } finally {
            System.out.println("Putting things in order"); // terminate leaves time for that
        }
    }
}
