package io.github.procesy.pipe;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import io.github.procesy.item.EncodedItem;
import io.github.procesy.item.Items;
import io.github.procesy.memory.SharedMemory;
import io.github.procesy.memory.SharedMemoryException;
import io.github.procesy.ring.Ring;
import io.github.procesy.ring.RingLocks;
import io.github.procesy.ring.Waiters;
import io.github.procesy.segment.Segments;
import io.github.procesy.tree.SharedWords;
import io.github.procesy.tree.WaitKind;
import io.github.procesy.waiting.SyncState;
import io.github.procesy.waiting.Unmapping;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a pipe from one end to the other: a ring, those who wait for a message, and those who wait for room.
 *
 * <p>A message that is larger than a piece goes in pieces: the first says how large the whole is. A sender that dies or is
 * interrupted leaves a beginning, which the receiver drops when it sees that the next record does not go on with it. A receiver
 * that dies in the middle leaves the rest, which the next receiver skips. Who sends or receives has its reference in a word
 * meanwhile: a second one at the same time is refused, and a dead one's is taken over.
 */
final class Direction {
    private static final int ROOM = 1;
    /** In the kind of a record: it is the first piece of several, and begins with the size of the whole. */
    private static final int FIRST = 0x20;
    /** In the kind of a record: its bytes begin with a hold. */
    private static final int HELD = 0x40;
    private static final int KIND = 0x1f;
    /** A further piece. */
    private static final int MORE = 0x1f;
    private static final int PIECE_BYTES = 64 << 10;
    /** There is no bound on the number of messages; their bytes are bounded. */
    private static final int MESSAGES = 1 << 30;

    /** In the word of who sends or receives: the reference of the process; above it is which of its objects. */
    private static final long PROCESS = (1L << 48) - 1;
    private static final AtomicInteger OBJECTS = new AtomicInteger();

    private final SyncState state;
    private final MemorySegment memory;
    private final Ring ring;
    private final long owner;
    private final long claimant;
    private final BooleanSupplier senderGone;
    private final BooleanSupplier receiverGone;
    private final Waiters forMessages;
    private final Waiters forRoom;
    /** Belongs to who sends. */
    private boolean hasWoken;
    /** Belongs to who receives. */
    private @Nullable Arriving arriving;

    /** What a receiver wants. */
    enum Form {
        /** A message of whatever kind. */
        ANY,
        /** One that was sent as bytes; another stays. */
        BYTES
    }

    /** A message of which a part is here. */
    private static final class Arriving {
        private final int kind;
        private final long bytes;
        private Object target;
        private long filled;
        /** Where the ring was when the last piece was taken; elsewhere if another holder of this end has taken since. */
        private int position;
        private @Nullable Runnable kept;

        Arriving(int kind, long bytes, Object target) {
            this.kind = kind;
            this.bytes = bytes;
            this.target = target;
        }
    }

    /**
     * A direction of a pipe.
     *
     * @param part its part of the memory of the pipe
     * @param owner the id of the segment that this is
     */
    Direction(SharedMemory part, long owner, BooleanSupplier senderGone,
            BooleanSupplier receiverGone) {
        state = new SyncState(part);
        memory = part.segment();
        this.owner = owner;
        claimant = state.self() | (OBJECTS.incrementAndGet() & 0x7fffL) << 48;
        this.senderGone = senderGone;
        this.receiverGone = receiverGone;
        ring = new Ring(memory, PipeLayout.RING, state.tree(), Segments::giveBack);
        forMessages = new Waiters(state, PipeLayout.WANT_MESSAGE, WaitKind.MESSAGE,
                SyncState.MAIN, ring::passPut);
        forRoom = new Waiters(state, PipeLayout.WANT_ROOM, WaitKind.PIPE_ROOM, ROOM,
                ring::passTake);
    }

    static void format(MemorySegment part, String name, long ringBytes) {
        SyncState.format(part, name);
        Ring.format(part, PipeLayout.RING, MESSAGES, ringBytes);
    }

    String name() {
        return state.name();
    }

    /** All locks that lie in its memory, for {@link Unmapping}; and what a thread of this process that uses it has claimed. */
    final class AllLocks implements Unmapping.Locks {
        private final RingLocks locks = new RingLocks(state, ring);
        private final long user;

