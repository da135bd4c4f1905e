package io.github.procesy.waiting;

import java.lang.foreign.MemorySegment;

import io.github.procesy.tree.ProcessTable;
import io.github.procesy.tree.SharedWords;
import io.github.procesy.tree.Tree;
import io.github.procesy.tree.WaitTable;

/**
 * The processes that have something of a synchronizer or a queue: how much each has, in an entry for each slot of the table of
 * processes. The entry says of which generation of its slot it is: so that of a dead process counts as nothing, whoever has the slot
 * now. Each change is one store; what several make together is guarded by the guard of a synchronizer, or by the lock to take
 * of a queue.
 */
public final class Members {
    private final MemorySegment memory;
    private final Tree tree;
    private final ProcessTable processes;
    private final WaitTable waits;
    private final long self;

    Members(MemorySegment memory, Tree tree) {
        this.memory = memory;
        this.tree = tree;
        processes = tree.processes();
        waits = tree.waits();
        self = tree.self();
    }

    private boolean hasMembers() {
        return memory.byteSize() >= SyncLayout.BYTES_WITH_MEMBERS;
    }

    private static long member(int slot) {
        return SyncLayout.MEMBERS + (long) slot * Long.BYTES;
    }

    /** How much a process has; 0 if it is dead. */
    private int held(int slot) {
        long entry = SharedWords.getLongAcquire(memory, member(slot));
        return processes.isAlive(reference(slot, entry)) ? (int) entry : 0;
    }

    private static long reference(int slot, long entry) {
        return (entry >>> 32) << 16 | slot + 1;
    }

    /** How much this process has. */
    public int heldHere() {
        return held(ProcessTable.slot(self));
    }

    private long entryHere(int count) {
        return (self >>> 16) << 32 | Integer.toUnsignedLong(count);
    }

    /**
     * Notes what {@link #setHeldHere} is about to set, so that it can be seen later whether it did so.
     *
     * @param note two words of the memory, guarded by a lock in it
     */
    public void noteHeldHere(long note, int count) {
        SharedWords.setLongRelease(memory, note, ProcessTable.slot(self));
        SharedWords.setLongRelease(memory, note + Long.BYTES, entryHere(count));
    }

    /** Whether what was noted was set, and is so still. */
    public boolean isHeldAsNoted(long note) {
        int slot = (int) SharedWords.getLongAcquire(memory, note);
        return SharedWords.getLongAcquire(memory, member(slot)) == SharedWords
                .getLongAcquire(memory, note + Long.BYTES);
    }

    /** Sets how much this process has: one store. */
    public void setHeldHere(int count) {
        int slots = ProcessTable.slot(self) + 1;
        if (SharedWords.getLongAcquire(memory, SyncLayout.MEMBER_SLOTS) < slots) {
            SharedWords.setLongRelease(memory, SyncLayout.MEMBER_SLOTS, slots); // first: else what is set could be overlooked
        }
        SharedWords.setLongRelease(memory, member(ProcessTable.slot(self)), entryHere(count));
    }

    /** The thread of this process that has all of it that this process has; 0 if it is not known. */
    public void setHolderHere(long thread) {
        SharedWords.setLongRelease(memory, memberThread(ProcessTable.slot(self)), thread);
    }

    public long holderHere() {
        return SharedWords.getLongAcquire(memory, memberThread(ProcessTable.slot(self)));
    }

    private static long memberThread(int slot) {
        return SyncLayout.MEMBER_THREADS + (long) slot * Long.BYTES;
    }

    /**
     * Says in a record which member blocks it: of those whose thread is known the first that waits itself, as only that one can
     * be part of a circle.
     */
    public void setAsBlocker(int record) {
        long blocker = 0;
        long thread = 0;
        for (int slot = slots() - 1; slot >= 0; slot--) {
            if (held(slot) != 0) {
                long process = reference(slot,
                        SharedWords.getLongAcquire(memory, member(slot)));
                long holder = SharedWords.getLongAcquire(memory, memberThread(slot));
                boolean waits = this.waits.isWaiting(process, holder);
                if (blocker == 0 || waits) {
                    blocker = process;
                    thread = holder;
                }
                if (waits) {
                    break;
                }
            }
        }
        waits.setBlocker(record, blocker, thread);
    }

    private int slots() {
        return (int) SharedWords.getLongAcquire(memory, SyncLayout.MEMBER_SLOTS);
    }

    /**
     * Before this process counts what it has: if a process that had this place before it has died, what that one had is
     * added to a word.
     */
    public void takeOverHeldHere(long word) {
        int slot = ProcessTable.slot(self);
        long entry = SharedWords.getLongAcquire(memory, member(slot));
        if ((int) entry != 0 && reference(slot, entry) != self) {
            int count = (int) entry;
            SharedWords.getAndAddLong(memory, word, count);
            SharedWords.setLongRelease(memory, member(slot), 0);
        }
    }

    /** How much processes have that are dead now. */
    public long heldByDead() {
        long sum = 0;
        for (int slot = slots() - 1; slot >= 0; slot--) {
            int count = (int) SharedWords.getLongAcquire(memory, member(slot));
            if (count != 0 && held(slot) == 0) {
                sum += count;
            }
        }
        return sum;
    }

    /** How much all living processes have. */
    public long heldByAll() {
        long sum = 0;
        for (int slot = slots() - 1; slot >= 0; slot--) {
            sum += held(slot);
        }
        return sum;
    }

    /** Whether a process that has something of it has died before it had done its work. */
    public boolean hasDead() {
        for (int slot = slots() - 1; slot >= 0; slot--) {
            long entry = SharedWords.getLongAcquire(memory, member(slot));
            if ((int) entry != 0 && processes.hasDiedUnfinished(reference(slot, entry))) {
                return true;
            }
        }
        return false;
    }

    /** Nobody has anything of it; the guard is held. */
    public void forgetAll() {
        for (int slot = slots() - 1; slot >= 0; slot--) {
            SharedWords.setLongRelease(memory, member(slot), 0);
        }
    }

    /** Looks whether those that have something of it still live. */
    void findDead() {
        if (hasMembers()) {
            for (int slot = slots() - 1; slot >= 0; slot--) {
                long entry = SharedWords.getLongAcquire(memory, member(slot));
                if ((int) entry != 0) {
                    tree.findAlive(reference(slot, entry));
                }
            }
        }
    }
}
