package io.github.procesy.queue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

import io.github.procesy.item.EncodedItem;
import io.github.procesy.item.Items;
import io.github.procesy.memory.SharedMemory;
import io.github.procesy.memory.SharedMemoryException;
import io.github.procesy.ring.Ring;
import io.github.procesy.ring.RingLocks;
import io.github.procesy.ring.Waiters;
import io.github.procesy.segment.Mapping;
import io.github.procesy.segment.MappingOf;
import io.github.procesy.segment.SegmentHandle;
import io.github.procesy.segment.Segments;
import io.github.procesy.tree.SharedWords;
import io.github.procesy.tree.WaitKind;
import io.github.procesy.waiting.ClosedMeanwhileException;
import io.github.procesy.waiting.SyncState;
import io.github.procesy.waiting.SyncState.Wait;
import io.github.procesy.waiting.Unmapping;
import org.jspecify.annotations.Nullable;

/**
 * A queue of items in shared memory: a {@link Ring}, and those who wait for items, for room, and for the end of all
 * work. An item that is too large for the ring, or refers to shared memory, has a hold at the root, by which what it
 * needs stays there until it is taken, whoever dies.
 */
final class QueueCore {
    private static final int ROOM = 1;
    private static final int DONE = 2;
    /** How many items are taken at once at most. */
    private static final int MAX_BATCH = 1024;

    private final SyncState state;
    private final MemorySegment memory;
    private final Ring ring;
    private final QueueRecords records;
    private final boolean tracked;
    private volatile long lostAtEnd;
    private final Waiters forItems;
    private final Waiters forRoom;

    QueueCore(SharedMemory shared) {
        state = new SyncState(shared);
        memory = shared.segment();
        ring = new Ring(memory, QueueLayout.RING, state.tree(), Segments::giveBack);
        records = new QueueRecords(memory, ring,
                SharedWords.getLongAcquire(memory, QueueLayout.MAX_OUTSIDE));
        tracked = SharedWords.getIntAcquire(memory, QueueLayout.TRACKED) != 0;
        if (tracked) {
            ring.countLostIf(() -> !state.members().isHeldAsNoted(QueueLayout.HELD_NOTE));
        }
        forItems = new Waiters(state, QueueLayout.WANT_ITEM, WaitKind.ITEM, SyncState.MAIN,
                ring::passPut);
        forRoom = new Waiters(state, QueueLayout.WANT_ROOM, WaitKind.ROOM, ROOM, ring::passTake);
    }

    static SharedMemory create(String name, int capacity, long bytes, boolean tracked) {
        long data = Ring.dataBytes(bytes);
        SyncState made = SyncState.create(QueueLayout.RING + Ring.bytes(data), name);
        Ring.format(made.memory(), QueueLayout.RING, capacity, data);
        SharedWords.setLongRelease(made.memory(), QueueLayout.MAX_OUTSIDE, bytes);
        SharedWords.setIntRelease(made.memory(), QueueLayout.TRACKED, tracked ? 1 : 0);
        return made.shared();
    }

    /**
     * Unmaps the queue in this process, if nobody has anything to do with it any more. All who wait are told before: the thread
     * that closed it, or did the last of the work, may find it unmapped before it has told them.
     */
    private void unmapIfOver() {
        boolean interrupted = isInterrupted();
        try {
            if (isMapped() && isClosed() && !ring.hasRecord() && (!tracked || isDone())) {
                lostAtEnd = lost();
                forItems.ringAll();
                forRoom.ringAll();
                ringIfDone();
                Unmapping.close(shared(), memory -> new QueueCore(memory).locks());
            }
        } catch (IllegalStateException e) {
            requireUnmapped(e, interrupted);
        }
    }

    /**
     * What failed because another thread has unmapped the queue meanwhile did not fail. The JVM sets the interrupt status of a
     * thread which it finds within memory that another one unmaps (HotSpot does so with each exception that it throws into a thread),
     * and nobody has meant it: so that is as it was. An interrupt of the user's that comes in the very same microseconds cannot be told
     * from it.
     *
     * @param interrupted whether the thread had the interrupt status before
     */
    private void requireUnmapped(IllegalStateException failure, boolean interrupted) {
        if (isMapped()) {
            throw failure;
        }
        if (!interrupted && !(failure instanceof QueueClosedException)
                && !(failure instanceof ClosedMeanwhileException)) { // these two are no accesses
            Thread.interrupted();
        }
    }

