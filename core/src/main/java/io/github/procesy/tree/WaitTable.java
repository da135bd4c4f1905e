package io.github.procesy.tree;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

import io.github.procesy.os.Futex;

/**
 * Who waits, in whatever process of the tree: one record for each thread that does. A record has a bell:
 * a counter that is rung for the thread to look again. Waits are bounded, so a ring that was lost with
 * the process that meant to do it costs time and no more.
 *
 * <p>Life of a record: {@code process} goes from 0 to the owner (claimed), the owner fills it in and sets
 * its {@code kind} (visible to the graph of waits); {@code kind} and then {@code process} go back to 0. The record of
 * a dead process is claimed by the next that finds no free one.
 */
public final class WaitTable {
    /** No record: indices of records begin at 1. */
    public static final int NONE = 0;

    private static final long PROCESS = TreeLayout.offset(TreeLayout.WAIT, "process");
    private static final long BELL = TreeLayout.offset(TreeLayout.WAIT, "bell");
    private static final long SLEEPS = TreeLayout.offset(TreeLayout.WAIT, "sleeps");
    private static final long NEXT = TreeLayout.offset(TreeLayout.WAIT, "next");
    private static final long KIND = TreeLayout.offset(TreeLayout.WAIT, "kind");
    private static final long LIST = TreeLayout.offset(TreeLayout.WAIT, "list");
    private static final long ARGUMENT = TreeLayout.offset(TreeLayout.WAIT, "argument");
    private static final long TARGET = TreeLayout.offset(TreeLayout.WAIT, "target");
    private static final long TICKET = TreeLayout.offset(TreeLayout.WAIT, "ticket");
    private static final long THREAD = TreeLayout.offset(TreeLayout.WAIT, "thread");
    private static final long SINCE = TreeLayout.offset(TreeLayout.WAIT, "sinceMillis");
    private static final long BLOCKER = TreeLayout.offset(TreeLayout.WAIT, "blockerProcess");
    private static final long BLOCKER_THREAD =
            TreeLayout.offset(TreeLayout.WAIT, "blockerThread");
    private static final long DETECTS = TreeLayout.offset(TreeLayout.WAIT, "detectsDeadlock");
    private static final long AUTHOR = TreeLayout.offset(TreeLayout.WAIT, "author");
    private static final long LOOKS = TreeLayout.offset(TreeLayout.WAIT, "looks");
    private static final long THREAD_NAME = TreeLayout.offset(TreeLayout.WAIT, "threadName");
    private static final long TARGET_NAME = TreeLayout.offset(TreeLayout.WAIT, "targetName");
    private static final long STACK_BYTES = TreeLayout.offset(TreeLayout.WAIT, "stackBytes");
    private static final long STACK = TreeLayout.offset(TreeLayout.WAIT, "stack");

    /** Values of {@code sleeps}. */
    private static final int AWAKE = 0;
    private static final int AT_BELL = 1;
    private static final int AT_DOORBELL = 2;
    /** Whoever sleeps for more than that parks, so that interrupts reach it. */
    static final long AT_BELL_NANOS = 20_000_000;
    /** For so long a table without a free record is not searched again, unless one is given back here. */
    private static final long FULL_NANOS = 1_000_000;
    /** How long the record of a dead process stays in its list at least; all that wait look more often. */
    private static final long LISTED_MILLIS = 2_000;
    private static final long LOOK_NANOS = 100_000_000;
    /** Somebody looks about once in a second whether all processes live. */
    private static final long LOOK_AROUND_NANOS = 900_000_000;

    private final MemorySegment memory;
    private final ProcessTable processes;
    private final long self;
    private final int searchFrom;
    private final Doorbell doorbell;
    private volatile boolean full;
    private volatile long fullAt;
    private volatile long scavengedDeaths;
    private volatile long lookedAt = System.nanoTime() - LOOK_NANOS;

    WaitTable(MemorySegment memory, ProcessTable processes, long self) {
        this.memory = memory;
        this.processes = processes;
        this.self = self;
        // Processes begin their search apart from each other.
        searchFrom = ProcessTable.slot(self) * 7;
        doorbell = new Doorbell(this,
                memory.asSlice(processes.doorbell(self), Integer.BYTES));
    }

    /** For reading alone. */
    WaitTable(MemorySegment memory, ProcessTable processes) {
        this(memory, processes, 1);
    }

    /** How many threads of a tree can be in lists at a time. */
    public static int capacity() {
        return TreeLayout.WAITS;
    }

    private static long at(int index) {
        return TreeLayout.WAITS_AT + (index - 1) * TreeLayout.WAIT.byteSize();
    }

