package io.github.procesy.ring;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

import io.github.procesy.tree.SharedWords;
import io.github.procesy.tree.Tree;
import io.github.procesy.waiting.OwnerLock;

/**
 * A ring of records in shared memory, for many writers and many readers of many processes. A record is a word that says what
 * it is, and its bytes, in one piece.
 *
 * <p>Writers exclude each other by one lock, readers by another; both are held for as long as it takes to copy a record.
 * Steps, and what a death after each leaves:
 * <ol>
 * <li>Put: the lock is taken: the next takes it over. Records are written behind the tail: they are not there. The tail
 * moves, in one store: they are there, and stay. The lock is given back.
 * <li>Take: the lock is taken: the next takes it over. Records are read. The lock is marked with the number of records
 * that were taken before. The head moves, in one store: they are taken. The lock is given back, which takes away the mark: they are
 * with the reader. Whoever takes over a lock that is marked adds what the head has moved to the lost ones.
 * <li>Remove from the middle, which a reader does: what the head is to become is noted (one more is taken), and which record
 * is meant. The record is marked as removed: it is. The head is set. The note is deleted. Whoever takes over the lock
 * sets the head if the record is marked.
 * <li>A record can have a hold, by which the root keeps memory outside of the ring for it. Who puts it has got the hold
 * before, and notes it until the tail has moved; who takes it notes it, and deletes the note after the hold was given back. Whoever takes
 * over the lock finds the note, sees by the tail or head whether the record was put or taken, and gives the hold back
 * if it was not put, or was taken. What is given back twice is given back once.
 * </ol>
 */
public final class Ring {
    /** A record begins at a multiple of that. */
    public static final int UNIT_BYTES = Long.BYTES;
    /** There is no room, or no record. */
    public static final long NONE = -1;

    /** Kinds of records that carry their value in the upper half of their word. */
    private static final int VALUES = 0x80;
    private static final int KIND = 0xff;
    private static final int REMOVED = 0x100;
    /** What fills up the end of the ring, where the next record does not fit. */
    private static final int PADDING = 0;
    /** A record is at most this part of the ring: it always fits once the ring is empty enough. */
    private static final int MAX_PART = 4;

    private final MemorySegment memory;
    private final long base;
    private final long data;
    private final int units;
    private final int mask;
    private final int capacity;
    private final OwnerLock putLock;
    private final OwnerLock takeLock;
    private final LongConsumer giveBack;
    private BooleanSupplier countsLost = () -> true;

    /** Belong to who has the lock to put. */
    private long tail;
    private int position;
    /** Belong to who has the lock to take. */
    private long head;
    private long headBefore;
    private long word;
    private boolean holds;

    /**
     * A ring that was {@linkplain #format made}.
     *
     * @param memory has it
     * @param base where it begins
     * @param tree the tree of this process
     * @param giveBack gives a hold back; may be called twice for one
     */
    public Ring(MemorySegment memory, long base, Tree tree, LongConsumer giveBack) {
        this.giveBack = giveBack;
        this.memory = memory;
        this.base = base;
        data = base + RingLayout.BYTES;
        units = SharedWords.getIntAcquire(memory, base + RingLayout.UNITS);
        mask = units - 1;
        capacity = SharedWords.getIntAcquire(memory, base + RingLayout.CAPACITY);
        putLock = new OwnerLock(memory, base + RingLayout.PUT_LOCK, tree,
                mark -> repairPut());
        takeLock = new OwnerLock(memory, base + RingLayout.TAKE_LOCK, tree, this::repairTake);
    }

    /**
     * Has it asked whether what a reader that died had taken is to be counted as lost: not if it is counted elsewhere. Is asked by
     * who takes the lock over, and may be asked several times.
     */
    public void countLostIf(BooleanSupplier counts) {
        countsLost = counts;
    }

    /**
     * How much memory a ring takes.
     *
     * @param dataBytes the bytes of its records, see {@link #dataBytes}
     */
    public static long bytes(long dataBytes) {
        return RingLayout.BYTES + dataBytes;
    }

    /** The smallest possible size that is enough for so many bytes of records. */
    public static long dataBytes(long bytes) {
        return Math.max(UNIT_BYTES * MAX_PART, Long.highestOneBit(bytes - 1) << 1);
    }

    /**
     * Makes a ring in memory that is all zero.
     *
     * @param memory where to
     * @param base where it is to begin
     * @param capacity how many records there may be at a time
     * @param dataBytes a power of two
     */
    public static void format(MemorySegment memory, long base, int capacity, long dataBytes) {
        SharedWords.setIntRelease(memory, base + RingLayout.CAPACITY, capacity);
        SharedWords.setIntRelease(memory, base + RingLayout.UNITS, (int) (dataBytes / UNIT_BYTES));
    }