    /** The same in a wait, which begins without the interrupt status. */
    private void requireUnmappedWhileWaiting(IllegalStateException failure) {
        requireUnmapped(failure, false);
    }

    private static boolean isInterrupted() {
        return Thread.currentThread().isInterrupted();
    }

    private RingLocks locks() {
        return new RingLocks(state, ring);
    }

    /** False once the queue is closed and empty, and no longer mapped in this process. */
    private boolean isMapped() {
        return memory.scope().isAlive();
    }

    /** Takes the lock to put; then the memory stays mapped. */
    private void beginPut() {
        boolean interrupted = isInterrupted();
        try {
            ring.beginPut();
        } catch (IllegalStateException e) {
            requireUnmapped(e, interrupted);
            throw closedToPut();
        }
    }

    /** Takes the lock to take; then the memory stays mapped. False if it is not. */
    private boolean beginTake() {
        boolean interrupted = isInterrupted();
        try {
            ring.beginTake();
            return true;
        } catch (IllegalStateException e) {
            requireUnmapped(e, interrupted);
            return false;
        }
    }

    SharedMemory shared() {
        return state.shared();
    }

    String name() {
        return state.name();
    }

    int size() {
        boolean interrupted = isInterrupted();
        try {
            return ring.size();
        } catch (IllegalStateException e) {
            requireUnmapped(e, interrupted);
            return 0;
        }
    }

    int capacity() {
        return ring.capacity();
    }

    boolean isTracked() {
        return tracked;
    }

    boolean isClosed() {
        boolean interrupted = isInterrupted();
        try {
            return SharedWords.getIntVolatile(memory, QueueLayout.CLOSED) != 0;
        } catch (IllegalStateException e) {
            requireUnmapped(e, interrupted);
            return true;
        }
    }

    long lost() {
        boolean interrupted = isInterrupted();
        try {
            return ring.lost() + (tracked ? state.members().heldByDead() : 0);
        } catch (IllegalStateException e) {
            requireUnmapped(e, interrupted);
            return lostAtEnd;
        }
    }

    private QueueClosedException closed(String what) {
        return new QueueClosedException("The queue '" + state.name() + "' is closed: " + what);
    }

    private QueueClosedException closedToPut() {
        return closed("nothing can be put into it.");
    }

    private QueueClosedException closedToTake() {
        return closed("there are no more items in it.");
    }

    void close() {
        boolean interrupted = isInterrupted();
        try {
            ring.beginPut();
            SharedWords.setIntVolatile(memory, QueueLayout.CLOSED, 1);
            ring.endPut();
            forItems.ringAll();
            forRoom.ringAll();
            unmapIfOver();
        } catch (IllegalStateException e) {
            requireUnmapped(e, interrupted);
        }
    }

    // ---- putting

    boolean putInt(int value) {
        return putValue(Items.INT, value);
    }

    /** Puts a value of at most four bytes, if there is room. */
    boolean putValue(int kind, int value) {
        boolean done = false;
        boolean wanted = false;
        beginPut();
        try {
            wanted = isWanted();
            if (ring.reserve(0) != Ring.NONE) {
                ring.addValue(kind, value);
                ring.commitPut();
                done = true;
            }
        } finally {
            ring.endPut();
        }
        if (done && wanted) {
            ring(forItems);
        }
        return done;
    }

    /**
     * Whether somebody wants an item, with the lock to put; requires that the queue is open. Both are read at once: who wants
     * something takes this lock after it has said so, and looks for items then.
     */
    private boolean isWanted() {
        if (SharedWords.getLongAcquire(memory, QueueLayout.CLOSED_AND_WANT_ITEM) == 0) {
            return false;
        }
        requireOpen();
        return forItems.want();
    }

    private void requireOpen() {
        if (SharedWords.getIntAcquire(memory, QueueLayout.CLOSED) != 0) {
            throw closedToPut();
        }
    }

    private void endPut(boolean done) {
        boolean wanted = false;
        if (done) {
            ring.commitPut();
            wanted = forItems.want();
        }
        ring.endPut();
        if (wanted) {
            ring(forItems);
        }
    }

