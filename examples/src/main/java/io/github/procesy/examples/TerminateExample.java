package io.github.procesy.examples;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import io.github.procesy.process.ChildProcess;

/** A process that is terminated before its natural end, and how it ended. */
public final class TerminateExample {
    private TerminateExample() {}

    public static void main(String[] args) throws InterruptedException {
        try (var process = ChildProcess.start(TerminateExample::work)) {
            process.join(Duration.ofSeconds(1));
            process.terminate();
            System.out.println(process.join());
        }
    }

    private static void work() throws InterruptedException {
        System.out.println("Starting work that never ends");
        try {
            new CountDownLatch(1).await();
        } finally {
            System.out.println("Putting things in order"); // terminate leaves time for that
        }
    }
}
