package io.github.procesy.examples;

import io.github.procesy.pipe.PipeClosedException;
import io.github.procesy.pipe.SharedPipe;
import io.github.procesy.process.ChildProcess;

/**
 * A process that sends a message by its end of a pipe, and a parent that receives it by the other. The parent closes the end
 * that it gave away, so that it is told when the process has gone.
 */
public final class PipeExample {
    private PipeExample() {}

    public static void main(String[] args) throws InterruptedException {
        try (var pipe = SharedPipe.<String>create()) {
            var childEnd = pipe.right();
            try (var process = ChildProcess.start(() -> childEnd.send("Hello from process!"))) {
                childEnd.close();
                System.out.println(pipe.left().receive());
                process.join();
                try {
                    pipe.left().receive();
                } catch (PipeClosedException e) {
                    System.out.println("The other end is closed.");
                }
            }
        }
    }
}
