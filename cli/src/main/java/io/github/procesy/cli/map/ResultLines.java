package io.github.procesy.cli.map;

import java.lang.reflect.Array;
import java.nio.charset.Charset;
import java.util.Collection;
import java.util.function.Consumer;
import java.util.stream.BaseStream;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import io.github.procesy.cli.expression.NoResult;
import io.github.procesy.cli.items.ItemOutput;
import org.jspecify.annotations.Nullable;

/** The result of an item as lines: one line, or one for each element of a stream, collection or array. */
record ResultLines(ItemOutput output, Charset encoding) {
    void print(@Nullable Object result) {
        if (result instanceof Collection<?> collection) {
            collection.forEach(this::element);
        } else if (result instanceof BaseStream<?, ?> stream) {
            try (stream) {
                printStream(stream.sequential());
            }
        } else if (result != null && result.getClass().isArray()) {
            int length = Array.getLength(result);
            for (int i = 0; i < length; i++) {
                element(Array.get(result, i));
            }
        } else if (result != NoResult.INSTANCE) {
            output.add(line(result));
        }
    }

    /** Not by an iterator, which gathers all that one element of a flatMap yields. */
    private void printStream(BaseStream<?, ?> stream) {
        if (stream instanceof IntStream ints) {
            ints.forEachOrdered(this::element);
        } else if (stream instanceof LongStream longs) {
            longs.forEachOrdered(this::element);
        } else if (stream instanceof DoubleStream doubles) {
            doubles.forEachOrdered(this::element);
        } else {
            Consumer<Object> element = this::element;
            ((Stream<?>) stream).forEachOrdered(element);
        }
    }

    private void element(@Nullable Object element) {
        byte[] line = line(element);
        output.stream(line, 0, line.length);
    }

    private byte[] line(@Nullable Object value) {
        return (value + "\n").getBytes(encoding);
    }
}