    /**
     * Takes a record for the current thread.
     *
     * @param kind what it waits for
     * @param target the id of what it waits for
     * @param targetName its name for people
     * @return the index of the record; {@link #NONE} if all are taken
     */
    public int tryClaim(WaitKind kind, long target, String targetName) {
        if (full && System.nanoTime() - fullAt < FULL_NANOS) {
            return NONE;
        }
        int index = claimFree();
        if (index == NONE) {
            scavenge();
            index = claimFree();
        }
        if (index == NONE) {
            fullAt = System.nanoTime();
            full = true;
            return NONE;
        }
        long base = at(index);
        Thread thread = Thread.currentThread();
        SharedWords.setIntRelease(memory, base + NEXT, NONE);
        SharedWords.setIntRelease(memory, base + LIST, -1);
        SharedWords.setIntRelease(memory, base + ARGUMENT, 0);
        writeNames(base, thread, target, targetName);
        SharedWords.setLongOpaque(memory, base + SINCE, System.currentTimeMillis());
        SharedWords.setLongOpaque(memory, base + BLOCKER, 0);
        SharedWords.setLongOpaque(memory, base + BLOCKER_THREAD, 0);
        SharedWords.setLongOpaque(memory, base + DETECTS, 0);
        SharedWords.setIntRelease(memory, base + STACK_BYTES, 0);
        SharedWords.setLongOpaque(memory, base + TICKET,
                SharedWords.getAndAddLong(memory, TreeLayout.TICKETS_AT, 1));
        SharedWords.setIntRelease(memory, base + KIND, kind.code());
        return index;
    }

    /** A thread that waits for the same thing with the same record as before finds the names there. */
    private void writeNames(long base, Thread thread, long target, String targetName) {
        if (SharedWords.getLongOpaque(memory, base + AUTHOR) == self
                && SharedWords.getLongOpaque(memory, base + THREAD) == thread.threadId()
                && SharedWords.getLongOpaque(memory, base + TARGET) == target) {
            return;
        }
        SharedWords.setLongOpaque(memory, base + AUTHOR, self);
        SharedWords.setLongOpaque(memory, base + THREAD, thread.threadId());
        SharedWords.setLongOpaque(memory, base + TARGET, target);
        Texts.write(memory, base + THREAD_NAME, TreeLayout.NAME_BYTES, thread.getName());
        Texts.write(memory, base + TARGET_NAME, TreeLayout.NAME_BYTES, targetName);
    }

    private int claimFree() {
        for (int i = 0; i < TreeLayout.WAITS; i++) {
            int index = 1 + (searchFrom + i) % TreeLayout.WAITS;
            if (SharedWords.getLongAcquire(memory, at(index) + PROCESS) == 0 && SharedWords
                    .compareAndSetLong(memory, at(index) + PROCESS, 0, self)) {
                raiseHighest(index);
                return index;
            }
        }
        return NONE;
    }

    private void raiseHighest(int index) {
        int highest = highest();
        while (highest < index && !SharedWords.compareAndSetInt(memory, TreeLayout.HIGHEST_WAIT_AT,
                highest, index)) {
            highest = highest();
        }
    }

    /** No record beyond this one was ever claimed. */
    int highest() {
        return SharedWords.getIntVolatile(memory, TreeLayout.HIGHEST_WAIT_AT);
    }

    /**
     * Frees the records of dead processes. One that is in a list may have a signal to leave to another: those who
     * wait for the same thing see to that first, and have time for it.
     */
    private void scavenge() {
        findDeaths();
        long deaths = processes.deaths();
        if (deaths == scavengedDeaths) {
            return;
        }
        boolean all = true;
        long longAgo = System.currentTimeMillis() - LISTED_MILLIS;
        for (int index = highest(); index >= 1; index--) {
            long process = process(index);
            if (process != 0 && !processes.isAlive(process)) {
                if (list(index) < 0 || processes.diedAtMillis(process) < longAgo) {
                    free(index, process);
                } else {
                    all = false;
                }
            }
        }
        if (all) {
            scavengedDeaths = deaths;
        }
    }

    /** A process that was killed together with its parent may be dead without anyone's having noticed. */
    private void findDeaths() {
        long now = System.nanoTime();
        if (now - lookedAt < LOOK_NANOS) {
            return;
        }
        lookedAt = now;
        long before = self;
        for (int index = highest(); index >= 1; index--) {
            long process = process(index);
            if (process != 0 && process != self && process != before) {
                before = process;
                processes.findAlive(process);
            }
        }
    }

