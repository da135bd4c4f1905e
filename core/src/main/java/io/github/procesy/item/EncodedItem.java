package io.github.procesy.item;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** An item that can be written to memory; nothing of that can fail. */
public final class EncodedItem {
    private final int kind;
    /** A primitive array; or of a {@code LONG} or {@code DOUBLE} its bits. */
    private final Object content;
    private final long bytes;
    private final List<Long> references;

    EncodedItem(int kind, Object content, long bytes, List<Long> references) {
        this.kind = kind;
        this.content = content;
        this.bytes = bytes;
        this.references = references;
    }

    /** What it is, for the word of a record. */
    public int kind() {
        return kind;
    }

    /** The number of its bytes; of what is a value in the word, the value. */
    public long bytes() {
        return bytes;
    }

    /** The ids of the segments that it refers to. */
    public List<Long> references() {
        return references;
    }

    /** Writes its bytes. */
    public void writeTo(MemorySegment memory, long at) {
        writeTo(memory, at, 0, bytes);
    }

    /**
     * Writes some of its bytes.
     *
     * @param from the first of them, a multiple of eight
     * @param count how many
     */
    public void writeTo(MemorySegment memory, long at, long from, long count) {
        if (content instanceof Long bits) {
            memory.set(ValueLayout.JAVA_LONG_UNALIGNED, at, bits);
        } else {
            MemorySegment.copy(segmentOf(content), from, memory, at, count);
        }
    }

    static MemorySegment segmentOf(Object array) {
        return switch (array) {
            case byte[] bytes -> MemorySegment.ofArray(bytes);
            case short[] shorts -> MemorySegment.ofArray(shorts);
            case char[] chars -> MemorySegment.ofArray(chars);
            case int[] ints -> MemorySegment.ofArray(ints);
            case long[] longs -> MemorySegment.ofArray(longs);
            case float[] floats -> MemorySegment.ofArray(floats);
            case double[] doubles -> MemorySegment.ofArray(doubles);
            case MemorySegment segment -> segment;
            default -> throw new AssertionError(array.getClass());
        };
    }
}