    /** How many records there may be at a time. */
    public int capacity() {
        return capacity;
    }

    /** The size of the largest record. */
    public int maxBytes() {
        return (units / MAX_PART - 1) * UNIT_BYTES;
    }

    private static int unitsOf(int bytes) {
        return 1 + (bytes + UNIT_BYTES - 1) / UNIT_BYTES;
    }

    private long wordAt(int place) {
        return data + (long) (place & mask) * UNIT_BYTES;
    }

    private long tailNow() {
        return SharedWords.getLongVolatile(memory, base + RingLayout.TAIL);
    }

    private long headNow() {
        return SharedWords.getLongVolatile(memory, base + RingLayout.HEAD);
    }

    /** How many records there were at some time between call and return. */
    public int size() {
        long before = headNow();
        while (true) {
            long last = tailNow();
            long after = headNow();
            if (after == before) {
                return Place.count(last) - Place.count(before);
            }
            before = after;
        }
    }

    /** Whether a record can be taken; may be wrong by the time it is used. */
    public boolean hasRecord() {
        return Place.count(tailNow()) != Place.count(headNow());
    }

    /** Whether there is room for one more record of a size; the same holds. */
    public boolean hasRoom(int bytes) {
        return fits(tailNow(), headNow(), unitsOf(bytes));
    }

    private boolean fits(long last, long first, int needed) {
        return Place.count(last) - Place.count(first) < capacity
                && units - (Place.position(last) - Place.position(first)) >= padded(last, needed);
    }

    /** With what it takes to fill up the end of the ring. */
    private int padded(long last, int needed) {
        int toEnd = units - (Place.position(last) & mask);
        return needed <= toEnd ? needed : toEnd + needed;
    }

    /** How many records were lost with processes that died while they took them. */
    public long lost() {
        return SharedWords.getLongVolatile(memory, base + RingLayout.LOST);
    }

    /** Where in the memory that number is; it may be added to with the lock to take. */
    public long lostAt() {
        return base + RingLayout.LOST;
    }

    /** How many records were ever put, modulo 2^32. */
    public int putSoFar() {
        return Place.count(tailNow());
    }

    // ---- putting

    /** Begins to put: no other does, until {@link #endPut}. */
    public void beginPut() {
        putLock.lock();
        tail = SharedWords.getLongOpaque(memory, base + RingLayout.TAIL);
    }

    /**
     * Finds room for the next record.
     *
     * @param bytes its size, at most {@link #maxBytes}
     * @return where in the memory its bytes are to be written; {@link #NONE} if there is no room
     */
    public long reserve(int bytes) {
        int needed = unitsOf(bytes);
        if (!fits(tail, SharedWords.getLongOpaque(memory, base + RingLayout.HEAD_SEEN), needed)) {
            long first = SharedWords.getLongAcquire(memory, base + RingLayout.HEAD);
            SharedWords.setLongOpaque(memory, base + RingLayout.HEAD_SEEN, first);
            if (!fits(tail, first, needed)) {
                return NONE;
            }
        }
        int at = Place.position(tail);
        int toEnd = units - (at & mask);
        if (needed > toEnd) {
            setWord(at, PADDING, (toEnd - 1) * UNIT_BYTES);
            tail = Place.plus(tail, toEnd, 0);
            at += toEnd;
        }
        position = at;
        return wordAt(at) + UNIT_BYTES;
    }

    private void setWord(int at, int kind, int upper) {
        memory.set(ValueLayout.JAVA_LONG, wordAt(at), (long) upper << Integer.SIZE | kind);
    }

    /**
     * Adds the record whose bytes were written.
     *
     * @param kind what it is, 1 to 127
     * @param bytes how many there are
     */
    public void add(int kind, int bytes) {
        setWord(position, kind, bytes);
        tail = Place.plus(tail, unitsOf(bytes), 1);
    }

    /**
     * Adds a record without bytes, for which room was found.
     *
     * @param kind what it is, 128 to 255
     * @param value belongs to it
     */
    public void addValue(int kind, int value) {
        setWord(position, kind, value);
        tail = Place.plus(tail, 1, 1);
    }

    /** Whether a kind of records has a value in place of bytes. */
    public static boolean isValue(int kind) {
        return kind >= VALUES;
    }