        /**
         * The locks.
         *
         * @param using the same direction, as the threads of this process have it
         */
        AllLocks(Direction using) {
            user = using.claimant;
        }

        @Override
        public void lock() {
            locks.lock();
        }

        @Override
        public void unlock() {
            SharedWords.compareAndSetLong(memory, PipeLayout.SENDER, user, 0);
            SharedWords.compareAndSetLong(memory, PipeLayout.RECEIVER, user, 0);
            locks.unlock();
        }

        @Override
        public void ringWaiters() {
            locks.ringWaiters();
        }
    }

    // ---- one at a time

    private void claim(long word, String what) {
        long other = SharedWords.getLongAcquire(memory, word);
        if ((other == 0 || !state.tree().findAlive(other & PROCESS))
                && SharedWords.compareAndSetLong(memory, word, other, claimant)) {
            return;
        }
        throw new IllegalStateException("Another thread " + what
                + " just now at this end of the pipe '"
                + name() + "'. An end belongs to one sender and one receiver at a time; use a"
                + " SharedQueue where several send or receive.");
    }

    private void unclaim(long word) {
        if (memory.scope().isAlive()) { // else who closed it has done so, and how the call ended stays what it is
            SharedWords.setLongRelease(memory, word, 0);
        }
    }

    // ---- sending

    /**
     * Sends a message.
     *
     * @return whether that woke somebody
     */
    boolean send(EncodedItem item) throws InterruptedException {
        claim(PipeLayout.SENDER, "sends");
        hasWoken = false;
        try {
            if (Ring.isValue(item.kind()) || item.bytes() <= PIECE_BYTES) {
                sendWhole(item);
            } else {
                sendPieces(item);
            }
            return hasWoken;
        } finally {
            unclaim(PipeLayout.SENDER);
        }
    }

    private void sendWhole(EncodedItem item) throws InterruptedException {
        if (item.references().isEmpty()) {
            boolean value = Ring.isValue(item.kind());
            int bytes = value ? 0 : (int) item.bytes();
            beginPut(bytes);
            boolean done = false;
            try {
                if (value) {
                    ring.addValue(item.kind(), (int) item.bytes());
                } else {
                    long at = ring.reserve(bytes);
                    item.writeTo(memory, at);
                    ring.add(item.kind(), bytes);
                }
                done = true;
            } finally {
                endPut(done);
            }
            return;
        }
        int bytes = Long.BYTES + (int) item.bytes();
        putHeld(item.references(), item.kind(), bytes,
                at -> item.writeTo(memory, at));
    }

    /** Writes what comes behind the hold. */
    @FunctionalInterface
    private interface Content {
        void write(long at);
    }

    private void putHeld(List<Long> references, int kind, int bytes, Content content)
            throws InterruptedException {
        long hold;
        try {
            hold = Segments.hold(owner, references);
        } catch (IOException e) {
            throw new SharedMemoryException(e);
        }
        boolean done = false;
        try {
            beginPut(bytes);
            try {
                long at = ring.reserve(bytes);
                ring.holdForPut(hold, 0);
                memory.set(ValueLayout.JAVA_LONG, at, hold);
                content.write(at + Long.BYTES);
                ring.add(kind | HELD, bytes);
                done = true;
            } finally {
                endPut(done);
            }
        } finally {
            if (!done) {
                Segments.giveBack(hold);
            }
        }
    }

    private void sendPieces(EncodedItem item) throws InterruptedException {
        if (item.references().isEmpty()) {
            int bytes = Long.BYTES + PIECE_BYTES;
            beginPut(bytes);
            boolean done = false;
            try {
                writeFirst(item, ring.reserve(bytes));
                ring.add(item.kind() | FIRST, bytes);
                done = true;
            } finally {
                endPut(done);
            }
        } else {
            putHeld(item.references(), item.kind() | FIRST, 2 * Long.BYTES + PIECE_BYTES,
                    at -> writeFirst(item, at));
        }
        for (long from = PIECE_BYTES; from < item.bytes(); from += PIECE_BYTES) {
            int count = (int) Math.min(PIECE_BYTES, item.bytes() - from);
            beginPut(count);
            boolean done = false;
            try {
                item.writeTo(memory, ring.reserve(count), from, count);
                ring.add(MORE, count);
                done = true;
            } finally {
                endPut(done);
            }
        }
    }

