package io.github.procesy.bench.array;

import java.util.Random;
import java.util.concurrent.TimeUnit;

import io.github.procesy.memory.SharedArray;
import io.github.procesy.memory.SharedIntArray;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Loops over a shared array, and the same loops over an {@code int[]}; the time of one element. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(ArrayBenchmark.LENGTH)
public class ArrayBenchmark {
    static final int LENGTH = 4096;

    private final int[] array = new Random(1).ints(LENGTH).toArray();
    private final int[] source = new Random(2).ints(LENGTH).toArray();
    private final int[] order = new Random(3).ints(LENGTH, 0, LENGTH).toArray();
    private final SharedIntArray shared = SharedArray.copyOf(array);
    private int value;

    /** Gives the memory back. */
    @TearDown
    public void close() {
        shared.close();
    }

    @Benchmark
    public int readJava() {
        int sum = 0;
        for (int i = 0; i < array.length; i++) {
            sum += array[i];
        }
        return sum;
    }

    @Benchmark
    public int readShared() {
        int sum = 0;
        for (int i = 0; i < shared.length(); i++) {
            sum += shared.get(i);
        }
        return sum;
    }

    /** With a {@code long} index. */
    @Benchmark
    public int readSharedByLong() {
        int sum = 0;
        for (long i = 0; i < shared.longLength(); i++) {
            sum += shared.get(i);
        }
        return sum;
    }

    /** In no order. */
    @Benchmark
    public int readRandomJava() {
        int sum = 0;
        for (int i = 0; i < order.length; i++) {
            sum += array[order[i]];
        }
        return sum;
    }

    /** In no order. */
    @Benchmark
    public int readRandomShared() {
        int sum = 0;
        for (int i = 0; i < order.length; i++) {
            sum += shared.get(order[i]);
        }
        return sum;
    }

    @Benchmark
    public void writeJava() {
        for (int i = 0; i < array.length; i++) {
            array[i] = source[i] * 3;
        }
    }

    @Benchmark
    public void writeShared() {
        for (int i = 0; i < shared.length(); i++) {
            shared.set(i, source[i] * 3);
        }
    }

    @Benchmark
    public void writeSameJava() {
        for (int i = 0; i < array.length; i++) {
            array[i] = value;
        }
    }

    /** With a {@code long} index. */
    @Benchmark
    public void writeSameSharedByLong() {
        for (long i = 0; i < shared.longLength(); i++) {
            shared.set(i, value);
        }
    }

    /** Each element is its index: the loop that the JIT does worst. */
    @Benchmark
    public void writeIndexJava() {
        for (int i = 0; i < array.length; i++) {
            array[i] = i;
        }
    }

    /** Each element is its index: the loop that the JIT does worst. */
    @Benchmark
    public void writeIndexShared() {
        for (int i = 0; i < shared.length(); i++) {
            shared.set(i, i);
        }
    }

    @Benchmark
    public void changeJava() {
        for (int i = 0; i < array.length; i++) {
            array[i] = array[i] * 3 + 1;
        }
    }

    @Benchmark
    public void changeShared() {
        for (int i = 0; i < shared.length(); i++) {
            shared.set(i, shared.get(i) * 3 + 1);
        }
    }

    @Benchmark
    public void fillJava() {
        java.util.Arrays.fill(array, value++);
    }

    @Benchmark
    public void fillShared() {
        shared.fill(value++);
    }

    @Benchmark
    public void copyJava() {
        System.arraycopy(source, 0, array, 0, LENGTH);
    }

    @Benchmark
    public void copyShared() {
        shared.copyFrom(source);
    }

    @Benchmark
    public int streamJava() {
        return java.util.Arrays.stream(array).sum();
    }

    @Benchmark
    public int streamShared() {
        return shared.stream().sum();
    }
}
