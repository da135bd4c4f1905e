package io.github.procesy.tree;

import java.lang.foreign.MemorySegment;

import io.github.procesy.os.ProcessStat;

/**
 * The processes of a tree that share more than memory. A process is referred to by a number that no
 * other process ever has: {@code generation << 16 | slot + 1}, with the generation of its slot; zero is
 * no process. The word {@code life} of a slot is {@code generation << 1 | alive}: one store makes a
 * process dead for all.
 *
 * <p>Slots are given by the root alone. A dead one may be given at once: a reference to it has another
 * generation, and so is one to a dead process.
 */
public final class ProcessTable {
    private static final long LIFE = TreeLayout.offset(TreeLayout.PROCESS, "life");
    private static final long PID = TreeLayout.offset(TreeLayout.PROCESS, "pid");
    private static final long START_TIME = TreeLayout.offset(TreeLayout.PROCESS, "startTime");
    private static final long DIED_AT = TreeLayout.offset(TreeLayout.PROCESS, "diedAtMillis");
    private static final long MAIN_THREAD = TreeLayout.offset(TreeLayout.PROCESS, "mainThread");
    private static final long DOORBELL = TreeLayout.offset(TreeLayout.PROCESS, "doorbell");
    private static final long HAS_FINISHED = TreeLayout.offset(TreeLayout.PROCESS, "hasFinished");
    private static final long NAME = TreeLayout.offset(TreeLayout.PROCESS, "name");
    private static final int SLOT_BITS = 16;
    private static final int SLOT_MASK = 0xffff;
    private static final long ALIVE = 1;

    private final MemorySegment memory;
    /** Of the root: where the next search for a slot begins, so that dead ones are remembered long. */
    private int next;

    ProcessTable(MemorySegment memory) {
        this.memory = memory;
    }

    /** The number of slots. */
    public static int capacity() {
        return TreeLayout.PROCESSES;
    }

    /** The slot of a process, from 0 on. */
    public static int slot(long process) {
        return (int) (process & SLOT_MASK) - 1;
    }

    private static long at(int slot) {
        return TreeLayout.PROCESSES_AT + slot * TreeLayout.PROCESS.byteSize();
    }

    /**
     * Gives a process a slot; for the root alone.
     *
     * @return its reference
     * @throws IllegalStateException if there are too many processes
     */
    synchronized long add(long pid, String name, long mainThread) {
        long added = addToFree(pid, name, mainThread);
        if (added == 0) {
            for (int slot = 0; slot < TreeLayout.PROCESSES; slot++) {
                findAlive(inSlot(slot));
            }
            added = addToFree(pid, name, mainThread);
        }
        if (added == 0) {
            throw new IllegalStateException(
                    "At most " + TreeLayout.PROCESSES + " processes of a tree can"
                            + " use shared locks and the like at a time. End some of them first.");
        }
        return added;
    }

    /** Its reference, or 0 if no slot is free. */
    private long addToFree(long pid, String name, long mainThread) {
        for (int i = 0; i < TreeLayout.PROCESSES; i++) {
            int slot = (next + i) % TreeLayout.PROCESSES;
            long life = SharedWords.getLongVolatile(memory, at(slot) + LIFE);
            if ((life & ALIVE) == 0) {
                next = slot + 1;
                long generation = (life >>> 1) + 1;
                SharedWords.setLongOpaque(memory, at(slot) + PID, pid);
                SharedWords.setLongOpaque(memory, at(slot) + START_TIME,
                        ProcessStat.startTime(pid));
                SharedWords.setLongOpaque(memory, at(slot) + DIED_AT, 0);
                SharedWords.setLongOpaque(memory, at(slot) + MAIN_THREAD, mainThread);
                SharedWords.setIntRelease(memory, at(slot) + HAS_FINISHED, 0);
                Texts.write(memory, at(slot) + NAME, TreeLayout.NAME_BYTES, name);
                SharedWords.setLongRelease(memory, at(slot) + LIFE, generation << 1 | ALIVE);
                return generation << SLOT_BITS | slot + 1;
            }
        }
        return 0;
    }

