package io.github.procesy.waiting;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.procesy.SynchronizerException;
import io.github.procesy.memory.SharedMemory;
import io.github.procesy.tree.ProcessTable;
import io.github.procesy.tree.SharedWords;
import io.github.procesy.tree.Stacks;
import io.github.procesy.tree.Texts;
import io.github.procesy.tree.Tree;
import io.github.procesy.tree.WaitKind;
import io.github.procesy.tree.WaitSnapshot;
import io.github.procesy.tree.WaitTable;
import org.jspecify.annotations.Nullable;

/**
 * What all synchronizers are made of: state in shared memory, lists of those who wait, and a guard that
 * one process holds for some hundred nanoseconds while it changes them; no code of the user runs then.
 * The idea is that of {@link java.util.concurrent.locks.AbstractQueuedSynchronizer}: who is first in the
 * list tries, and who gives something back rings the first.
 *
 * <p><b>Death.</b> A process may be killed at any instruction.
 * <ul>
 * <li>Not holding the guard: it may be in a list. Who comes by drops the dead from the front of a list.
 * <li>Holding the guard: the next takes the guard over, as the reference of a dead process stands in it,
 * and builds the lists anew from the table of waits, where each record says which list it belongs to. The
 * rest of the state is right after each single store: every kind says how.
 * <li>Before it rang the bell of another: that one looks by itself after a slice of time.
 * </ul>
 */
public final class SyncState {
    /** The list of those who wait for the thing itself. */
    public static final int MAIN = 0;
    private static final int NO_LIST = -1;
    /** No limit of time. */
    public static final long FOR_EVER = Long.MAX_VALUE;

    /**
     * How long a thread sleeps before it looks by itself for the first time: short enough for an interrupt, which does not end a
     * sleep at the bell; each look costs as much as a wake-up.
     */
    private static final long FIRST_SLICE_NANOS = 16_000_000;
    /**
     * How often a thread looks that waits for what another has. A circle is seen after three looks of all in it; and it
     * finds out by itself if the other is dead, which somebody who waits for that process mostly finds before.
     */
    private static final long BLOCKED_SLICE_NANOS = 100_000_000;
    /** Nobody has what this one waits for; whoever dies is found by the look-around of the tree, and rings all. */
    private static final long LAST_SLICE_NANOS = 10_000_000_000L;
    /** From here on a wait is of interest: its stack is written down, and circles are looked for. */
    private static final long LONG_WAIT_NANOS = 100_000_000;
    private static final long LOOK_NANOS = 2_000_000;
    private static final long NO_RECORD_MIN_NANOS = 1_000_000;
    private static final long NO_RECORD_MAX_NANOS = 32_000_000;
    private static final int SLICES_TO_ALL = 8;

    private static final int[] NOBODY = {};
    private static final Spinning BELLS = new Spinning();

    private final SharedMemory shared;
    private final MemorySegment memory;
    private final Tree tree;
    private final ProcessTable processes;
    private final WaitTable waits;
    private final long self;
    private final Members members;
    private final long id;
    private final String name;
    private final OwnerLock guard;
    /** Belongs to who has the guard. */
    private @Nullable Runnable afterGuard;
    /** Records whose bells were rung and whose threads are woken when the guard is free; belong to who has it. */
    private int[] rung = new int[4];
    private int rungCount;
    private volatile long lastLook = System.nanoTime() - LOOK_NANOS;
    private Repair repair = index -> {
    };

    /** Tries to get what a thread waits for; the guard is held. */
    @FunctionalInterface
    public interface Attempt {
        /**
         * Tries.
         *
         * @param record the record of the thread in the table of waits
         * @param first whether no living waiter is before it in the list
         * @return true if the wait is over
         */
        boolean succeeds(int record, boolean first);

        /** The thread leaves the list without success, after this; the guard is held. */
        default void givesUp() {}
    }

    /** What a kind does about the dead beside what all do. */
    @FunctionalInterface
    public interface Repair {
        /**
         * A dead waiter was dropped from a list, or found in no list; the guard is held.
         *
         * @param record its record
         */
        void waiterDied(int record);
    }

