package io.github.procesy.waiting;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

import io.github.procesy.tree.ProcessTable;

/** The layout of the memory of a synchronizer: guard and lists of waiters, and what each kind needs. */
public final class SyncLayout {
    /** The main list, and one for each condition of a lock. */
    public static final int LISTS = 129;
    public static final int NAME_BYTES = 64;

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
            ValueLayout.JAVA_LONG.withName("memberSlots"), MemoryLayout.paddingLayout(32),
            MemoryLayout.sequenceLayout(LISTS, ValueLayout.JAVA_INT).withName("heads"),
            MemoryLayout.paddingLayout(60),
            MemoryLayout.sequenceLayout(ProcessTable.capacity(), ValueLayout.JAVA_LONG)
                    .withName("members"),
            MemoryLayout.sequenceLayout(ProcessTable.capacity(), ValueLayout.JAVA_LONG)
                    .withName("memberThreads"));

    /** The process that changes lists and state just now. */
    public static final long GUARD = offset("guard");
    /** Tells it from all others of the tree. */
    public static final long ID = offset("id");
    /** Who has it: the meaning depends on the kind. */
    public static final long WORD = offset("word");
    public static final long OWNER_THREAD = offset("ownerThread");
    public static final long HOLDS = offset("holds");
    public static final long DEATH_PID = offset("deathPid");
    public static final long DEATH_AT = offset("deathAtMillis");
    public static final long DEATH_NAME = offset("deathName");
    public static final long NAME = offset("name");
    public static final long FLAGS = offset("flags");
    public static final long CONDITIONS = offset("conditions");
    /** Numbers of the kind. */
    public static final long FIRST = offset("first");
    public static final long SECOND = offset("second");
    /** How many entries of {@link #MEMBERS} are in use, from the first on. */
    public static final long MEMBER_SLOTS = offset("memberSlots");
    public static final long HEADS = offset("heads");
    /** For each slot of the process table: {@code generation << 32 | count}. */
    public static final long MEMBERS = offset("members");
    /** For each of them the one thread that has it all, or 0. */
    public static final long MEMBER_THREADS = offset("memberThreads");

    public static final long BYTES = MEMBERS;
    public static final long BYTES_WITH_MEMBERS = LAYOUT.byteSize();

    private SyncLayout() {}

    private static long offset(String field) {
        return LAYOUT.byteOffset(PathElement.groupElement(field));
    }
}
