package io.github.procesy.segment;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * The layout of a segment: the user's bytes, from the start of a page on, and a trailer by which the
 * segment is recognized.
 */
final class SegmentLayout {
    /** Changes whenever the layout does. */
    private static final long MAGIC = 0x70726f63_65737901L; // "procesy", version 1
    private static final StructLayout TRAILER = MemoryLayout.structLayout(
            ValueLayout.JAVA_LONG.withName("magic"), ValueLayout.JAVA_LONG.withName("nonce"),
            ValueLayout.JAVA_LONG.withName("bytes"), MemoryLayout.paddingLayout(40));
    private static final long TRAILER_BYTES = TRAILER.byteSize();
    private static final long MAGIC_AT = TRAILER.byteOffset(PathElement.groupElement("magic"));
    private static final long NONCE_AT = TRAILER.byteOffset(PathElement.groupElement("nonce"));
    private static final long BYTES_AT = TRAILER.byteOffset(PathElement.groupElement("bytes"));

    private SegmentLayout() {}

    /** The size of the file of a segment with so many bytes for the user. */
    static long fileBytes(long userBytes) {
        return trailerAt(userBytes) + TRAILER_BYTES;
    }

    private static long trailerAt(long userBytes) {
        return (userBytes + TRAILER_BYTES - 1) / TRAILER_BYTES * TRAILER_BYTES;
    }

    static void writeTrailer(MemorySegment file, SegmentHandle handle) {
        long trailer = trailerAt(handle.bytes());
        file.set(ValueLayout.JAVA_LONG, trailer + MAGIC_AT, MAGIC);
        file.set(ValueLayout.JAVA_LONG, trailer + NONCE_AT, handle.nonce());
        file.set(ValueLayout.JAVA_LONG, trailer + BYTES_AT, handle.bytes());
    }

    static boolean isOf(MemorySegment file, SegmentHandle handle) {
        return isOf(file, handle.bytes()) && file.get(ValueLayout.JAVA_LONG,
                trailerAt(handle.bytes()) + NONCE_AT) == handle.nonce();
    }

    /** Whether it is a segment of this size. */
    static boolean isOf(MemorySegment file, long userBytes) {
        long trailer = trailerAt(userBytes);
        return file.get(ValueLayout.JAVA_LONG, trailer + MAGIC_AT) == MAGIC
                && file.get(ValueLayout.JAVA_LONG, trailer + BYTES_AT) == userBytes;
    }
}