    /** Puts an item, if there is room. */
    boolean putNow(EncodedItem item) {
        if (Ring.isValue(item.kind())) {
            return putValue(item.kind(), (int) item.bytes());
        } else if (records.isHeld(item)) {
            return putHeld(item);
        }
        boolean done = false;
        beginPut();
        try {
            requireOpen();
            done = records.add(item);
        } finally {
            endPut(done);
        }
        return done;
    }

    /** Puts the first of some items, as many as there is room for at once; none that has a hold. */
    int putSome(List<EncodedItem> items, int from) {
        int done = 0;
        beginPut();
        try {
            requireOpen();
            for (EncodedItem item : items.subList(from, items.size())) {
                if ((!Ring.isValue(item.kind()) && records.isHeld(item)) || !records.add(item)) {
                    break;
                }
                done++;
            }
        } finally {
            endPut(done > 0);
        }
        return done;
    }

    /** Puts an item that has a hold. */
    private boolean putHeld(EncodedItem item) {
        boolean interrupted = isInterrupted();
        try {
            return putHeldMapped(item);
        } catch (IllegalStateException e) {
            requireUnmapped(e, interrupted);
            throw closedToPut();
        }
    }

    private boolean putHeldMapped(EncodedItem item) {
        if (!records.hasRoom(item)) {
            requireOpen();
            return false;
        }
        List<Long> ids = new ArrayList<>(item.references());
        try (Mapping mapping = records.isOutside(item) ? Segments.create(item.bytes()) : null) {
            if (mapping == null) {
                return putHeld(item, ids, null);
            }
            item.writeTo(mapping.memory(), 0);
            ids.add(mapping.handle().id());
            return putHeld(item, ids, mapping.handle());
        } catch (IOException e) {
            throw new SharedMemoryException(e);
        }
    }

    private boolean putHeld(EncodedItem item, List<Long> ids, @Nullable SegmentHandle handle)
            throws IOException {
        long hold = Segments.hold(MappingOf.get(shared()).handle().id(), ids);
        boolean done = false;
        try {
            beginPut();
            try {
                requireOpen();
                done = records.addHeld(item, hold, handle);
            } finally {
                endPut(done);
            }
        } finally {
            if (!done) {
                Segments.giveBack(hold);
            }
        }
        return done;
    }

    /**
     * Puts an item, and waits for room if there is none.
     *
     * @return false if the time is over
     */
    boolean awaitRoom(EncodedItem item, long nanos) throws InterruptedException {
        try {
            return awaitMapped(item, nanos);
        } catch (IllegalStateException e) {
            requireUnmappedWhileWaiting(e);
            throw closedToPut();
        }
    }

    private boolean awaitMapped(EncodedItem item, long nanos) throws InterruptedException {
        long start = System.nanoTime();
        boolean waited = false;
        while (true) {
            if (!isMapped()) {
                throw closedToPut();
            }
            boolean room = forRoom.spin(() -> records.hasRoom(item),
                    () -> ring.size() < ring.capacity() - 1);
            if (putNow(item)) {
                if (waited) {
                    ringNext(forRoom, () -> records.hasRoom(item));
                }
                return true;
            }
            long left = left(nanos, start);
            if (left <= 0) {
                return false;
            }
            if (room) {
                continue; // others were faster
            }
            waited = true;
            forRoom.await(left, () -> records.hasRoom(item) || isClosed());
        }
    }

    private static long left(long nanos, long start) {
        return nanos == SyncState.FOR_EVER || nanos <= 0
                ? nanos // no difference of the least long
                : nanos - (System.nanoTime() - start);
    }

    // ---- taking

    /** Takes an item, as {@link Items#finish} wants it; null if there is none. */
    @Nullable
    Object takeNow() {
        Object copy = null;
        boolean held = false;
        if (!beginTake()) {
            return null;
        }
        try {
            long at = ring.next();
            if (at != Ring.NONE) {
                held = records.isHeld();
                copy = records.copy(at, true);
                ring.take();
            }
        } finally {
            endTake(copy == null ? 0 : 1, held);
        }
        return copy;
    }