    /**
     * Looks whether all processes live, unless somebody in the tree did lately; if one has died, all look. (The time is
     * that of {@link System#nanoTime}, which on Linux is the same in all processes; elsewhere they look more often.)
     */
    void lookAround() {
        long now = System.nanoTime();
        long last = SharedWords.getLongVolatile(memory, TreeLayout.LOOKED_AROUND_AT);
        if (Math.abs(now - last) > LOOK_AROUND_NANOS
                && SharedWords.compareAndSetLong(memory, TreeLayout.LOOKED_AROUND_AT, last, now)
                && processes.findDead(self)) {
            ringAll();
        }
    }

    private void free(int index, long process) {
        SharedWords.setIntRelease(memory, at(index) + KIND, 0);
        SharedWords.compareAndSetLong(memory, at(index) + PROCESS, process, 0);
    }

    /** Gives back a record of the current thread. */
    public void release(int index) {
        free(index, self);
        if (full) {
            full = false;
        }
    }

    /** Gives back the record of a dead process, which no list has any more. */
    public void releaseDead(int index) {
        long process = process(index);
        if (process != 0 && !processes.isAlive(process)) {
            free(index, process);
        }
    }

    /** The process that has the record, or 0. */
    public long process(int index) {
        return SharedWords.getLongAcquire(memory, at(index) + PROCESS);
    }

    /** Whether the process that has the record is alive, as far as it is known. */
    public boolean isAlive(int index) {
        return processes.isAlive(process(index));
    }

    /** What it waits for. */
    public WaitKind kind(int index) {
        return WaitKind.of(SharedWords.getIntAcquire(memory, at(index) + KIND));
    }

    /** The id of what it waits for. */
    public long target(int index) {
        return SharedWords.getLongOpaque(memory, at(index) + TARGET);
    }

    /** Its number among all waits; the later the greater. */
    public long ticket(int index) {
        return SharedWords.getLongOpaque(memory, at(index) + TICKET);
    }

    /** Makes it the latest of all waits. */
    public void renewTicket(int index) {
        SharedWords.setLongOpaque(memory, at(index) + TICKET, nextNumber());
    }

    /** The id of the thread that waits. */
    public long thread(int index) {
        return SharedWords.getLongOpaque(memory, at(index) + THREAD);
    }

    /** The record behind it in its list; {@link #NONE} if it is the last. */
    public int next(int index) {
        return SharedWords.getIntAcquire(memory, at(index) + NEXT);
    }

    /** Sets the record behind it; the guard of the list must be held. */
    public void setNext(int index, int next) {
        SharedWords.setIntRelease(memory, at(index) + NEXT, next);
    }

    /** The list that it belongs to, or -1. */
    public int list(int index) {
        return SharedWords.getIntAcquire(memory, at(index) + LIST);
    }

    /** Sets the list that it belongs to; the guard of the list must be held. */
    public void setList(int index, int list) {
        SharedWords.setIntRelease(memory, at(index) + LIST, list);
    }

    /** A number whose meaning depends on the kind. */
    public int argument(int index) {
        return SharedWords.getIntAcquire(memory, at(index) + ARGUMENT);
    }

    /** Sets that number. */
    public void setArgument(int index, int argument) {
        SharedWords.setIntRelease(memory, at(index) + ARGUMENT, argument);
    }

    /** Says who has what is waited for, as far as that can be said; 0 for nobody. */
    public void setBlocker(int index, long process, long thread) {
        SharedWords.setLongOpaque(memory, at(index) + BLOCKER_THREAD, thread);
        SharedWords.setLongOpaque(memory, at(index) + BLOCKER, process);
        SharedWords.setLongRelease(memory, at(index) + LOOKS,
                SharedWords.getLongOpaque(memory, at(index) + LOOKS) + 1);
    }

    /** Says that the thread is to be told of a deadlock by an exception. */
    public void setDetectsDeadlock(int index, boolean detects) {
        SharedWords.setLongOpaque(memory, at(index) + DETECTS, detects ? 1 : 0);
    }

    /** Whether the thread is to be told of a deadlock by an exception. */
    public boolean detectsDeadlock(int index) {
        return SharedWords.getLongOpaque(memory, at(index) + DETECTS) != 0;
    }

    /** A number that no other call returns in this tree. */
    public long nextNumber() {
        return SharedWords.getAndAddLong(memory, TreeLayout.TICKETS_AT, 1);
    }

    /** The records of those who wait for a thing, dead or alive. */
    public List<Integer> of(long target) {
        List<Integer> found = new ArrayList<>();
        for (int index = highest(); index >= 1; index--) {
            if (process(index) != 0 && target(index) == target && kind(index) != WaitKind.NOTHING) {
                found.add(index);
            }
        }
        return found;
    }