    /** Of memory that was made here, or came from another process. */
    public SyncState(SharedMemory shared) {
        this.shared = shared;
        memory = shared.segment();
        tree = joinTree();
        processes = tree.processes();
        waits = tree.waits();
        self = tree.self();
        members = new Members(memory, tree);
        id = SharedWords.getLongAcquire(memory, SyncLayout.ID);
        name = Texts.read(memory, SyncLayout.NAME, SyncLayout.NAME_BYTES);
        guard = new OwnerLock(memory, SyncLayout.GUARD, tree, mark -> rebuild());
    }

    private static Tree joinTree() {
        try {
            return Tree.join();
        } catch (IOException e) {
            throw new SynchronizerException("This process cannot use shared locks and the like: "
                    + e.getMessage(), e);
        }
    }

    /** Makes one. */
    public static SyncState create(long bytes, String name) {
        SharedMemory shared = SharedMemory.create(bytes);
        try {
            format(shared.segment(), name);
            return new SyncState(shared);
        } catch (RuntimeException | Error e) {
            shared.close();
            throw e;
        }
    }

    /** Makes one in memory that is all zero. */
    public static void format(MemorySegment memory, String name) {
        Texts.write(memory, SyncLayout.NAME, SyncLayout.NAME_BYTES, name);
        SharedWords.setLongRelease(memory, SyncLayout.ID, joinTree().waits().nextNumber() + 1);
    }

    public void setRepair(Repair repair) {
        this.repair = repair;
    }

    public SharedMemory shared() {
        return shared;
    }

    public MemorySegment memory() {
        return memory;
    }

    public ProcessTable processes() {
        return processes;
    }

    public WaitTable waits() {
        return waits;
    }

    /** The processes that have something of it. */
    public Members members() {
        return members;
    }

    public Tree tree() {
        return tree;
    }

    public long self() {
        return self;
    }

    public String name() {
        return name;
    }

    /**
     * Whether a process is alive. Asks the operating system, but not too often: that costs more than a try
     * to lock may.
     */
    public boolean findsAliveNowAndThen(long process) {
        if (!processes.isAlive(process)) {
            return false;
        }
        long now = System.nanoTime();
        if (now - lastLook < LOOK_NANOS) {
            return true;
        }
        lastLook = now;
        return tree.findAlive(process);
    }

    public long id() {
        return id;
    }

    /** For people: which thread has something, of a word that is its process or nothing. */
    public String describeOwner(long process, long thread) {
        return process == 0 || !processes.isAlive(process)
                ? "[Unlocked]"
                : "[Locked by thread " + thread + " of process '" + processes.name(process)
                        + "' (pid " + processes.pid(process) + ")]";
    }

    /** For people: the kind, the name, and what is to be said of the state. */
    public String describe(String kind, Supplier<String> now) {
        return kind + " '" + name + "'" + (shared.isClosed() ? "[closed]" : now.get());
    }

    /** Gives the memory back, unless the current thread has what others wait for. */
    public void close(BooleanSupplier isHeld) {
        if (!shared.isClosed()) {
            if (isHeld.getAsBoolean()) {
                throw new IllegalStateException("The current thread holds '" + name
                        + "'; unlock it before it is closed.");
            }
            passGuard();
            Unmapping.close(shared, again -> {
                SyncState same = new SyncState(again);
                same.setRepair(repair);
                return same.new Guard();
            });
            shared.close(); // if it could not be mapped once more
        }
    }

    /** Takes the guard over if its holder has died: what is to be repaired then is repaired here, and not by way of another mapping. */
    private void passGuard() {
        boolean interrupted = Thread.currentThread().isInterrupted();
        try {
            lockGuard();
            unlockGuard();
        } catch (IllegalStateException e) {
            if (!shared.isClosed()) {
                throw e;
            }
            if (!interrupted) {
                Thread.interrupted(); // set by the JVM, which found this thread within memory that another one unmapped
            }
        }
    }

    /** The one lock of a synchronizer in which a thread may be that does not wait: it has let others go, and is about to leave it. */
    private final class Guard implements Unmapping.Locks {
        private List<Integer> waiters = List.of();

        @Override
        public void lock() {
            lockGuard();
            waiters = waitersHere();
        }

        @Override
        public void unlock() {
            unlockGuard();
        }

        @Override
        public void ringWaiters() {
            ring(waiters);
        }
    }