    /** Takes up to so many items. */
    List<Object> takeSome(int max) {
        List<Object> copies = new ArrayList<>();
        boolean held = false;
        if (!beginTake()) {
            return copies;
        }
        try {
            while (copies.size() < Math.min(max, MAX_BATCH)) {
                long at = ring.next();
                if (at == Ring.NONE || (records.isHeld() && !copies.isEmpty())) {
                    break;
                }
                held = records.isHeld();
                copies.add(records.copy(at, true));
                ring.take();
                if (held) {
                    break;
                }
            }
        } finally {
            endTake(copies.size(), held);
        }
        return copies;
    }

    private void endTake(int taken, boolean held) {
        if (taken == 0) {
            ring.endTake();
            return;
        }
        if (tracked) {
            endTrackedTake(taken);
        } else {
            ring.commitTake();
        }
        if (held) {
            ring.giveHoldBack();
        }
        boolean wanted = forRoom.want();
        ring.endTake();
        if (wanted) {
            ring(forRoom);
        }
    }

    /** What this process has counts as lost when it dies: by the mark of the lock until that is set, and never by both. */
    private void endTrackedTake(int taken) {
        state.members().takeOverHeldHere(ring.lostAt());
        int held = state.members().heldHere() + taken;
        state.members().noteHeldHere(QueueLayout.HELD_NOTE, held);
        ring.commitTake();
        state.members().setHeldHere(held);
    }

    /** Wakes one, after the lock was given back: the queue may be unmapped by now, and then all were woken. */
    private void ring(Waiters waiters) {
        boolean interrupted = isInterrupted();
        try {
            waiters.ring();
        } catch (IllegalStateException e) {
            requireUnmapped(e, interrupted);
        }
    }

    /** One that waited has got what it waited for; if there is more, the next goes on too. The same holds. */
    private void ringNext(Waiters waiters, BooleanSupplier more) {
        boolean interrupted = isInterrupted();
        try {
            if (more.getAsBoolean()) {
                waiters.ringNext();
            }
        } catch (IllegalStateException e) {
            requireUnmapped(e, interrupted);
        }
    }

    /** The first item, which stays; null if there is none. */
    @Nullable
    Object peek() {
        if (!beginTake()) {
            return null;
        }
        try {
            long at = ring.next();
            return at == Ring.NONE ? null : records.copy(at, false);
        } finally {
            ring.endTake();
        }
    }

    /** An item that is in the queue, and where. */
    record Placed(int position, Object copy) {
    }

    /** All items that are in the queue now. */
    List<Placed> all() {
        List<Placed> all = new ArrayList<>();
        if (!beginTake()) {
            return all;
        }
        try {
            for (long at = ring.next(); at != Ring.NONE; at = ring.next()) {
                all.add(new Placed(ring.position(), records.copy(at, false)));
                ring.skip();
            }
        } finally {
            ring.endTake();
        }
        return all;
    }

    /** Whether an item is still there. */
    boolean has(int position) {
        if (!beginTake()) {
            return false;
        }
        try {
            return ring.find(position) != Ring.NONE;
        } finally {
            ring.endTake();
        }
    }

    /** Removes an item, if it is still there. */
    boolean remove(int position) {
        return remove(position, false);
    }

    /** Removes the first item, which nobody gets then; false if there is none. */
    boolean removeFirst() {
        return remove(0, true);
    }

    private boolean remove(int place, boolean first) {
        boolean wanted;
        if (!beginTake()) {
            return false;
        }
        try {
            long at = first ? ring.next() : ring.find(place);
            if (at == Ring.NONE) {
                return false;
            }
            int position = first ? ring.position() : place;
            boolean held = records.isHeld();
            if (held) {
                records.holdForRemoval(at);
            }
            if (tracked) { // first: a join that ends one too early is better than one that never does
                SharedWords.getAndAddLong(memory, QueueLayout.DONE, 1);
            }
            ring.remove(position);
            if (held) {
                ring.giveHoldBack();
            }
            wanted = forRoom.want();
        } finally {
            ring.endTake();
        }
        if (wanted) {
            ring(forRoom);
        }
        if (tracked) {
            ringIfDone();
        }
        return true;
    }

