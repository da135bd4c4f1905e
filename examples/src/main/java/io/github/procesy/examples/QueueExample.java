package io.github.procesy.examples;

import io.github.procesy.process.ChildProcess;
import io.github.procesy.queue.SharedQueue;

/**
 * A process that puts a message into a queue, and a parent that takes it. Where the chapter warns of a queue that is not
 * emptied before its writer is joined: here the message is in shared memory when {@code put} returns, and the writer may go.
 */
public final class QueueExample {
    private QueueExample() {}

    public static void main(String[] args) throws InterruptedException {
        try (var queue = SharedQueue.<String>create(100);
                var process = ChildProcess.start(() -> queue.put("Hello from process!"))) {
            process.join();
            System.out.println(queue.take()); // put by a process that has ended
        }
    }
}
