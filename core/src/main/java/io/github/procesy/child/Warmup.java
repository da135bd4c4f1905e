package io.github.procesy.child;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

import io.github.procesy.SerializableCallable;
import io.github.procesy.SerializableRunnable;
import io.github.procesy.control.TaskMessage;
import io.github.procesy.wire.Loaders;
import io.github.procesy.wire.ObjectCodec;
import io.github.procesy.wire.TaskCodec;

/**
 * Loads and links, in a process that still waits for its task, what nearly every task will need:
 * lambdas that captured nothing, objects, numbers; results.
 */
final class Warmup {
    private Warmup() {}

    static void run(Loaders loaders) {
        String text = "text";
        List<String> list = List.of(text);
        int number = 1;
        long big = 2;
        rehearse(() -> 42, loaders);
        rehearse(() -> text, loaders);
        rehearse(() -> text + list, loaders);
        rehearse(() -> text + list + big, loaders);
        rehearse(() -> number, loaders);
        rehearse(() -> big, loaders);
        rehearse(System::nanoTime, loaders);
        SerializableRunnable action = () -> Objects.requireNonNull(text);
        TaskCodec.decode(TaskCodec.encode(action, new Loaders()).bytes(), loaders);
    }

    private static void rehearse(SerializableCallable<?> sample, Loaders loaders) {
        try {
            byte[] message = TaskMessage.write(Map.of("key", "value"),
                    TaskCodec.encode(sample, new Loaders()).bytes());
            byte[] task = TaskMessage.read(message, new Properties());
            ObjectCodec.encode(TaskCodec.decode(task, loaders).call(), "sample");
        } catch (Exception e) {
            throw new AssertionError("a sample task failed", e);
        }
    }
}
