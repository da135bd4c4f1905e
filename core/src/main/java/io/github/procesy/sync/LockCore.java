package io.github.procesy.sync;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

import io.github.procesy.os.Cores;
import io.github.procesy.tree.SharedWords;
import io.github.procesy.tree.WaitKind;
import io.github.procesy.tree.WaitTable;
import io.github.procesy.waiting.SyncLayout;
import io.github.procesy.waiting.SyncState;
import io.github.procesy.waiting.SyncState.Attempt;
import io.github.procesy.waiting.SyncState.Wait;

/**
 * A reentrant lock in shared memory. Its word is {@code owner | WAITERS}, the owner being a process; the
 * thread stands beside it, written by a thread of the owner alone.
 *
 * <p>Each step, and what a death after it leaves:
 * <ol>
 * <li>Take: compare-and-set of the word from free to own. From here on the lock is held; dead, it is
 * <i>freed</i> by the next who looks.
 * <li>Take: write thread and number of holds. Only read if the word has the reader's process.
 * <li>Give back: write no thread. The word still has the process: as after the first step.
 * <li>Give back: the word becomes free. If somebody waits, ring the first; a ring that did not come is made
 * up for by the waiter's own look after its slice of time.
 * </ol>
 * Freeing, with the guard held: note the death, write no thread, the word becomes free; each may be done twice.
 *
 * <p>A signal moves the record of a waiter from the list of the condition to the end of that of the lock,
 * where it waits its turn like all others. One store commits that: which list the record belongs to. The
 * argument of such a record is the list that it was in; if it was not signalled, but gave up, it is none. Dead
 * before it got the lock, it leaves its signal to the next of that list.
 */
final class LockCore {
    /** Somebody waits, or may: who gives back rings. */
    private static final long WAITERS = 1L << 62;
    private static final int FAIR = 1;
    private static final int DETECTS_DEADLOCK = 2;
    /** In place of the list of a condition. */
    private static final int NOT_SIGNALLED = 0;
    private static final long UNLISTED_NANOS = 1_000_000;
    private static final int SPINS = Cores.areSeveral() ? 40 : 0;

    private final SyncState state;
    private final MemorySegment memory;
    private final Deaths deaths;
    private final long self;
    private final boolean fair;
    static {
        Deadlocks.logThem();
    }

    private final boolean detectsDeadlock;

    LockCore(SyncState state) {
        this.state = state;
        memory = state.memory();
        self = state.self();
        deaths = new Deaths(state);
        int flags = SharedWords.getIntAcquire(memory, SyncLayout.FLAGS);
        fair = (flags & FAIR) != 0;
        detectsDeadlock = (flags & DETECTS_DEADLOCK) != 0;
        state.setRepair(this::waiterDied);
    }

    static LockCore create(String name, boolean fair, boolean detectsDeadlock) {
        SyncState state = SyncState.create(SyncLayout.BYTES, name);
        SharedWords.setIntRelease(state.memory(), SyncLayout.FLAGS,
                (fair ? FAIR : 0) | (detectsDeadlock ? DETECTS_DEADLOCK : 0));
        return new LockCore(state);
    }

    SyncState state() {
        return state;
    }

    boolean isFair() {
        return fair;
    }

    private long word() {
        return SharedWords.getLongVolatile(memory, SyncLayout.WORD);
    }

    private boolean replaceWord(long expected, long word) {
        return SharedWords.compareAndSetLong(memory, SyncLayout.WORD, expected, word);
    }

    private static long owner(long word) {
        return word & ~WAITERS;
    }

    private long ownerThread() {
        return SharedWords.getLongOpaque(memory, SyncLayout.OWNER_THREAD);
    }

    private long holds() {
        return SharedWords.getLongOpaque(memory, SyncLayout.HOLDS);
    }

    private void setHolds(long holds) {
        SharedWords.setLongOpaque(memory, SyncLayout.HOLDS, holds);
    }

    boolean isHeldByCurrentThread() {
        // Acquire: the thread is that of this word, or of a later one.
        return owner(SharedWords.getLongAcquire(memory, SyncLayout.WORD)) == self
                && ownerThread() == Thread.currentThread().threadId();
    }

    int holdCount() {
        return isHeldByCurrentThread() ? (int) holds() : 0;
    }

    boolean isLocked() {
        long owner = owner(word());
        return owner != 0 && state.processes().isAlive(owner);
    }

    private void taken(long holds) {
        SharedWords.setLongOpaque(memory, SyncLayout.OWNER_THREAD,
                Thread.currentThread().threadId());
        setHolds(holds);
    }

    /** Takes it once more, if the current thread has it. */
    private boolean reenter() {
        if (!isHeldByCurrentThread()) {
            return false;
        }
        long holds = holds();
        if (holds == Integer.MAX_VALUE) {
            throw new Error("Maximum lock count exceeded");
        }
        setHolds(holds + 1);
        return true;
    }

    /** Takes it if it is free, whoever waits. */
    boolean tryBarging() {
        if (replaceWord(0, self)) {
            taken(1);
            return true;
        }
        return reenter() || tryTake(1) || (freeOfDead() && tryTake(1));
    }