    /** The records of those threads of this process that wait; the guard is held. */
    public List<Integer> waitersHere() {
        return waits.of(id).stream().filter(record -> waits.process(record) == self).toList();
    }

    /** Rings records. */
    public void ring(List<Integer> records) {
        records.forEach(waits::ring);
    }

    /** Whether a thread of this process is in a list. */
    public boolean isListed(int list, long thread) {
        lockGuard();
        try {
            for (int record : all(list)) {
                if (waits.process(record) == self && waits.thread(record) == thread) {
                    return true;
                }
            }
            return false;
        } finally {
            unlockGuard();
        }
    }

    // ---- the guard

    public void lockGuard() {
        guard.lock();
    }

    public void unlockGuard() {
        Runnable next = afterGuard;
        afterGuard = null;
        int count = rungCount;
        int first = rung[0];
        int[] further = count > 1 ? Arrays.copyOfRange(rung, 1, count) : NOBODY;
        rungCount = 0;
        guard.unlock();
        if (count > 0) {
            waits.wake(first);
        }
        for (int record : further) {
            waits.wake(record);
        }
        if (next != null) {
            next.run();
        }
    }

    /**
     * Rings a bell; the guard is held. Its thread is woken when that is free: on a busy core it runs at once, and would find the guard
     * taken by one that does not run.
     */
    public void ring(int record) {
        waits.strike(record);
        if (rungCount == rung.length) {
            rung = Arrays.copyOf(rung, 2 * rungCount);
        }
        rung[rungCount++] = record;
    }

    /** Has something done by the current thread once it has given the guard back: code of others, that is. */
    public void afterGuard(Runnable action) {
        afterGuard = action;
    }

    // ---- the lists; the guard is held, but for count

    private static long head(int list) {
        return SyncLayout.HEADS + (long) list * Integer.BYTES;
    }

    private int getHead(int list) {
        return SharedWords.getIntAcquire(memory, head(list));
    }

    private void setHead(int list, int record) {
        SharedWords.setIntRelease(memory, head(list), record);
    }

    private boolean isOf(int list, int record) {
        return waits.target(record) == id && waits.list(record) == list;
    }

    /** Whether somebody may wait; may be read without the guard, after what was written before. */
    public boolean hasList(int list) {
        return SharedWords.getIntVolatile(memory, head(list)) != WaitTable.NONE;
    }

    /** Adds a record at the end. A death after {@code setList} is as good as one at the end. */
    public void append(int list, int record) {
        waits.setNext(record, WaitTable.NONE);
        waits.setList(record, list);
        int last = WaitTable.NONE;
        for (int at = getHead(list); at != WaitTable.NONE; at = waits.next(at)) {
            if (at == record || !isOf(list, at)) {
                rebuild();
                return;
            }
            last = at;
        }
        if (last == WaitTable.NONE) {
            setHead(list, record);
        } else {
            waits.setNext(last, record);
        }
    }

    /** Takes a record out. */
    public void remove(int list, int record) {
        take(list, record, NO_LIST);
    }

    /**
     * Moves a record to the end of the main list. Killed at any step, the record says which list it belongs
     * to, and the lists are built anew.
     */
    public void moveToMain(int list, int record) {
        take(list, record, MAIN);
        waits.renewTicket(record);
        append(MAIN, record);
    }

    /** Takes a record out, and says where it belongs from then on: that store commits. */
    private void take(int list, int record, int to) {
        waits.setList(record, to);
        int before = WaitTable.NONE;
        for (int at = getHead(list); at != WaitTable.NONE; at = waits.next(at)) {
            if (at == record) {
                unlink(list, before, record);
                return;
            }
            if (!isOf(list, at)) {
                rebuild();
                return;
            }
            before = at;
        }
    }

    private void unlink(int list, int before, int record) {
        if (before == WaitTable.NONE) {
            setHead(list, waits.next(record));
        } else {
            waits.setNext(before, waits.next(record));
        }
    }

    /** The first living waiter; the dead before it are dropped. */
    public int first(int list) {
        while (true) {
            int at = getHead(list);
            if (at == WaitTable.NONE) {
                return at;
            }
            if (!isOf(list, at)) {
                rebuild();
            } else if (waits.isAlive(at)) {
                return at;
            } else {
                setHead(list, waits.next(at));
                repair.waiterDied(at);
                waits.releaseDead(at);
            }
        }
    }

