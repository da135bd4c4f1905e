package io.github.procesy.sync;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

import io.github.procesy.tree.SharedWords;
import io.github.procesy.tree.WaitKind;
import io.github.procesy.tree.WaitTable;
import io.github.procesy.waiting.SyncLayout;
import io.github.procesy.waiting.SyncState;
import io.github.procesy.waiting.SyncState.Attempt;
import io.github.procesy.waiting.SyncState.Wait;

/**
 * A read-write lock in shared memory. Everything happens with the guard held. Its word is the process that
 * writes; the members are the numbers of reads of each process. Each step, and what a death after it leaves:
 * <ol>
 * <li>Read: one more for this process. Dead, it counts for nothing.
 * <li>Write: the word becomes this process. Dead, the lock is freed by the next who looks, as
 * {@link LockCore} does.
 * <li>Give back: thread and number of holds, then the word or the number of reads; then the first is rung.
 * </ol>
 * How often each thread reads is known to its process alone: no other needs it.
 */
final class ReadWriteCore {
    /** By the id of a lock: how often the current thread reads. */
    private static final ThreadLocal<Map<Long, Integer>> READS = ThreadLocal
            .withInitial(HashMap::new);

    static {
        Deadlocks.logThem();
    }

    private final SyncState state;
    private final MemorySegment memory;
    private final long self;
    private final Deaths deaths;

    ReadWriteCore(SyncState state) {
        this.state = state;
        memory = state.memory();
        self = state.self();
        deaths = new Deaths(state);
    }

    SyncState state() {
        return state;
    }

    Deaths deaths() {
        return deaths;
    }

    private long writer() {
        return SharedWords.getLongVolatile(memory, SyncLayout.WORD);
    }

    private long writerThread() {
        return SharedWords.getLongOpaque(memory, SyncLayout.OWNER_THREAD);
    }

    private void setWriterThread(long thread) {
        SharedWords.setLongOpaque(memory, SyncLayout.OWNER_THREAD, thread);
    }

    private long holds() {
        return SharedWords.getLongOpaque(memory, SyncLayout.HOLDS);
    }

    private void setHolds(long holds) {
        SharedWords.setLongOpaque(memory, SyncLayout.HOLDS, holds);
    }

    boolean isWritten() {
        return writer() == self && writerThread() == Thread.currentThread().threadId();
    }

    boolean isWriteLocked() {
        return state.processes().isAlive(writer());
    }

    /** Who writes, for people. */
    String describeWriter() {
        return state.describeOwner(writer(), writerThread());
    }

    int writeHolds() {
        return isWritten() ? (int) holds() : 0;
    }

    int readers() {
        return (int) state.members().heldByAll();
    }

    int readHolds() {
        return READS.get().getOrDefault(state.id(), 0);
    }

    private void setReadHolds(int holds) {
        if (holds == 0) {
            READS.get().remove(state.id());
        } else {
            READS.get().put(state.id(), holds);
        }
    }

    // ---- with the guard held

    private boolean takeRead() {
        freeOfDead();
        if (writer() != 0 && !isWritten()) {
            return false;
        }
        int own = state.members().heldHere();
        if (own == Integer.MAX_VALUE) {
            throw new Error("Maximum lock count exceeded");
        }
        long thread = Thread.currentThread().threadId();
        if (own == 0 || state.members().holderHere() != thread) {
            state.members().setHolderHere(own == 0 ? thread : 0);
        }
        state.members().setHeldHere(own + 1);
        setReadHolds(readHolds() + 1);
        return true;
    }

    private boolean takeWrite() {
        if (isWritten()) {
            setHolds(holds() + 1);
            return true;
        }
        freeOfDead();
        if (writer() != 0 || state.members().heldByAll() != 0) {
            return false;
        }
        SharedWords.setLongVolatile(memory, SyncLayout.WORD, self);
        setWriterThread(Thread.currentThread().threadId());
        setHolds(1);
        return true;
    }

    private void freeOfDead() {
        long writer = writer();
        if (writer != 0 && !state.processes().isAlive(writer)) {
            deaths.note(writer);
            setHolds(0);
            setWriterThread(0);
            SharedWords.setLongVolatile(memory, SyncLayout.WORD, 0);
        }
    }

    /** The first may try; a reader also if all before it are readers, as it is with them. */
    private boolean inTurnToRead(int record, boolean first) {
        if (first) {
            return true;
        }
        for (int before : state.all(SyncState.MAIN)) {
            if (before == record) {
                return true;
            } else if (state.waits().kind(before) != WaitKind.READ) {
                return false;
            }
        }
        return false;
    }

