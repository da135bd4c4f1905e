package io.github.procesy.bench.handover;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.github.procesy.SerializableCallable;
import io.github.procesy.wire.Loaders;
import io.github.procesy.wire.TaskCodec;
import io.github.procesy.wire.TaskDecoder;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Writes, reads and calls a lambda that captured a string, a number and a list. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HandOverBenchmark {
    private final TaskDecoder decoder = new TaskDecoder(
            Loaders.of(HandOverBenchmark.class.getClassLoader()));
    private final SerializableCallable<String> task = task("resize", 640,
            List.of("one.png", "two.png", "three.png"));

    private static SerializableCallable<String> task(String name, int size, List<String> files) {
        return () -> name + size + files.size();
    }

    /** As the library does. */
    @Benchmark
    public @Nullable Object procesy() throws Exception {
        byte[] bytes = TaskCodec.encode(task, new Loaders()).bytes();
        return decoder.decode(bytes).call();
    }

    /** As Java serialization does. */
    @Benchmark
    public @Nullable Object javaSerialization() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(task);
        }
        try (ObjectInputStream in = new ObjectInputStream(
                new ByteArrayInputStream(bytes.toByteArray()))) {
            return ((SerializableCallable<?>) Objects.requireNonNull(in.readObject())).call();
        }
    }
}