    /**
     * Whether a process is alive, as far as it is known; costs one read.
     *
     * @param process a reference
     * @return false if it has ended for certain, or is no process
     */
    public boolean isAlive(long process) {
        return process != 0 && SharedWords.getLongAcquire(memory,
                at(slot(process)) + LIFE) == (process >>> SLOT_BITS << 1 | ALIVE);
    }

    /**
     * Asks the operating system whether a process is alive; costs some system calls. One that is found
     * dead is dead for all from then on.
     *
     * @param process a reference
     * @return false if it has ended for certain
     */
    boolean findAlive(long process) {
        if (!isAlive(process)) {
            return false;
        }
        if (isRunning(process)) {
            return true;
        }
        markDead(process);
        return false;
    }

    /** The same for all but one; true if any was found dead. */
    boolean findDead(long except) {
        boolean found = false;
        for (int slot = 0; slot < TreeLayout.PROCESSES; slot++) {
            long process = inSlot(slot);
            if (process != 0 && process != except) {
                found |= !findAlive(process);
            }
        }
        return found;
    }

    /** The same without telling anyone. */
    boolean isRunning(long process) {
        return ProcessStat.isRunning(pid(process),
                SharedWords.getLongOpaque(memory, at(slot(process)) + START_TIME));
    }

    /** Says that a process has ended; true if it had a place until now, and for this call alone. */
    boolean markDead(long process) {
        long base = at(slot(process));
        long life = process >>> SLOT_BITS << 1 | ALIVE;
        if (SharedWords.getLongVolatile(memory, base + LIFE) != life) {
            return false;
        }
        SharedWords.compareAndSetLong(memory, base + DIED_AT, 0, System.currentTimeMillis());
        boolean first = SharedWords.compareAndSetLong(memory, base + LIFE, life, life & ~ALIVE);
        if (first) {
            SharedWords.getAndAddLong(memory, TreeLayout.DEATHS_AT, 1);
        }
        return first;
    }

    /** Says that this process has done what it was started for: its end is none that others must mind. */
    void setFinished(long self) {
        SharedWords.setIntRelease(memory, at(slot(self)) + HAS_FINISHED, 1);
    }

    /**
     * Whether a process has ended before it had done what it was started for. That of a process which ended
     * long ago is no longer known.
     */
    public boolean hasDiedUnfinished(long process) {
        long base = at(slot(process));
        boolean finished = SharedWords.getIntAcquire(memory, base + HAS_FINISHED) != 0;
        return !finished && SharedWords.getLongAcquire(memory,
                base + LIFE) == process >>> SLOT_BITS << 1;
    }

    /** How many processes were found dead so far: whoever sees it change looks who they are. */
    public long deaths() {
        return SharedWords.getLongAcquire(memory, TreeLayout.DEATHS_AT);
    }

    /** The living process in a slot, or 0. */
    long inSlot(int slot) {
        long life = SharedWords.getLongAcquire(memory, at(slot) + LIFE);
        return (life & ALIVE) == 0 ? 0 : life >>> 1 << SLOT_BITS | slot + 1;
    }

    /** Its pid; that of a later process if it is long dead. */
    public long pid(long process) {
        return SharedWords.getLongOpaque(memory, at(slot(process)) + PID);
    }

    /** Its name, the first bytes of it; that of a later process if it is long dead. */
    public String name(long process) {
        return Texts.read(memory, at(slot(process)) + NAME, TreeLayout.NAME_BYTES);
    }

    /** When it was found dead, in milliseconds of the epoch; 0 if it was not. */
    public long diedAtMillis(long process) {
        return SharedWords.getLongOpaque(memory, at(slot(process)) + DIED_AT);
    }

    /** Where the doorbell of a process is: a counter that is rung for {@link Doorbell} to look. */
    long doorbell(long process) {
        return at(slot(process)) + DOORBELL;
    }

    /** The thread that runs its task, or 0 if that is not known. */
    public long mainThread(long process) {
        return SharedWords.getLongOpaque(memory, at(slot(process)) + MAIN_THREAD);
    }
}
