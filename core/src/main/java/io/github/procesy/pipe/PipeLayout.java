package io.github.procesy.pipe;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

import io.github.procesy.ring.Ring;
import io.github.procesy.waiting.SyncLayout;

/** The layout of the memory of a pipe: which ends are gone, and for each direction those who wait, its state and its ring. */
final class PipeLayout {
    /** Processors fetch cache lines in pairs. */
    private static final long ALIGNMENT = 128;

    private static final StructLayout HEADER = MemoryLayout.structLayout(
            ValueLayout.JAVA_INT.withName("leftGone"), ValueLayout.JAVA_INT.withName("rightGone"),
            ValueLayout.JAVA_INT.withName("oneWay"), MemoryLayout.paddingLayout(116));
    private static final StructLayout STATE = MemoryLayout.structLayout(
            ValueLayout.JAVA_LONG.withName("sender"), MemoryLayout.paddingLayout(120),
            ValueLayout.JAVA_LONG.withName("receiver"), MemoryLayout.paddingLayout(120),
            ValueLayout.JAVA_INT.withName("wantMessage"),
            ValueLayout.JAVA_INT.withName("wantRoom"), MemoryLayout.paddingLayout(120));

    private static final long STATE_AT =
            (SyncLayout.BYTES + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;

    /** 1 when no process has the left end any more. */
    static final long LEFT_GONE = header("leftGone");
    static final long RIGHT_GONE = header("rightGone");
    /** 1 if messages go from left to right alone. */
    static final long ONE_WAY = header("oneWay");

    /** In a direction: the process that sends just now. */
    static final long SENDER = state("sender");
    static final long RECEIVER = state("receiver");
    /** 1 when somebody waits for a message and was not rung for that yet. */
    static final long WANT_MESSAGE = state("wantMessage");
    static final long WANT_ROOM = state("wantRoom");
    static final long RING = STATE_AT + STATE.byteSize();

    private PipeLayout() {}

    private static long header(String field) {
        return HEADER.byteOffset(PathElement.groupElement(field));
    }

    private static long state(String field) {
        return STATE_AT + STATE.byteOffset(PathElement.groupElement(field));
    }

    /** Where a direction begins: 0 is from left to right. */
    static long direction(int number, long ringBytes) {
        return HEADER.byteSize() + number * directionBytes(ringBytes);
    }

    static long directionBytes(long ringBytes) {
        return (RING + Ring.bytes(ringBytes) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
}
