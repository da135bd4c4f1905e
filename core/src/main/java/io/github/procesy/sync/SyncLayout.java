package io.github.procesy.sync;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

import io.github.procesy.tree.ProcessTable;

/** The layout of the memory of a synchronizer: guard and lists of waiters, and what each kind needs. */
final class SyncLayout {
    /** The main list, and one for each condition of a lock. */
    static final int LISTS = 129;
    static final int NAME_BYTES = 64;

    private static final StructLayout LAYOUT = MemoryLayout.structLayout(
            ValueLayout.JAVA_LONG.withName("guard"), ValueLayout.JAVA_LONG.withName("id"),
            MemoryLayout.paddingLayout(48),
            ValueLayout.JAVA_LONG.withName("word"), ValueLayout.JAVA_LONG.withName("ownerThread"),
            ValueLayout.JAVA_LONG.withName("holds"), ValueLayout.JAVA_LONG.withName("deathPid"),
            ValueLayout.JAVA_LONG.withName("deathAtMillis"), MemoryLayout.paddingLayout(24),
            MemoryLayout.sequenceLayout(NAME_BYTES, ValueLayout.JAVA_BYTE).withName("deathName"),
            MemoryLayout.sequenceLayout(NAME_BYTES, ValueLayout.JAVA_BYTE).withName("name"),
            ValueLayout.JAVA_INT.withName("flags"), ValueLayout.JAVA_INT.withName("conditions"),
            ValueLayout.JAVA_LONG.withName("first"), ValueLayout.JAVA_LONG.withName("second"),
            ValueLayout.JAVA_LONG.withName("third"), MemoryLayout.paddingLayout(32),
            MemoryLayout.sequenceLayout(LISTS, ValueLayout.JAVA_INT).withName("heads"),
            MemoryLayout.paddingLayout(60),
            MemoryLayout.sequenceLayout(ProcessTable.capacity(), ValueLayout.JAVA_LONG)
                    .withName("members"),
            MemoryLayout.sequenceLayout(ProcessTable.capacity(), ValueLayout.JAVA_LONG)
                    .withName("memberThreads"));

    /** The process that changes lists and state just now. */
    static final long GUARD = offset("guard");
    /** Tells it from all others of the tree. */
    static final long ID = offset("id");
    /** Who has it: the meaning depends on the kind. */
    static final long WORD = offset("word");
    static final long OWNER_THREAD = offset("ownerThread");
    static final long HOLDS = offset("holds");
    static final long DEATH_PID = offset("deathPid");
    static final long DEATH_AT = offset("deathAtMillis");
    static final long DEATH_NAME = offset("deathName");
    static final long NAME = offset("name");
    static final long FLAGS = offset("flags");
    static final long CONDITIONS = offset("conditions");
    /** Numbers of the kind. */
    static final long FIRST = offset("first");
    static final long SECOND = offset("second");
    static final long THIRD = offset("third");
    static final long HEADS = offset("heads");
    /** For each slot of the process table: {@code generation << 32 | count}. */
    static final long MEMBERS = offset("members");
    /** For each of them the one thread that has it all, or 0. */
    static final long MEMBER_THREADS = offset("memberThreads");

    static final long BYTES = MEMBERS;
    static final long BYTES_WITH_MEMBERS = LAYOUT.byteSize();

    private SyncLayout() {}

    private static long offset(String field) {
        return LAYOUT.byteOffset(PathElement.groupElement(field));
    }
}