    private boolean tryTake(long holds) {
        long word = word();
        while (owner(word) == 0) {
            if (replaceWord(word, word | self)) {
                taken(holds);
                return true;
            }
            word = word();
        }
        return false;
    }

    /** Takes it if that is quick and just: a fair one not before those who wait. */
    private boolean tryQuickly() {
        if (replaceWord(0, self)) {
            taken(1);
            return true;
        }
        if (reenter()) {
            return true;
        }
        for (int i = 0; i < SPINS; i++) {
            long word = word();
            if (fair && (word & WAITERS) != 0) {
                return false;
            }
            if (owner(word) == 0 && replaceWord(word, word | self)) {
                taken(1);
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    void lock() {
        if (!tryQuickly()) {
            awaitUninterruptibly();
        }
    }

    void lockInterruptibly() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (!tryQuickly()) {
            await(true, SyncState.FOR_EVER);
        }
    }

    boolean tryLock(long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return tryQuickly() || (nanos > 0 ? await(true, nanos) : tryWithoutWaiting());
    }

    /** Takes it if it is free; a fair one only if nobody waits, which {@link #WAITERS} does not tell for certain. */
    private boolean tryWithoutWaiting() {
        freeOfDead();
        if (owner(word()) != 0) {
            return false;
        }
        state.lockGuard();
        try {
            return (!fair || state.first(SyncState.MAIN) == WaitTable.NONE) && tryTake(1);
        } finally {
            state.unlockGuard();
        }
    }

    private void awaitUninterruptibly() {
        try {
            await(false, SyncState.FOR_EVER);
        } catch (InterruptedException e) {
            throw new AssertionError("not interruptible", e);
        }
    }

    private boolean await(boolean interruptible, long nanos) throws InterruptedException {
        Attempt attempt = (record, first) -> tryInTurn(record, first, 1);
        return state.await(new Wait(WaitKind.LOCK, SyncState.MAIN, 0, interruptible, nanos,
                detectsDeadlock ? DeadlockException::of : null), this::tryWithoutWaiting, attempt);
    }

    /** With the guard held, by one who is in the list. */
    private boolean tryInTurn(int record, boolean first, long holds) {
        freeOfDeadGuarded();
        while (true) {
            long word = word();
            if (owner(word) != 0) {
                if ((word & WAITERS) != 0 || replaceWord(word, word | WAITERS)) {
                    state.waits().setBlocker(record, owner(word), ownerThread());
                    return false;
                }
            } else if (!first) {
                state.waits().setBlocker(record, 0, 0);
                return false;
            } else if (replaceWord(word, self | (isAlone(record) ? 0 : WAITERS))) {
                taken(holds);
                return true;
            }
        }
    }

    private boolean isAlone(int first) {
        return state.waits().next(first) == WaitTable.NONE;
    }

    void unlock() {
        if (!isHeldByCurrentThread()) {
            throw new IllegalMonitorStateException(
                    "Only the thread that holds the lock can unlock it.");
        }
        long holds = holds();
        if (holds > 1) {
            setHolds(holds - 1);
        } else {
            giveBack();
        }
    }

    private void giveBack() {
        setHolds(0);
        SharedWords.setLongOpaque(memory, SyncLayout.OWNER_THREAD, 0);
        if (replaceWord(self, 0)) {
            return;
        }
        state.lockGuard();
        try {
            freeAndRing();
        } finally {
            state.unlockGuard();
        }
    }

    /** With the guard held, which keeps others from setting {@link #WAITERS}. */
    private void freeAndRing() {
        boolean waiters = state.first(SyncState.MAIN) != WaitTable.NONE;
        SharedWords.setLongVolatile(memory, SyncLayout.WORD, waiters ? WAITERS : 0);
        state.ringFirst(SyncState.MAIN);
    }

    /** Who has it, for people. */
    String describeOwner() {
        return state.describeOwner(owner(word()), ownerThread());
    }

    // ---- death

    /** Frees the lock if it is that of a dead process; true if it did. */
    private boolean freeOfDead() {
        long owner = owner(word());
        if (owner == 0 || state.findsAliveNowAndThen(owner)) {
            return false;
        }
        state.lockGuard();
        try {
            return freeOfDeadGuarded();
        } finally {
            state.unlockGuard();
        }
    }

    private boolean freeOfDeadGuarded() {
        long owner = owner(word());
        if (owner == 0 || state.processes().isAlive(owner)) {
            return false;
        }
        deaths.note(owner);
        setHolds(0);
        SharedWords.setLongOpaque(memory, SyncLayout.OWNER_THREAD, 0);
        freeAndRing();
        return true;
    }

    Optional<OwnerDeath> ownerDeath() {
        return deaths.get();
    }

    void clearOwnerDeath() {
        if (!isHeldByCurrentThread()) {
            throw new IllegalMonitorStateException(
                    "Only the thread that holds the lock can say that all is well again.");
        }
        deaths.clear();
    }

    /** A thread that was signalled and died before it got the lock leaves the signal to the next. */
    private void waiterDied(int record) {
        WaitTable waits = state.waits();
        if (waits.kind(record) == WaitKind.CONDITION && waits.list(record) == SyncState.MAIN
                && waits.argument(record) != NOT_SIGNALLED) {
            signalFirst(waits.argument(record));
        }
    }

    // ---- conditions

    /** The number of a new condition, which is that of its list. */
    int newCondition() {
        state.lockGuard();
        try {
            int list = SharedWords.getIntAcquire(memory, SyncLayout.CONDITIONS) + 1;
            if (list >= SyncLayout.LISTS) {
                throw new IllegalStateException(
                        "A shared lock has at most " + (SyncLayout.LISTS - 1)
                                + " conditions. Make each once, and let all processes use it.");
            }
            SharedWords.setIntRelease(memory, SyncLayout.CONDITIONS, list);
            return list;
        } finally {
            state.unlockGuard();
        }
    }

    private void requireHeld() {
        if (!isHeldByCurrentThread()) {
            throw new IllegalMonitorStateException(
                    "Only the thread that holds the lock of a condition"
                            + " can use the condition.");
        }
    }

    /**
     * Waits for a signal, without the lock meanwhile.
     *
     * @return false if the time was over before a signal came
     */
    boolean awaitSignal(int list, boolean interruptible, long nanos) throws InterruptedException {
        requireHeld();
        if (interruptible && Thread.interrupted()) {
            throw new InterruptedException();
        }
        WaitTable waits = state.waits();
        int record = state.tryClaim(WaitKind.CONDITION);
        if (record == WaitTable.NONE) {
            return awaitUnlisted(interruptible, nanos);
        }
        boolean signalled = false;
        boolean interrupted = false;
        try {
            state.lockGuard();
            try {
                waits.setArgument(record, list);
                state.append(list, record);
            } finally {
                state.unlockGuard();
            }
            long holds = holds();
            giveBack();
            try {
                interrupted = !awaitListed(record, list, interruptible, nanos);
                signalled = waits.list(record) == SyncState.MAIN;
            } finally {
                retake(record, holds);
            }
        } finally {
            waits.release(record);
        }
        if (interrupted && !signalled) {
            throw new InterruptedException();
        } else if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return signalled;
    }

    /**
     * Without a record nobody can signal the thread. It lets the lock go for a moment, so that others can go on and
     * records get free, and comes back as from a spurious wakeup. It cannot wait for a record: those who have
     * them may wait for this lock.
     */
    private boolean awaitUnlisted(boolean interruptible, long nanos)
            throws InterruptedException {
        long start = System.nanoTime();
        long holds = holds();
        giveBack();
        LockSupport.parkNanos(Math.min(nanos, UNLISTED_NANOS));
        try {
            state.await(Wait.of(WaitKind.LOCK, false, SyncState.FOR_EVER),
                    this::tryWithoutWaiting, (own, first) -> tryInTurn(own, first, 1));
        } finally {
            setHolds(holds);
        }
        if (interruptible && Thread.interrupted()) {
            throw new InterruptedException();
        }
        return System.nanoTime() - start < nanos;
    }

    /** False if the thread was interrupted. */
    private boolean awaitListed(int record, int list, boolean interruptible, long nanos) {
        try {
            state.await(record, new Wait(WaitKind.CONDITION, list, list, interruptible, nanos,
                    null), (own, first) -> state.waits().list(own) == SyncState.MAIN, true);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    /**
     * After a condition the thread comes back with the lock, whatever happens. It waits with the record that it
     * has: another one may not be free before this thread goes on.
     */
    private void retake(int record, long holds) {
        WaitTable waits = state.waits();
        boolean listed = waits.list(record) == SyncState.MAIN;
        if (!listed) {
            waits.setArgument(record, NOT_SIGNALLED);
        }
        try {
            state.await(record,
                    new Wait(WaitKind.CONDITION, SyncState.MAIN, waits.argument(record), false,
                            SyncState.FOR_EVER, null),
                    (own, first) -> tryInTurn(own, first, holds), listed);
        } catch (InterruptedException e) {
            throw new AssertionError("not interruptible", e);
        }
    }

    void signal(int list) {
        requireHeld();
        state.lockGuard();
        try {
            signalFirst(list);
        } finally {
            state.unlockGuard();
        }
    }

    void signalAll(int list) {
        requireHeld();
        state.lockGuard();
        try {
            while (signalFirst(list)) {
                // the next
            }
        } finally {
            state.unlockGuard();
        }
    }

    /** With the guard held. The thread is not rung: it would find the lock taken. */
    private boolean signalFirst(int list) {
        int record = state.first(list);
        if (record == WaitTable.NONE) {
            return false;
        }
        state.moveToMain(list, record);
        sayThatSomebodyWaits();
        return true;
    }

    /** With the guard held. If the lock is free, who waits first is to take it. */
    private void sayThatSomebodyWaits() {
        long word = word();
        while ((word & WAITERS) == 0) {
            if (replaceWord(word, word | WAITERS)) {
                break;
            }
            word = word();
        }
        if (owner(word) == 0) {
            state.ringFirst(SyncState.MAIN);
        }
    }

    int waiters(int list) {
        requireHeld();
        return state.count(list);
    }
}
