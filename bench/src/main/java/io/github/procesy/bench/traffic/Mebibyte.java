package io.github.procesy.bench.traffic;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A buffer of a mebibyte, which each process has and uses again and again. */
final class Mebibyte {
    static final int BYTES = 1 << 20;
    static final MemorySegment SEGMENT = Arena.global().allocate(BYTES, Long.BYTES);

    static {
        // Memory that nobody has written is one page of zeros again and again.
        SEGMENT.fill((byte) 1);
    }

    private Mebibyte() {}
}
