package io.github.procesy.pipe;

import java.io.InvalidObjectException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.github.procesy.ItemCodec;
import io.github.procesy.TransferException;
import io.github.procesy.Waitable;
import io.github.procesy.item.EncodedItem;
import io.github.procesy.item.Items;
import io.github.procesy.memory.SharedMemory;
import io.github.procesy.pipe.Direction.Form;
import io.github.procesy.segment.MappingOf;
import io.github.procesy.tree.ReadyFuture;
import io.github.procesy.tree.SharedWords;
import io.github.procesy.waiting.ClosedMeanwhileException;
import io.github.procesy.waiting.SyncState;
import io.github.procesy.waiting.Unmapping;
import org.jspecify.annotations.Nullable;

/**
 * An end of a {@link SharedPipe}. It travels: a lambda that captures it, or a message that has it in it, carries no copy,
 * but the same end to another process.
 *
 * <p>Messages keep their boundaries, empty ones too, and arrive in the order in which they were sent. They may be of any size; what
 * there is no room for waits until the other end receives. A message is sent when {@code send} returns: the
 * process may end, or be killed, and it can still be received. Messages are objects, as the items of a
 * {@link io.github.procesy.queue.SharedQueue}, or bytes; {@code byte[]} is both. What refers to shared memory fails with a
 * {@link io.github.procesy.memory.SharedMemoryException}, and is not sent, if that cannot be kept for the other end. Memory that is
 * given for bytes has to be open to the calling thread, else the call fails as each access to it would ({@link WrongThreadException},
 * {@link IllegalStateException}).
 *
 * <p>An end belongs to one sender and one receiver at a time, which may be of different processes, one after another; a second one
 * at the same time gets an {@link IllegalStateException}, and nothing is harmed. A process may be killed at any
 * instruction: a message is received whole or not at all. What has arrived of a large message when its receiver gives up is
 * kept for the next call on the same object; if another process receives first, that message is gone.
 *
 * @param <T> the type of the messages
 */
public final class PipeEnd<T> implements Waitable, Serializable, AutoCloseable {
    private static final long serialVersionUID = 1L;
    private static final String ROLE = "message";

    private final transient SharedMemory memory;
    private final transient SharedMemory token;
    private final transient boolean left;
    private final transient @Nullable Direction sending;
    private final transient @Nullable Direction receiving;
    private final transient List<Direction> directions;
    private final transient Items items;
    private final transient PipeTicket ticket;
    private final transient String name;
    /** Whether the last message that was sent here woke its receiver. Plain: it is a hint. */
    private transient boolean hasWoken;

    PipeEnd(SharedMemory memory, SharedMemory token, boolean left, @Nullable ItemCodec<?> codec,
            @Nullable String filter) {
        this.memory = memory;
        this.token = token;
        this.left = left;
        boolean oneWay =
                SharedWords.getIntAcquire(memory.segment(), PipeLayout.ONE_WAY) != 0;
        Direction toRight = direction(0, PipeLayout.LEFT_GONE, PipeLayout.RIGHT_GONE);
        Direction toLeft =
                oneWay ? null : direction(1, PipeLayout.RIGHT_GONE, PipeLayout.LEFT_GONE);
        directions = toLeft == null ? List.of(toRight) : List.of(toRight, toLeft);
        sending = left ? toRight : toLeft;
        receiving = left ? toLeft : toRight;
        name = toRight.name();
        items = new Items(ROLE, codec,
                filter == null ? null : ObjectInputFilter.Config.createFilter(filter));
        ticket = new PipeTicket(memory, token, left, codec, filter);
    }

    private Direction direction(int number, long senderGone, long receiverGone) {
        long ring = SharedPipe.ringBytes();
        return new Direction(
                memory.slice(PipeLayout.direction(number, ring), PipeLayout.directionBytes(ring)),
                MappingOf.get(memory).handle().id(), isSet(senderGone), isSet(receiverGone));
    }

