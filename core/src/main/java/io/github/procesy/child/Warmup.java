package io.github.procesy.child;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

import io.github.procesy.SerializableCallable;
import io.github.procesy.SerializableRunnable;
import io.github.procesy.control.TaskMessage;
import io.github.procesy.wire.EncodedTask;
import io.github.procesy.wire.Loaders;
import io.github.procesy.wire.ObjectCodec;
import io.github.procesy.wire.TaskCodec;
import io.github.procesy.wire.TaskDecoder;

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
        SerializableRunnable action = () -> Objects.requireNonNull(text);
        TaskDecoder decoder = new TaskDecoder(loaders);
        rehearse(action, decoder);
        for (SerializableCallable<?> sample : List.<SerializableCallable<?>>of(() -> 42,
                () -> text, () -> text + list, () -> text + list + big, () -> number, () -> big,
                System::nanoTime)) {
            rehearse(sample, decoder);
        }
    }

    private static void rehearse(Serializable sample, TaskDecoder decoder) {
        try {
            EncodedTask task = TaskCodec.encode(sample, new Loaders());
            decoder.prepare(task.outline(), ClassLoader.getSystemClassLoader());
            TaskMessage message = new TaskMessage(
                    TaskMessage.write("name", "parent", Map.of("key", "value"), task.bytes()));
            message.applyProperties(new Properties());
            ObjectCodec.encode(decoder.decode(message.task()).call(), "sample");
            var _ = Assignment.message();
        } catch (Exception e) {
            throw new AssertionError("a sample task failed", e);
        }
    }
}