    private void writeFirst(EncodedItem item, long at) {
        memory.set(ValueLayout.JAVA_LONG, at, item.bytes());
        item.writeTo(memory, at + Long.BYTES, 0, PIECE_BYTES);
    }

    /** Waits until there is room, and has the lock to put then. */
    private void beginPut(int bytes) throws InterruptedException {
        boolean waited = false;
        while (true) {
            if (receiverGone.getAsBoolean()) {
                throw new PipeClosedException("The pipe '" + name()
                        + "' is closed: no process has its other end, so nobody can receive.");
            }
            ring.beginPut();
            if (ring.reserve(bytes) != Ring.NONE) {
                return;
            }
            ring.endPut();
            if (waited || !forRoom.spin(() -> ring.hasRoom(bytes), () -> false)) {
                waited = true;
                forRoom.await(SyncState.FOR_EVER,
                        () -> ring.hasRoom(bytes) || receiverGone.getAsBoolean());
            }
        }
    }

    /**
     * Ends what {@link #beginPut} began.
     *
     * @param done whether all was written: not if the memory of the user was closed, or belongs to another thread
     */
    private void endPut(boolean done) {
        boolean wanted = false;
        if (done) {
            ring.commitPut();
            wanted = forMessages.want();
        }
        ring.endPut();
        if (wanted) {
            hasWoken |= forMessages.ring();
        }
    }

    // ---- receiving

    /** Whether a message, or its beginning, is here, or none will ever be; waits for that. */
    boolean poll(long nanos) throws InterruptedException {
        BooleanSupplier ready = () -> ring.hasRecord() || senderGone.getAsBoolean();
        if (!ready.getAsBoolean() && nanos > 0) {
            forMessages.await(nanos, ready);
        }
        return ready.getAsBoolean();
    }

    /**
     * Receives a message.
     *
     * @param nanos how long to wait at most
     * @param form what is wanted
     * @param into takes its bytes; null if they are not wanted in memory
     * @param hasWoken whether what this thread sent before woke somebody, who may answer
     * @return what {@link Items#finish} makes the message of, or the number of its bytes as a {@code Long}; null if the
     *         time is over
     */
    @Nullable
    Object receive(long nanos, Form form, @Nullable MemorySegment into, boolean hasWoken)
            throws InterruptedException {
        claim(PipeLayout.RECEIVER, "receives");
        try {
            long start = System.nanoTime();
            while (true) {
                Object message = receiveNow(form, into);
                if (message != null) {
                    return message;
                } else if (senderGone.getAsBoolean() && !ring.hasRecord()) {
                    dropArriving();
                    throw new PipeClosedException("The pipe '" + name()
                            + "' is at its end: no process has its other end, and all that was"
                            + " sent is received.");
                }
                long left = nanos == SyncState.FOR_EVER || nanos <= 0
                        ? nanos // no difference of the least long
                        : nanos - (System.nanoTime() - start);
                if (left <= 0) {
                    return null;
                }
                if (!forMessages.spinForAnswer(ring::hasRecord, hasWoken)) {
                    forMessages.await(left,
                            () -> ring.hasRecord() || senderGone.getAsBoolean());
                }
            }
        } finally {
            try {
                keepArriving(into);
            } finally {
                unclaim(PipeLayout.RECEIVER);
            }
        }
    }

    /** What has arrived of a message when its receiver gives up is kept for the next, not in the memory of the first. */
    @SuppressWarnings("ReferenceEquality") // that very memory
    private void keepArriving(@Nullable MemorySegment into) {
        Arriving part = arriving;
        if (part != null && part.target == into && into != null) {
            boolean kept = false;
            try {
                if (part.bytes <= Items.MAX_ARRAY_BYTES) {
                    Object own = Items.allocate(part.kind, part.bytes);
                    MemorySegment.copy(into, 0, Items.segmentOf(own), 0, part.filled);
                    part.target = own;
                    kept = true;
                }
            } finally {
                if (!kept) {
                    dropArriving();
                }
            }
        }
    }

    private void dropArriving() {
        Arriving part = arriving;
        arriving = null;
        if (part != null && part.kept != null) {
            part.kept.run();
        }
    }