    /**
     * Says that the next record, the only one that is put, has a hold.
     *
     * @param hold the hold
     * @param outside how many bytes outside of the ring belong to it
     */
    public void holdForPut(long hold, long outside) {
        set(RingLayout.PUT_FROM, get(RingLayout.TAIL));
        set(RingLayout.OUTSIDE_PUT_THEN, get(RingLayout.OUTSIDE_PUT) + outside);
        set(RingLayout.PUT_HOLD, hold);
        holds = true;
    }

    /** Publishes what was added; others do not put yet. */
    public void commitPut() {
        set(RingLayout.TAIL, tail);
        if (holds) {
            holds = false;
            repairPut();
        }
    }

    /** Lets others put; what was not published is not there, and its hold is given back. */
    public void endPut() {
        if (holds) {
            holds = false;
            repairPut();
        }
        putLock.unlock();
    }

    /** Waits until whoever puts now has ended that: what it has done is seen, and who begins after that sees what was done here. */
    public void passPut() {
        putLock.lock();
        putLock.unlock();
    }

    /** The same for those who take. */
    public void passTake() {
        takeLock.lock();
        takeLock.unlock();
    }

    private void repairPut() {
        long hold = get(RingLayout.PUT_HOLD);
        if (hold != 0) {
            if (get(RingLayout.TAIL) == get(RingLayout.PUT_FROM)) {
                giveBack.accept(hold);
            } else {
                set(RingLayout.OUTSIDE_PUT, get(RingLayout.OUTSIDE_PUT_THEN));
            }
            set(RingLayout.PUT_HOLD, 0);
        }
    }

    private long get(long field) {
        return SharedWords.getLongAcquire(memory, base + field);
    }

    private void set(long field, long value) {
        SharedWords.setLongRelease(memory, base + field, value);
    }

    /** How many bytes outside of the ring belong to the records in it; may be old when it is used. */
    public long outside() {
        return SharedWords.getLongVolatile(memory, base + RingLayout.OUTSIDE_PUT)
                - SharedWords.getLongVolatile(memory, base + RingLayout.OUTSIDE_TAKEN);
    }

    // ---- taking

    /** Begins to take: no other does, until {@link #endTake}. */
    public void beginTake() {
        takeLock.lock();
        head = SharedWords.getLongOpaque(memory, base + RingLayout.HEAD);
        headBefore = head;
    }

    /**
     * Goes to the next record that is to be taken.
     *
     * @return where in the memory its bytes are; {@link #NONE} if there is no record
     */
    public long next() {
        while (true) {
            int at = Place.position(head);
            if (at == Place.position(
                    SharedWords.getLongOpaque(memory, base + RingLayout.TAIL_SEEN))) {
                long last = SharedWords.getLongAcquire(memory, base + RingLayout.TAIL);
                SharedWords.setLongOpaque(memory, base + RingLayout.TAIL_SEEN, last);
                if (at == Place.position(last)) {
                    return NONE;
                }
            }
            word = memory.get(ValueLayout.JAVA_LONG, wordAt(at));
            if (isRecord(word)) {
                return wordAt(at) + UNIT_BYTES;
            }
            head = Place.plus(head, unitsOf(word), 0);
        }
    }

    private static boolean isRecord(long word) {
        return ((int) word & KIND) != PADDING && ((int) word & REMOVED) == 0;
    }

    private static int unitsOf(long word) {
        return isValue((int) word & KIND) ? 1 : unitsOf((int) (word >>> Integer.SIZE));
    }

    /** What the record is. */
    public int kind() {
        return (int) word & KIND;
    }

    /** The number of its bytes, or its value. */
    public int value() {
        return (int) (word >>> Integer.SIZE);
    }

    /** The position of the record, by which it can be removed as long as it is there. */
    public int position() {
        return Place.position(head);
    }

    /** Takes the record, once that is {@linkplain #commitTake committed}. */
    public void take() {
        head = Place.plus(head, unitsOf(word), 1);
    }

    /** Goes past the record without taking it; then nothing can be taken before {@link #endTake}. */
    public void skip() {
        head = Place.plus(head, unitsOf(word), 0);
    }

    /**
     * Says that the record that is taken or removed, the only one, has a hold, which is given back then.
     *
     * @param hold the hold
     * @param outside how many bytes outside of the ring belong to it
     */
    public void holdForTake(long hold, long outside) {
        set(RingLayout.TAKE_FROM, get(RingLayout.HEAD));
        set(RingLayout.OUTSIDE_TAKEN_THEN, get(RingLayout.OUTSIDE_TAKEN) + outside);
        set(RingLayout.TAKE_HOLD, hold);
    }

