package io.github.procesy.tree;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/** The layout of the memory that all processes of a tree share: a table of processes, one of waits. */
final class TreeLayout {
    /** Changes whenever the layout does. */
    private static final long MAGIC = 0x70726f63_74726502L; // "proctre", version 2

    static final int PROCESSES = 1024;
    static final int WAITS = 2048;
    static final int NAME_BYTES = 64;
    static final int STACK_BYTES = 1000;

    static final StructLayout HEADER = MemoryLayout.structLayout(
            ValueLayout.JAVA_LONG.withName("magic"), ValueLayout.JAVA_LONG.withName("tickets"),
            ValueLayout.JAVA_LONG.withName("deaths"),
            ValueLayout.JAVA_INT.withName("highestWait"), MemoryLayout.paddingLayout(4),
            ValueLayout.JAVA_LONG.withName("lookedAroundAt"), MemoryLayout.paddingLayout(24));
    private static final long MAGIC_AT = HEADER.byteOffset(PathElement.groupElement("magic"));
    static final long TICKETS_AT = HEADER.byteOffset(PathElement.groupElement("tickets"));
    static final long DEATHS_AT = HEADER.byteOffset(PathElement.groupElement("deaths"));
    static final long HIGHEST_WAIT_AT = HEADER.byteOffset(PathElement.groupElement("highestWait"));
    static final long LOOKED_AROUND_AT =
            HEADER.byteOffset(PathElement.groupElement("lookedAroundAt"));

    static final StructLayout PROCESS = MemoryLayout.structLayout(
            ValueLayout.JAVA_LONG.withName("life"), ValueLayout.JAVA_LONG.withName("pid"),
            ValueLayout.JAVA_LONG.withName("startTime"),
            ValueLayout.JAVA_LONG.withName("diedAtMillis"),
            ValueLayout.JAVA_LONG.withName("mainThread"), ValueLayout.JAVA_INT.withName("doorbell"),
            ValueLayout.JAVA_INT.withName("hasFinished"),
            MemoryLayout.sequenceLayout(NAME_BYTES, ValueLayout.JAVA_BYTE).withName("name"),
            MemoryLayout.paddingLayout(16));
    static final StructLayout WAIT = MemoryLayout.structLayout(
            ValueLayout.JAVA_LONG.withName("process"), ValueLayout.JAVA_INT.withName("bell"),
            ValueLayout.JAVA_INT.withName("sleeps"), ValueLayout.JAVA_INT.withName("next"),
            ValueLayout.JAVA_INT.withName("kind"), ValueLayout.JAVA_INT.withName("list"),
            ValueLayout.JAVA_INT.withName("argument"), ValueLayout.JAVA_LONG.withName("target"),
            ValueLayout.JAVA_LONG.withName("ticket"), ValueLayout.JAVA_LONG.withName("thread"),
            ValueLayout.JAVA_LONG.withName("sinceMillis"),
            ValueLayout.JAVA_LONG.withName("blockerProcess"),
            ValueLayout.JAVA_LONG.withName("blockerThread"),
            ValueLayout.JAVA_LONG.withName("looks"),
            ValueLayout.JAVA_LONG.withName("detectsDeadlock"),
            ValueLayout.JAVA_LONG.withName("author"),
            MemoryLayout.sequenceLayout(NAME_BYTES, ValueLayout.JAVA_BYTE).withName("threadName"),
            MemoryLayout.sequenceLayout(NAME_BYTES, ValueLayout.JAVA_BYTE).withName("targetName"),
            ValueLayout.JAVA_INT.withName("stackBytes"), MemoryLayout.paddingLayout(4),
            MemoryLayout.sequenceLayout(STACK_BYTES, ValueLayout.JAVA_BYTE).withName("stack"),
            MemoryLayout.paddingLayout(40));

    static final long PROCESSES_AT = HEADER.byteSize();
    static final long WAITS_AT = PROCESSES_AT + PROCESSES * PROCESS.byteSize();
    static final long BYTES = WAITS_AT + WAITS * WAIT.byteSize();

    private TreeLayout() {}

    /** Says what the memory is, which is new. */
    static void format(MemorySegment memory) {
        SharedWords.setLongRelease(memory, MAGIC_AT, MAGIC);
    }

    /** Whether memory is that of a tree of this version. */
    static boolean isOf(MemorySegment memory) {
        return SharedWords.getLongAcquire(memory, MAGIC_AT) == MAGIC;
    }

    static long offset(StructLayout layout, String field) {
        return layout.byteOffset(PathElement.groupElement(field));
    }

    static {
        if (PROCESS.byteSize() % 64 != 0 || WAIT.byteSize() % 64 != 0) {
            throw new AssertionError("records do not fill cache lines: " + PROCESS.byteSize() + ", "
                    + WAIT.byteSize());
        }
    }
}