    private @Nullable Object receiveNow(Form form, @Nullable MemorySegment into) {
        while (true) {
            Arriving part = arriving;
            if (part != null && part.filled == part.bytes) {
                return finish(part, form, into);
            }
            ring.beginTake();
            boolean taken = false;
            boolean wanted = false;
            Object message = null;
            try {
                if (part != null && ring.position() != part.position) {
                    dropArriving(); // another holder has taken the rest
                }
                part = arriving;
                long at = ring.next();
                if (at == Ring.NONE) {
                    return null;
                }
                if (ring.kind() == MORE) {
                    if (part != null) {
                        MemorySegment.copy(memory, at, Items.segmentOf(part.target), part.filled,
                                ring.value());
                        part.filled += ring.value();
                    } // else its receiver has died
                } else {
                    dropArriving(); // its sender has given up
                    message = begin(at, form, into);
                }
                ring.take();
                ring.commitTake();
                if (arriving != null) {
                    arriving.position = ring.position();
                }
                ring.giveHoldBack();
                taken = true;
                wanted = forRoom.want();
            } finally {
                ring.endTake();
                if (taken && wanted) {
                    forRoom.ring();
                }
            }
            if (message != null) {
                return message;
            }
        }
    }

    /** Takes a whole message, or begins with one of several pieces: then null. */
    private @Nullable Object begin(long at, Form form, @Nullable MemorySegment into) {
        int kind = ring.kind();
        if (Ring.isValue(kind)) {
            requireForm(kind, form);
            return Items.ofWord(kind, ring.value());
        }
        long from = (kind & HELD) == 0 ? at : at + Long.BYTES;
        long here = ring.value() - (from - at);
        boolean first = (kind & FIRST) != 0;
        if (first) {
            here -= Long.BYTES;
        }
        long bytes = first ? memory.get(ValueLayout.JAVA_LONG, from) : here;
        requireForm(kind & KIND, form);
        requireRoom(bytes, into);
        Runnable kept = null;
        if ((kind & HELD) != 0) {
            long hold = memory.get(ValueLayout.JAVA_LONG, at);
            try {
                kept = Segments.adopt(hold);
            } catch (IOException e) {
                throw new SharedMemoryException(e);
            }
        }
        if (first) {
            Arriving part = new Arriving(kind & KIND, bytes,
                    into == null ? Items.allocate(kind & KIND, bytes) : into);
            MemorySegment.copy(memory, from + Long.BYTES, Items.segmentOf(part.target), 0, here);
            part.filled = here;
            part.kept = kept;
            holdForTake(kind, at);
            arriving = part;
            return null;
        } else if (into == null) {
            Object copy = Items.copy(kind & KIND, memory, from, bytes);
            holdForTake(kind, at);
            return kept == null ? copy : Items.kept(copy, kept);
        }
        MemorySegment.copy(memory, from, into, 0, bytes);
        return bytes;
    }

    /** Last, when nothing can fail any more. */
    private void holdForTake(int kind, long at) {
        if ((kind & HELD) != 0) {
            ring.holdForTake(memory.get(ValueLayout.JAVA_LONG, at), 0);
        }
    }

    @SuppressWarnings("ReferenceEquality") // that very memory
    private @Nullable Object finish(Arriving part, Form form, @Nullable MemorySegment into) {
        requireForm(part.kind, form);
        if (into == null) {
            arriving = null;
            Object copy = Items.complete(part.kind, part.target);
            return part.kept == null ? copy : Items.kept(copy, part.kept);
        }
        requireRoom(part.bytes, into);
        if (part.target != into) {
            MemorySegment.copy(Items.segmentOf(part.target), 0, into, 0, part.bytes);
        }
        arriving = null;
        return part.bytes;
    }

    private void requireForm(int kind, Form form) {
        if (form == Form.BYTES && kind != Items.BYTES) {
            throw new IllegalStateException("The next message of the pipe '" + name()
                    + "' is an object and not bytes; it stays until receive() takes it.");
        }
    }

    private void requireRoom(long bytes, @Nullable MemorySegment into) {
        if (into != null && bytes > into.byteSize()) {
            throw new IndexOutOfBoundsException("The next message of the pipe '" + name()
                    + "' has " + bytes + " bytes, and there is room for " + into.byteSize()
                    + "; it stays until there is enough room.");
        } else if (into == null && bytes > Items.MAX_ARRAY_BYTES) {
            throw new IndexOutOfBoundsException("The next message of the pipe '" + name()
                    + "' has " + bytes + " bytes, more than an array; it stays until receiveInto"
                    + " takes it.");
        }
    }
}