    /**
     * Takes an item, and waits for one if there is none.
     *
     * @return null if the time is over
     * @throws QueueClosedException if the queue is closed and empty
     */
    @Nullable
    Object awaitItem(long nanos) throws InterruptedException {
        try {
            return awaitMapped(nanos);
        } catch (IllegalStateException e) {
            unmapIfOver();
            requireUnmappedWhileWaiting(e);
            throw closedToTake();
        }
    }

    private @Nullable Object awaitMapped(long nanos) throws InterruptedException {
        long start = System.nanoTime();
        boolean waited = false;
        while (true) {
            if (!isMapped()) {
                throw closedToTake();
            }
            boolean some = forItems.spin(ring::hasRecord, () -> ring.size() > 1);
            boolean last = isClosed();
            Object copy = takeNow();
            if (copy != null) {
                if (waited) {
                    ringNext(forItems, ring::hasRecord);
                }
                return copy;
            } else if (last) {
                throw closedToTake();
            }
            long left = left(nanos, start);
            if (left <= 0) {
                return null;
            }
            if (some) {
                continue; // others were faster
            }
            waited = true;
            forItems.await(left, () -> ring.hasRecord() || isClosed());
        }
    }

    /** Whether there is an item, or never will be one. */
    boolean isReady() {
        boolean interrupted = isInterrupted();
        try {
            return isClosed() || ring.hasRecord();
        } catch (IllegalStateException e) {
            requireUnmapped(e, interrupted);
            return true;
        }
    }

    /** Waits until there is an item, and takes none. */
    void awaitReady(long nanos) throws InterruptedException {
        try {
            forItems.await(nanos, this::isReady);
            forItems.ringNext(); // the bell may have rung for one that takes
        } catch (IllegalStateException e) {
            requireUnmappedWhileWaiting(e);
        }
    }

    // ---- work that is done

    /** One of the items that this process took is done. */
    void taskDone() {
        int held = 0;
        if (!beginTake()) {
            throw nothingTaken();
        }
        try {
            held = state.members().heldHere();
            if (held == 0) {
                throw nothingTaken();
            }
            // In this order: a join that ends one too early is better than one that never does.
            SharedWords.getAndAddLong(memory, QueueLayout.DONE, 1);
            state.members().setHeldHere(held - 1);
        } finally {
            ring.endTake();
        }
        ringIfDone();
    }

    private IllegalStateException nothingTaken() {
        return new IllegalStateException("taskDone is called once for each item, by the process"
                + " that took it; this process has no item of the queue '" + state.name()
                + "' that is not done.");
    }

    private void ringIfDone() {
        boolean interrupted = isInterrupted();
        try {
            if (isDone() && state.hasList(DONE)) {
                state.lockGuard();
                try {
                    state.ringAll(DONE);
                } finally {
                    state.unlockGuard();
                }
            }
        } catch (IllegalStateException e) {
            requireUnmapped(e, interrupted);
        }
    }

    /** Whether all items that were ever put are done, or lost with the processes that took them. */
    boolean isDone() {
        boolean interrupted = isInterrupted();
        try {
            return isDoneMapped();
        } catch (IllegalStateException e) {
            requireUnmapped(e, interrupted);
            return true;
        }
    }

    private boolean isDoneMapped() {
        int closed = (int) SharedWords.getLongVolatile(memory, QueueLayout.DONE)
                + (int) ring.lost() + (int) state.members().heldByDead();
        // Last, so that what is put and done meanwhile does not count for what is not done.
        return ring.putSoFar() - closed <= 0;
    }

    boolean awaitDone(long nanos) throws InterruptedException {
        try {
            return awaitDoneMapped(nanos);
        } catch (IllegalStateException e) {
            requireUnmappedWhileWaiting(e);
            return true;
        }
    }

    private boolean awaitDoneMapped(long nanos) throws InterruptedException {
        return isDoneForSure() || (nanos > 0 && state.await(
                new Wait(WaitKind.DONE, DONE, 0, true, nanos, null), this::isDoneForSure,
                (record, first) -> isDoneForSure()));
    }

    /** With the lock to take: what a dead reader had is counted by who takes that over, and nothing is counted twice meanwhile. */
    private boolean isDoneForSure() {
        if (!beginTake()) {
            return true;
        }
        try {
            return isDone();
        } finally {
            ring.endTake();
        }
    }
}
