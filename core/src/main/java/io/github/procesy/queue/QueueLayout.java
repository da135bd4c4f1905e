package io.github.procesy.queue;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

import io.github.procesy.waiting.SyncLayout;

/** The layout of the memory of a queue: those who wait, the state of the queue, and its ring. */
final class QueueLayout {
    /** Processors fetch cache lines in pairs. */
    private static final long ALIGNMENT = 128;

    private static final StructLayout STATE = MemoryLayout.structLayout(
            ValueLayout.JAVA_INT.withName("closed"), ValueLayout.JAVA_INT.withName("wantItem"),
            ValueLayout.JAVA_INT.withName("wantRoom"), ValueLayout.JAVA_INT.withName("tracked"),
            ValueLayout.JAVA_LONG.withName("done"), ValueLayout.JAVA_LONG.withName("maxOutside"),
            ValueLayout.JAVA_LONG.withName("heldSlot"), ValueLayout.JAVA_LONG.withName("heldThen"),
            MemoryLayout.paddingLayout(80));

    private static final long BASE =
            (SyncLayout.BYTES_WITH_MEMBERS + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    /** 1 when nothing more can be put. */
    static final long CLOSED = offset("closed");
    /** That and the next, in one word. */
    static final long CLOSED_AND_WANT_ITEM = CLOSED;
    /** 1 when somebody waits for an item and nobody was rung for that yet. */
    static final long WANT_ITEM = offset("wantItem");
    /** The same for room. */
    static final long WANT_ROOM = offset("wantRoom");
    /** 1 if it is counted what was taken and is not done yet. */
    static final long TRACKED = offset("tracked");
    /** How many items are done. */
    static final long DONE = offset("done");
    /** How many bytes outside of the ring there may be at a time. */
    static final long MAX_OUTSIDE = offset("maxOutside");
    /** What a process is about to have that it has taken and not done: whose it is, and how much; two words. */
    static final long HELD_NOTE = offset("heldSlot");
    static final long RING = BASE + STATE.byteSize();

    private QueueLayout() {}

    private static long offset(String field) {
        return BASE + STATE.byteOffset(PathElement.groupElement(field));
    }
}