    /** The living waiters, in order. */
    public List<Integer> all(int list) {
        List<Integer> records = new ArrayList<>();
        first(list);
        for (int at = getHead(list); at != WaitTable.NONE; at = waits.next(at)) {
            if (!isOf(list, at)) {
                rebuild();
                return all(list);
            }
            if (waits.isAlive(at)) {
                records.add(at);
            }
        }
        return records;
    }

    /** Builds all lists anew from what the records say. */
    private void rebuild() {
        List<Integer> records = waits.of(id);
        records.sort(Comparator.comparingLong(waits::ticket));
        int[] last = new int[SyncLayout.LISTS];
        for (int list = 0; list < last.length; list++) {
            setHead(list, WaitTable.NONE);
        }
        for (int record : records) {
            int list = waits.list(record);
            if (list >= 0 && waits.isAlive(record)) {
                waits.setNext(record, WaitTable.NONE);
                if (last[list] == WaitTable.NONE) {
                    setHead(list, record);
                } else {
                    waits.setNext(last[list], record);
                }
                last[list] = record;
            }
        }
        for (int record : records) {
            if (!waits.isAlive(record)) {
                repair.waiterDied(record);
                waits.releaseDead(record);
            }
        }
    }

    public int count(int list) {
        lockGuard();
        try {
            return all(list).size();
        } finally {
            unlockGuard();
        }
    }

    public void ringFirst(int list) {
        int record = first(list);
        if (record != WaitTable.NONE) {
            ring(record);
        }
    }

    public void ringAll(int list) {
        for (int record : all(list)) {
            ring(record);
        }
    }

    // ---- waiting

    /** How a thread waits. */
    public record Wait(WaitKind kind, int list, int argument, boolean interruptible, long nanos,
            boolean spins, @Nullable Function<List<WaitSnapshot>, RuntimeException> onDeadlock) {
        public Wait(WaitKind kind, int list, int argument, boolean interruptible, long nanos,
                @Nullable Function<List<WaitSnapshot>, RuntimeException> onDeadlock) {
            this(kind, list, argument, interruptible, nanos, true, onDeadlock);
        }

        /** How much of the time is left. */
        public long left(long start) {
            return nanos == FOR_EVER ? FOR_EVER : nanos - (System.nanoTime() - start);
        }

        public static Wait of(WaitKind kind, boolean interruptible, long nanos) {
            return new Wait(kind, MAIN, 0, interruptible, nanos, null);
        }
    }