    /** The wait of a thread; the latest, if it has several. */
    int latestOf(long process, long thread) {
        int found = NONE;
        if (process == 0 || thread == 0) {
            return found;
        }
        for (int index = highest(); index >= 1; index--) {
            if (process(index) == process && thread(index) == thread
                    && kind(index) != WaitKind.NOTHING
                    && (found == NONE || ticket(index) > ticket(found))) {
                found = index;
            }
        }
        return found;
    }

    /** Whether a thread waits; false if it is not known which thread, which is 0. */
    public boolean isWaiting(long process, long thread) {
        return latestOf(process, thread) != NONE;
    }

    /** The process that has what is waited for, or 0. */
    public long blocker(int index) {
        return SharedWords.getLongOpaque(memory, at(index) + BLOCKER);
    }

    long blockerThread(int index) {
        return SharedWords.getLongOpaque(memory, at(index) + BLOCKER_THREAD);
    }

    /** Counts how often the thread has said who blocks it. */
    public long looks(int index) {
        return SharedWords.getLongAcquire(memory, at(index) + LOOKS);
    }

    long sinceMillis(int index) {
        return SharedWords.getLongOpaque(memory, at(index) + SINCE);
    }

    String threadName(int index) {
        return Texts.read(memory, at(index) + THREAD_NAME, TreeLayout.NAME_BYTES);
    }

    String targetName(int index) {
        return Texts.read(memory, at(index) + TARGET_NAME, TreeLayout.NAME_BYTES);
    }

    String stack(int index) {
        return SharedWords.getIntAcquire(memory, at(index) + STACK_BYTES) == 0
                ? ""
                : Texts.read(memory, at(index) + STACK, TreeLayout.STACK_BYTES);
    }

    /** Writes down the stack of the current thread, which has the record. */
    public void setStack(int index, String stack) {
        Texts.write(memory, at(index) + STACK, TreeLayout.STACK_BYTES, stack);
        SharedWords.setIntRelease(memory, at(index) + STACK_BYTES, 1);
    }

    /** The state of the bell, to be read before one looks whether there is a reason to wait. */
    public int bell(int index) {
        return SharedWords.getIntVolatile(memory, at(index) + BELL);
    }

    /** Rings the bell: the thread that has the record looks again. */
    public void ring(int index) {
        strike(index);
        wake(index);
    }

    /** The first half of it, for who wants to do something before it calls {@link #wake}: the thread looks, unless it sleeps. */
    public void strike(int index) {
        SharedWords.getAndAddInt(memory, at(index) + BELL, 1);
    }

    /** Wakes the thread whose bell was struck, if it sleeps. If it has gone on since then, it or the next looks in vain. */
    public void wake(int index) {
        int sleeps = SharedWords.getIntVolatile(memory, at(index) + SLEEPS);
        if (sleeps == AT_DOORBELL) {
            ringDoor(index);
        } else if (sleeps == AT_BELL) {
            Futex futex = Futex.get();
            if (futex != null) {
                futex.wake(memory.asSlice(at(index) + BELL, Integer.BYTES), 1);
            }
        }
    }

    private void ringDoor(int index) {
        long process = process(index);
        if (process == self) {
            doorbell.wake(index);
        } else if (process != 0) {
            Doorbell.ring(memory, processes.doorbell(process));
        }
    }

    /** Rings all bells: something has happened that may concern anyone. */
    public void ringAll() {
        for (int index = highest(); index >= 1; index--) {
            if (process(index) != 0) {
                ring(index);
            }
        }
    }

    /**
     * Waits until the bell is rung, or for a time. A thread that waits long is parked: an interrupt ends
     * that, and {@link Thread#getState} says that it waits. So is a virtual thread, whose carrier is not
     * blocked. A platform thread that waits for a short time waits for the bell itself, which wakes it sooner.
     *
     * @param index the record of the current thread
     * @param seen the state of the bell before the thread looked
     * @param nanos how long at most
     * @param timed whether the thread waits for a limited time, of which this may be a part
     */
    public void sleep(int index, int seen, long nanos, boolean timed) {
        Futex futex = nanos > AT_BELL_NANOS || Thread.currentThread().isVirtual()
                ? null
                : Futex.get();
        SharedWords.setIntVolatile(memory, at(index) + SLEEPS,
                futex == null ? AT_DOORBELL : AT_BELL);
        if (bell(index) == seen) {
            if (futex == null) {
                doorbell.sleep(index, seen, nanos, timed);
            } else {
                futex.await(memory.asSlice(at(index) + BELL, Integer.BYTES), seen, nanos);
            }
        }
        SharedWords.setIntVolatile(memory, at(index) + SLEEPS, AWAKE);
    }
}
