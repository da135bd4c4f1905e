package io.github.procesy.examples;

import java.time.Duration;

import io.github.procesy.process.ChildProcess;

/** A process that works for two seconds, and a parent that waits for its end. */
public final class SleepExample {
    private SleepExample() {}

    public static void main(String[] args) throws InterruptedException {
        try (var process = ChildProcess.start(SleepExample::work)) {
            process.join(); // waits for the end of the process
        }
    }

    private static void work() throws InterruptedException {
        System.out.println("Starting work");
        Thread.sleep(Duration.ofSeconds(2));
        System.out.println("Work done");
    }
}