    /**
     * Waits until an attempt succeeds. As long as all records of the table of waits are taken, the thread is in no
     * list; it then tries now and then what it can do without.
     *
     * @param unlisted tries to get it, from outside of the list; the guard is not held
     * @return false if the time is over
     * @throws InterruptedException if the wait is interruptible and the thread is interrupted
     */
    public boolean await(Wait wait, BooleanSupplier unlisted, Attempt attempt)
            throws InterruptedException {
        long start = System.nanoTime();
        boolean interrupted = false;
        try {
            long pause = NO_RECORD_MIN_NANOS;
            int record = tryClaim(wait.kind);
            while (record == WaitTable.NONE) {
                if (Thread.interrupted()) {
                    if (wait.interruptible) {
                        throw new InterruptedException();
                    }
                    interrupted = true;
                }
                if (unlisted.getAsBoolean()) {
                    return true;
                }
                long left = wait.left(start);
                if (left <= 0) {
                    return false;
                }
                LockSupport.parkNanos(Math.min(left, pause));
                pause = Math.min(2 * pause, NO_RECORD_MAX_NANOS);
                record = tryClaim(wait.kind);
            }
            try {
                waits.setArgument(record, wait.argument);
                return await(record, wait, start, attempt, false);
            } finally {
                waits.release(record);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A record in the table of waits, for the current thread; none if all are taken. */
    public int tryClaim(WaitKind kind) {
        return waits.tryClaim(kind, id, name);
    }

    /** The same with a record that the thread has claimed, and keeps; it may be in the list already. */
    public boolean await(int record, Wait wait, Attempt attempt, boolean isListed)
            throws InterruptedException {
        return await(record, wait, System.nanoTime(), attempt, isListed);
    }

    private boolean await(int record, Wait wait, long start, Attempt attempt, boolean isListed)
            throws InterruptedException {
        boolean interrupted = false;
        boolean listed = isListed;
        try {
            waits.setDetectsDeadlock(record, wait.onDeadlock != null);
            Watch watch = new Watch(record, start, wait.onDeadlock);
            long slice = FIRST_SLICE_NANOS;
            boolean maySpin = wait.spins;
            long deaths = processes.deaths();
            while (true) {
                int bell = waits.bell(record);
                lockGuard();
                try {
                    if (processes.deaths() != deaths) {
                        deaths = processes.deaths();
                        rebuild();
                    }
                    if (!listed) {
                        append(wait.list, record);
                        listed = true;
                        // Whoever changes the state without the guard looks at the list after that.
                        VarHandle.fullFence();
                    }
                    if (attempt.succeeds(record, first(wait.list) == record)) {
                        leave(wait.list, record);
                        listed = false;
                        return true;
                    }
                } finally {
                    unlockGuard();
                }
                if (Thread.interrupted()) {
                    if (wait.interruptible) {
                        throw new InterruptedException();
                    }
                    interrupted = true;
                }
                long left = wait.left(start);
                if (left <= 0) {
                    return false;
                }
                boolean rung = false;
                if (maySpin) {
                    maySpin = false;
                    rung = BELLS.until(() -> waits.bell(record) != bell);
                }
                if (!rung) {
                    waits.sleep(record, bell, Math.min(left, slice), left != FOR_EVER);
                }
                requireOpen(wait);
                if (!rung && waits.bell(record) == bell) {
                    slice = Math.min(2 * slice, waits.blocker(record) == 0
                            ? LAST_SLICE_NANOS
                            : BLOCKED_SLICE_NANOS);
                    findDeaths(wait.list, record);
                    watch.look();
                }
            }
        } finally {
            if (listed && memory.scope().isAlive()) {
                lockGuard();
                try {
                    attempt.givesUp();
                    leave(wait.list, record);
                    ringFirst(wait.list); // it may have been this thread's turn
                } finally {
                    unlockGuard();
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What follows would fail if this was closed here meanwhile, and who interrupted the thread could not be told any more. */
    private void requireOpen(Wait wait) throws InterruptedException {
        if (!memory.scope().isAlive()) {
            if (wait.interruptible && Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw new ClosedMeanwhileException(
                    "'" + name + "', for which the current thread waited,");
        }
    }

    /** Takes a record out of its list, unless a signal did. */
    private void leave(int list, int record) {
        if (waits.list(record) == list) {
            remove(list, record);
        }
    }

    /** Looks whether those still live that this thread waits for. */
    private void findDeaths(int list, int record) {
        tree.findAlive(waits.blocker(record));
        int before = getHead(list);
        if (before != WaitTable.NONE && before != record) {
            tree.findAlive(waits.process(before));
        }
        members.findDead();
    }

    /** The same for all that wait for the same thing, which takes longer. */
    private void findAllDeaths() {
        waits.of(id).stream().map(waits::process).distinct().forEach(tree::findAlive);
    }

    /** What a thread does while it waits long. */
    private final class Watch {
        private final int record;
        private final long start;
        private final @Nullable Function<List<WaitSnapshot>, RuntimeException> onDeadlock;
        private boolean noted;
        private int looks;
        private @Nullable DeadlockWatch deadlocks;

        Watch(int record, long start,
                @Nullable Function<List<WaitSnapshot>, RuntimeException> onDeadlock) {
            this.record = record;
            this.start = start;
            this.onDeadlock = onDeadlock;
        }

        void look() {
            if (System.nanoTime() - start < LONG_WAIT_NANOS) {
                return;
            }
            if (!noted) {
                noted = true;
                waits.setStack(record, Stacks.ofCurrentThread());
            }
            if (deadlocks == null) {
                deadlocks = new DeadlockWatch(tree, record, onDeadlock);
            }
            deadlocks.look();
            if (++looks % SLICES_TO_ALL == 0) {
                findAllDeaths();
            }
        }
    }
}
