package io.github.procesy.ring;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * The layout of a ring: what writers change, what readers change, and what hardly ever changes lie in different
 * pairs of cache lines (processors fetch them in pairs).
 */
final class RingLayout {
    private static final StructLayout LAYOUT = MemoryLayout.structLayout(
            ValueLayout.JAVA_LONG.withName("putLock"), ValueLayout.JAVA_LONG.withName("headSeen"),
            ValueLayout.JAVA_LONG.withName("putHold"), ValueLayout.JAVA_LONG.withName("putFrom"),
            ValueLayout.JAVA_LONG.withName("outsidePutThen"),
            ValueLayout.JAVA_LONG.withName("outsidePut"), MemoryLayout.paddingLayout(80),
            ValueLayout.JAVA_LONG.withName("tail"), MemoryLayout.paddingLayout(120),
            ValueLayout.JAVA_LONG.withName("takeLock"),
            ValueLayout.JAVA_LONG.withName("tailSeen"),
            ValueLayout.JAVA_LONG.withName("hasRemoved"),
            ValueLayout.JAVA_LONG.withName("counted"),
            ValueLayout.JAVA_LONG.withName("lost"), ValueLayout.JAVA_LONG.withName("lostThen"),
            ValueLayout.JAVA_LONG.withName("removing"),
            ValueLayout.JAVA_LONG.withName("headThen"), ValueLayout.JAVA_LONG.withName("takeHold"),
            ValueLayout.JAVA_LONG.withName("takeFrom"),
            ValueLayout.JAVA_LONG.withName("outsideTakenThen"),
            ValueLayout.JAVA_LONG.withName("outsideTaken"), MemoryLayout.paddingLayout(32),
            ValueLayout.JAVA_LONG.withName("head"), MemoryLayout.paddingLayout(120),
            ValueLayout.JAVA_INT.withName("capacity"), ValueLayout.JAVA_INT.withName("units"),
            MemoryLayout.paddingLayout(120));

    /** Who writes just now. */
    static final long PUT_LOCK = offset("putLock");
    /** Writers: the head as it was seen last. */
    static final long HEAD_SEEN = offset("headSeen");
    /** The hold of the record that is being put, or 0. */
    static final long PUT_HOLD = offset("putHold");
    /** Where the tail was before that. */
    static final long PUT_FROM = offset("putFrom");
    /** What {@link #OUTSIDE_PUT} is to become then. */
    static final long OUTSIDE_PUT_THEN = offset("outsidePutThen");
    /** How many bytes outside of the ring belong to all records that were ever put. */
    static final long OUTSIDE_PUT = offset("outsidePut");
    /** Up to where records are published, and how many ever were: see {@link Place}. */
    static final long TAIL = offset("tail");
    /** Who reads just now. */
    static final long TAKE_LOCK = offset("takeLock");
    /** Readers: the tail as it was seen last. */
    static final long TAIL_SEEN = offset("tailSeen");
    /** 1 if a record was ever removed. */
    static final long HAS_REMOVED = offset("hasRemoved");
    /** How many records were taken when those that the dead had were counted last, modulo 2^32. */
    static final long COUNTED = offset("counted");
    /** How many records were taken by processes that died before they had given the lock back. */
    static final long LOST = offset("lost");
    /** What that is to become. */
    static final long LOST_THEN = offset("lostThen");
    /** {@code position << 1 | 1} of a record that is being removed from the middle, or 0. */
    static final long REMOVING = offset("removing");
    /** What the head is to become when that is done. */
    static final long HEAD_THEN = offset("headThen");
    /** The hold of the record that is being taken, or 0. */
    static final long TAKE_HOLD = offset("takeHold");
    /** Where the head was before that. */
    static final long TAKE_FROM = offset("takeFrom");
    /** What {@link #OUTSIDE_TAKEN} is to become then. */
    static final long OUTSIDE_TAKEN_THEN = offset("outsideTakenThen");
    /** How many bytes outside of the ring belonged to all records that were ever taken. */
    static final long OUTSIDE_TAKEN = offset("outsideTaken");
    /** Up to where records are taken, and how many ever were. */
    static final long HEAD = offset("head");
    /** How many records there may be at a time. */
    static final long CAPACITY = offset("capacity");
    /** The size of the ring in {@link Ring#UNIT_BYTES}. */
    static final long UNITS = offset("units");
    static final long BYTES = LAYOUT.byteSize();

    private RingLayout() {}

    private static long offset(String field) {
        return LAYOUT.byteOffset(PathElement.groupElement(field));
    }
}