    private BooleanSupplier isSet(long word) {
        MemorySegment segment = memory.segment();
        return () -> SharedWords.getIntVolatile(segment, word) != 0;
    }

    /** What an end does with one of its directions. */
    @FunctionalInterface
    private interface Action<R extends @Nullable Object> {
        R run(Direction direction) throws InterruptedException;
    }

    private <R extends @Nullable Object> R use(@Nullable Direction direction, String what,
            Action<R> action) throws InterruptedException {
        if (direction == null) {
            throw new UnsupportedOperationException("This end of the one-way pipe '" + name
                    + "' cannot " + what + "; the other one can.");
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        try {
            return action.run(direction);
        } catch (IllegalStateException e) {
            if (!isClosed()) {
                throw e;
            }
            if (!(e instanceof PipeClosedException || e instanceof ClosedMeanwhileException)) {
                Thread.interrupted(); // the JVM sets the status of a thread that it finds within memory that another one unmaps
            }
            throw closed();
        } finally {
            Reference.reachabilityFence(this); // else the other end could be told that this one is gone
        }
    }

    private PipeClosedException closed() {
        return new PipeClosedException(
                "This end of the pipe '" + name + "' was closed in this process.");
    }

    // ---- sending

    /**
     * Sends a message, and waits for room.
     *
     * @param message not null
     * @throws InterruptedException if the thread is interrupted; the message is not sent then
     * @throws PipeClosedException if no process has the other end, or this end is closed
     * @throws TransferException if the message cannot travel
     * @throws IllegalStateException if another thread sends at this end just now
     * @throws UnsupportedOperationException if this end of a one-way pipe receives
     * @throws NullPointerException if the message is null
     */
    public void send(T message) throws InterruptedException {
        send(items.encode(Objects.requireNonNull(message, "message")));
    }

    private void send(EncodedItem message) throws InterruptedException {
        hasWoken = use(sending, "send", direction -> direction.send(message));
    }

    /**
     * Sends bytes as a message; {@code receive} at the other end returns them as {@code byte[]}.
     *
     * @param message may be empty
     * @throws InterruptedException if the thread is interrupted; the message is not sent then
     * @throws PipeClosedException if no process has the other end, or this end is closed
     * @throws IllegalStateException if another thread sends at this end just now
     * @throws UnsupportedOperationException if this end of a one-way pipe receives
     */
    public void sendBytes(byte[] message) throws InterruptedException {
        send(Items.ofBytes(MemorySegment.ofArray(message)));
    }

    /**
     * Sends bytes as a message.
     *
     * @param message may be empty, and of more than 2 GiB; not to be changed before this returns
     * @throws InterruptedException if the thread is interrupted; the message is not sent then
     * @throws PipeClosedException if no process has the other end, or this end is closed
     * @throws IllegalStateException if another thread sends at this end just now
     * @throws UnsupportedOperationException if this end of a one-way pipe receives
     */
    public void sendBytes(MemorySegment message) throws InterruptedException {
        send(Items.ofBytes(message));
    }

    /**
     * Sends what remains in a buffer as a message. Its position is at its limit then.
     *
     * @param message may be empty
     * @throws InterruptedException if the thread is interrupted; the message is not sent then
     * @throws PipeClosedException if no process has the other end, or this end is closed
     * @throws IllegalStateException if another thread sends at this end just now
     * @throws UnsupportedOperationException if this end of a one-way pipe receives
     */
    public void sendBytes(ByteBuffer message) throws InterruptedException {
        send(Items.ofBytes(MemorySegment.ofBuffer(message)));
        message.position(message.limit());
    }

    // ---- receiving

    /**
     * Receives a message, and waits for one.
     *
     * @return the message
     * @throws InterruptedException if the thread is interrupted; nothing is lost by that
     * @throws PipeClosedException if there is no message, and no process has the other end; or this end is closed
     * @throws TransferException if the message cannot be rebuilt here; it is received
     * @throws IndexOutOfBoundsException if the message is bytes, more than an array has; {@link #receiveInto(MemorySegment)} still
     *         receives it
     * @throws io.github.procesy.memory.SharedMemoryException if shared memory that came with the message cannot be opened here
     * @throws IllegalStateException if another thread receives at this end just now
     * @throws UnsupportedOperationException if this end of a one-way pipe sends
     */
    public T receive() throws InterruptedException {
        return Objects.requireNonNull(receiveAny(SyncState.FOR_EVER), "waits for ever");
    }

    /**
     * Receives a message, and waits for one for a time.
     *
     * @param timeout how long to wait at most; zero or less not to wait
     * @return the message; null if the time is over
     * @throws InterruptedException if the thread is interrupted; nothing is lost by that
     * @throws PipeClosedException if there is no message, and no process has the other end; or this end is closed
     * @throws TransferException if the message cannot be rebuilt here; it is received
     * @throws IndexOutOfBoundsException if the message is bytes, more than an array has; {@link #receiveInto(MemorySegment)} still
     *         receives it
     * @throws io.github.procesy.memory.SharedMemoryException if shared memory that came with the message cannot be opened here
     * @throws IllegalStateException if another thread receives at this end just now
     * @throws UnsupportedOperationException if this end of a one-way pipe sends
     */
    public @Nullable T receive(Duration timeout) throws InterruptedException {
        return receiveAny(TimeUnit.NANOSECONDS.convert(timeout));
    }

    @SuppressWarnings("unchecked") // nothing else was sent
    private @Nullable T receiveAny(long nanos) throws InterruptedException {
        return (T) receive(nanos, Form.ANY);
    }

    private @Nullable Object receive(long nanos, Form form) throws InterruptedException {
        boolean woke = hasWoken;
        hasWoken = false;
        Object copy = use(receiving, "receive",
                direction -> direction.receive(nanos, form, null, woke));
        return copy == null ? null : items.finish(copy);
    }

    /**
     * Receives a message that was sent as bytes, and waits for one.
     *
     * @return the message
     * @throws InterruptedException if the thread is interrupted; nothing is lost by that
     * @throws PipeClosedException if there is no message, and no process has the other end; or this end is closed
     * @throws IndexOutOfBoundsException if it is more than an array has; {@link #receiveInto(MemorySegment)} still receives it
     * @throws IllegalStateException if the message is an object, which can still be received, or another thread receives at
     *         this end just now
     * @throws UnsupportedOperationException if this end of a one-way pipe sends
     */
    public byte[] receiveBytes() throws InterruptedException {
        return (byte[]) Objects.requireNonNull(receive(SyncState.FOR_EVER, Form.BYTES),
                "waits for ever");
    }

    /**
     * Receives a message that was sent as bytes into memory, and waits for one.
     *
     * @param target takes the message, from its start on
     * @return how many bytes it has
     * @throws InterruptedException if the thread is interrupted; nothing is lost by that, but of a message of more than 2 GiB
     * @throws PipeClosedException if there is no message, and no process has the other end; or this end is closed
     * @throws IndexOutOfBoundsException if the message is larger than the target; it can still be received
     * @throws IllegalStateException if the message is an object, which can still be received, or another thread receives at
     *         this end just now
     * @throws UnsupportedOperationException if this end of a one-way pipe sends
     */
    public long receiveInto(MemorySegment target) throws InterruptedException {
        boolean woke = hasWoken;
        hasWoken = false;
        Object bytes = use(receiving, "receive",
                direction -> direction.receive(SyncState.FOR_EVER, Form.BYTES,
                        Objects.requireNonNull(target), woke));
        return (Long) Objects.requireNonNull(bytes, "waits for ever");
    }

    /**
     * Receives a message that was sent as bytes into what remains of a buffer, and waits for one. Its position is behind the
     * message then.
     *
     * @param target takes the message
     * @return how many bytes it has
     * @throws InterruptedException if the thread is interrupted; nothing is lost by that
     * @throws PipeClosedException if there is no message, and no process has the other end; or this end is closed
     * @throws IndexOutOfBoundsException if the message is larger than the target; it can still be received
     * @throws IllegalStateException if the message is an object, which can still be received, or another thread receives at
     *         this end just now
     * @throws UnsupportedOperationException if this end of a one-way pipe sends
     */
    public int receiveInto(ByteBuffer target) throws InterruptedException {
        int bytes = (int) receiveInto(MemorySegment.ofBuffer(target));
        target.position(target.position() + bytes);
        return bytes;
    }

    /**
     * Whether {@link #receive} would not wait: there is a message, or the beginning of a large one, or the pipe is at its end.
     *
     * @return true if so
     * @throws PipeClosedException if this end is closed
     * @throws UnsupportedOperationException if this end of a one-way pipe sends
     */
    public boolean poll() {
        boolean interrupted = Thread.interrupted();
        try {
            return poll(0);
        } catch (InterruptedException e) {
            throw new AssertionError("does not wait", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Waits for a time until {@link #receive} would not wait.
     *
     * @param timeout how long to wait at most
     * @return false if the time is over
     * @throws InterruptedException if the thread is interrupted
     * @throws PipeClosedException if this end is closed
     * @throws UnsupportedOperationException if this end of a one-way pipe sends
     */
    public boolean poll(Duration timeout) throws InterruptedException {
        return poll(TimeUnit.NANOSECONDS.convert(timeout));
    }

    private boolean poll(long nanos) throws InterruptedException {
        return use(receiving, "receive", direction -> direction.poll(nanos));
    }

    /** Whether {@link #receive} would not wait, as {@link #poll} says. */
    @Override
    public boolean isReady() {
        return poll();
    }

    /** A future that is completed when {@link #receive} would not wait. It receives nothing. */
    @Override
    public CompletableFuture<@Nullable Void> whenReady() {
        return ReadyFuture.of(this::poll, () -> poll(SyncState.FOR_EVER));
    }

    // ---- the end

    /** Closes this end in this process: when no other has it, the other end is told. Closing twice does nothing. */
    @Override
    public void close() {
        if (!isClosed()) {
            token.close();
            Unmapping.close(memory, again -> LocksOfAll.of(this,
                    new PipeEnd<>(again, token, left, null, null)));
        }
    }

    /**
     * Whether this end was closed in this process.
     *
     * @return true after {@link #close}
     */
    public boolean isClosed() {
        return token.isClosed();
    }

    /** The locks of all directions, in one order for both ends. */
    private record LocksOfAll(List<Unmapping.Locks> directions) implements Unmapping.Locks {
        static LocksOfAll of(PipeEnd<?> end, PipeEnd<?> again) {
            List<Unmapping.Locks> all = new ArrayList<>();
            for (int i = 0; i < end.directions.size(); i++) {
                all.add(again.directions.get(i).new AllLocks(end.directions.get(i)));
            }
            return new LocksOfAll(all);
        }

        @Override
        public void lock() {
            directions.forEach(Unmapping.Locks::lock);
        }

        @Override
        public void unlock() {
            directions.forEach(Unmapping.Locks::unlock);
        }

        @Override
        public void ringWaiters() {
            directions.forEach(Unmapping.Locks::ringWaiters);
        }
    }

    /** The name of the pipe, and which end this is. */
    @Override
    public String toString() {
        return "PipeEnd '" + name + "'[" + (left ? "left" : "right")
                + (isClosed() ? ", closed" : "") + "]";
    }

    private Object writeReplace() {
        if (isClosed()) {
            throw closed();
        }
        return ticket;
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        Objects.requireNonNull(in);
        throw new InvalidObjectException("an end of a pipe travels as a ticket");
    }
}