    /** Who writes; else, for a writer, one who reads, and for a reader the writer that is before it. */
    private void sayWhoBlocks(int record) {
        WaitTable waits = state.waits();
        int before = state.first(SyncState.MAIN);
        if (writer() != 0) {
            waits.setBlocker(record, writer(), writerThread());
        } else if (waits.kind(record) == WaitKind.READ && before != record) {
            waits.setBlocker(record, waits.process(before), waits.thread(before));
        } else {
            state.members().setAsBlocker(record);
        }
    }

    private void ringReaderBehind(int record) {
        int next = state.waits().next(record);
        if (next != WaitTable.NONE && state.waits().kind(next) == WaitKind.READ) {
            state.ring(next);
        }
    }

    // ---- reading

    /** Without waiting; a reader that waits its turn lets go before those who wait, if it does not read yet. */
    boolean tryRead(boolean barging) {
        return tryReadOnce(barging) || (askAfterWriter() && tryReadOnce(barging));
    }

    private boolean tryReadOnce(boolean barging) {
        state.lockGuard();
        try {
            boolean mayPass = barging || readHolds() > 0 || isWritten()
                    || state.first(SyncState.MAIN) == WaitTable.NONE;
            return mayPass && takeRead();
        } finally {
            state.unlockGuard();
        }
    }

    /** Whether the writer was found dead just now. */
    private boolean askAfterWriter() {
        long writer = writer();
        return writer != 0 && writer != self && !state.findsAliveNowAndThen(writer);
    }

    void read(boolean interruptible) {
        if (!tryRead(false)) {
            try {
                awaitRead(interruptible, SyncState.FOR_EVER);
            } catch (InterruptedException e) {
                throw new AssertionError("not interruptible", e);
            }
        }
    }

    boolean readInterruptibly(long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return tryRead(false) || (nanos > 0 && awaitRead(true, nanos));
    }

    private boolean awaitRead(boolean interruptible, long nanos) throws InterruptedException {
        Attempt attempt = (record, first) -> {
            if (inTurnToRead(record, first) && takeRead()) {
                ringReaderBehind(record);
                return true;
            }
            sayWhoBlocks(record);
            return false;
        };
        return state.await(Wait.of(WaitKind.READ, interruptible, nanos),
                () -> tryRead(false), attempt);
    }

    void endRead() {
        int holds = readHolds();
        if (holds == 0) {
            throw new IllegalMonitorStateException(
                    "attempt to unlock read lock, not locked by current thread");
        }
        state.lockGuard();
        try {
            setReadHolds(holds - 1);
            state.members().setHeldHere(state.members().heldHere() - 1);
            if (state.members().heldByAll() == 0) {
                state.ringFirst(SyncState.MAIN);
            }
        } finally {
            state.unlockGuard();
        }
    }

    // ---- writing

    boolean tryWrite(boolean barging) {
        return tryWriteOnce(barging) || (askAfterWriter() && tryWriteOnce(barging));
    }

    private boolean tryWriteOnce(boolean barging) {
        state.lockGuard();
        try {
            boolean mayPass = barging || isWritten()
                    || state.first(SyncState.MAIN) == WaitTable.NONE;
            return mayPass && takeWrite();
        } finally {
            state.unlockGuard();
        }
    }

    void write() {
        if (!tryWrite(false)) {
            try {
                awaitWrite(false, SyncState.FOR_EVER);
            } catch (InterruptedException e) {
                throw new AssertionError("not interruptible", e);
            }
        }
    }

    boolean writeInterruptibly(long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return tryWrite(false) || (nanos > 0 && awaitWrite(true, nanos));
    }

    private boolean awaitWrite(boolean interruptible, long nanos) throws InterruptedException {
        Attempt attempt = (record, first) -> {
            if (first && takeWrite()) {
                return true;
            }
            sayWhoBlocks(record);
            return false;
        };
        return state.await(Wait.of(WaitKind.WRITE, interruptible, nanos),
                () -> tryWrite(false), attempt);
    }

    void endWrite() {
        if (!isWritten()) {
            throw new IllegalMonitorStateException(
                    "Only the thread that holds the write lock can unlock it.");
        }
        if (holds() > 1) {
            setHolds(holds() - 1);
            return;
        }
        state.lockGuard();
        try {
            setHolds(0);
            setWriterThread(0);
            SharedWords.setLongVolatile(memory, SyncLayout.WORD, 0);
            state.ringFirst(SyncState.MAIN);
        } finally {
            state.unlockGuard();
        }
    }
}