    /** Takes what was to be taken; others do not take yet. Removed records behind it are room again too. */
    public void commitTake() {
        takeLock.mark(Place.count(headBefore));
        if (SharedWords.getLongOpaque(memory, base + RingLayout.HAS_REMOVED) != 0) {
            head = pastRemoved(head, Place.position(headBefore));
        }
        set(RingLayout.HEAD, head);
    }

    /** Lets others take. */
    public void endTake() {
        takeLock.unlock();
    }

    /** Gives back the hold of what was taken or removed. */
    public void giveHoldBack() {
        long hold = get(RingLayout.TAKE_HOLD);
        if (hold != 0) {
            if (get(RingLayout.HEAD) != get(RingLayout.TAKE_FROM)) {
                set(RingLayout.OUTSIDE_TAKEN, get(RingLayout.OUTSIDE_TAKEN_THEN));
                giveBack.accept(hold);
            }
            set(RingLayout.TAKE_HOLD, 0);
        }
    }

    /**
     * Goes to a record in whatever place, to remove it; to be called after {@link #beginTake}.
     *
     * @param at its position
     * @return where in the memory its bytes are; {@link #NONE} if it is no longer there
     */
    public long find(int at) {
        long first = SharedWords.getLongOpaque(memory, base + RingLayout.HEAD);
        long last = SharedWords.getLongAcquire(memory, base + RingLayout.TAIL);
        int length = Place.position(last) - Place.position(first);
        if (Integer.compareUnsigned(at - Place.position(first), length) >= 0) {
            return NONE;
        }
        word = memory.get(ValueLayout.JAVA_LONG, wordAt(at));
        return isRecord(word) ? wordAt(at) + UNIT_BYTES : NONE;
    }

    /** Removes the record that was found, before {@link #endTake}. */
    public void remove(int at) {
        long first = SharedWords.getLongOpaque(memory, base + RingLayout.HEAD);
        SharedWords.setLongOpaque(memory, base + RingLayout.HAS_REMOVED, 1);
        SharedWords.setLongRelease(memory, base + RingLayout.HEAD_THEN,
                Place.plus(pastRemoved(first, at), 0, 1));
        SharedWords.setLongRelease(memory, base + RingLayout.REMOVING,
                Integer.toUnsignedLong(at) << 1 | 1);
        SharedWords.setLongRelease(memory, wordAt(at), word | REMOVED);
        finishRemoval();
    }

    /** The place of the first record from some place on that stays when one is removed: what is before it is room again. */
    private long pastRemoved(long first, int removed) {
        int end = Place.position(
                SharedWords.getLongOpaque(memory, base + RingLayout.TAIL_SEEN));
        long place = first;
        while (Place.position(place) != end) {
            long there = memory.get(ValueLayout.JAVA_LONG, wordAt(Place.position(place)));
            if (isRecord(there) && Place.position(place) != removed) {
                break;
            }
            place = Place.plus(place, unitsOf(there), 0);
        }
        return place;
    }

    private void finishRemoval() {
        SharedWords.setLongRelease(memory, base + RingLayout.HEAD,
                SharedWords.getLongOpaque(memory, base + RingLayout.HEAD_THEN));
        SharedWords.setLongRelease(memory, base + RingLayout.REMOVING, 0);
    }

    private void repairTake(int mark) {
        long removing = SharedWords.getLongAcquire(memory, base + RingLayout.REMOVING);
        if (removing != 0) {
            int at = (int) (removing >>> 1);
            if ((memory.get(ValueLayout.JAVA_LONG, wordAt(at)) & REMOVED) != 0) {
                finishRemoval();
            } else {
                SharedWords.setLongRelease(memory, base + RingLayout.REMOVING, 0);
            }
        }
        giveHoldBack();
        if (mark == OwnerLock.UNMARKED) {
            return;
        }
        int now = Place.count(get(RingLayout.HEAD));
        int taken = OwnerLock.note(now - mark);
        if (taken > 0 && (int) get(RingLayout.COUNTED) != now && countsLost.getAsBoolean()) {
            set(RingLayout.LOST_THEN, lost() + taken);
            set(RingLayout.COUNTED, Integer.toUnsignedLong(now));
        }
        long then = SharedWords.getLongAcquire(memory, base + RingLayout.LOST_THEN);
        if (then > lost()) {
            SharedWords.setLongVolatile(memory, base + RingLayout.LOST, then);
        }
    }
}
