package io.github.procesy.queue;

import java.io.InvalidObjectException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.AbstractQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.procesy.ItemCodec;
import io.github.procesy.TransferException;
import io.github.procesy.Waitable;
import io.github.procesy.item.EncodedItem;
import io.github.procesy.item.Items;
import io.github.procesy.memory.SharedMemory;
import io.github.procesy.tree.ReadyFuture;
import io.github.procesy.tree.Stacks;
import io.github.procesy.waiting.SyncState;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue between processes: any thread of any process of the tree that has it puts items in and takes items out. A
 * lambda that captures it, or a message that has it in it, carries no copy: it is the same queue.
 *
 * {@snippet :
 * try (var queue = SharedQueue.<String>create(100);
 *         var child = ChildProcess.start(() -> queue.put("Hello from process!"))) {
 *     System.out.println(queue.take());
 * }
 * }
 *
 * <p>An item is in shared memory when {@code put} returns: the process that put it may end, or be killed, and the item can
 * still be taken. What one thread puts is taken in that order. What is taken is a copy: two processes never have
 * the same object.
 *
 * <p><b>Death.</b> A process may be killed at any instruction, whatever it just does with the queue. The others go on. An item is
 * taken by one process at most, whole, or stays in the queue; only what a process had just taken when it was killed is gone,
 * and {@link #lost} counts that.
 *
 * <p><b>Items.</b> Anything but null that can be serialized. Boxed primitives, strings, arrays of primitives, and records of all these
 * are written without Java serialization; other objects with it, or by a {@linkplain Builder#codec codec}. An item that
 * cannot be written fails in the call that puts it, and leaves the queue as it was. One that cannot be read fails, with a
 * {@link TransferException}, in the call that takes it, and is taken. An item may be of any size: one that is large for the
 * queue lies in shared memory of its own as long as it is in the queue. If there is none left for it, or what it refers to cannot be
 * opened (too many open files, for instance), the call that puts or takes fails with a
 * {@link io.github.procesy.memory.SharedMemoryException}, and the queue is as it was.
 *
 * <p><b>Bounds.</b> There are at most {@link #capacity} items in the queue, and their bytes are bounded too; who puts waits
 * for room in both.
 *
 * <p>All methods may be called by any thread. Threads wait as those do that wait for a
 * {@link io.github.procesy.sync.SharedLock}: {@code procesy dump} shows them. The iterator is weakly
 * consistent: it has the items that were there when it was made, without those that are gone when it gets to them, and its
 * {@code remove} removes the item if it is still there. It rebuilds each, as streams, {@code contains} and {@code toArray} do, and
 * fails with a {@link TransferException} at one that cannot be read; that stays. Bulk operations are not atomic.
 *
 * @param <E> the type of the items
 */
public final class SharedQueue<E> extends AbstractQueue<E>
        implements BlockingQueue<E>, Waitable, Serializable, AutoCloseable {
    private static final long serialVersionUID = 1L;
    private static final String ROLE = "item";
    private static final long MIN_BYTES = 256 << 10;
    private static final long BYTES_OF_ITEM = 64;
    private static final long MAX_DEFAULT_BYTES = 16 << 20;
    private static final long MAX_BYTES = 4L << 30;

    private final transient QueueCore core;
    private final transient Items items;
    private final transient QueueTicket ticket;

    private SharedQueue(QueueCore core, @Nullable ItemCodec<?> codec, @Nullable String filter) {
        this.core = core;
        items = new Items(ROLE, codec,
                filter == null ? null : ObjectInputFilter.Config.createFilter(filter));
        ticket = new QueueTicket(core.shared(), codec, filter);
    }

    static SharedQueue<?> open(SharedMemory memory, @Nullable ItemCodec<?> codec,
            @Nullable String filter) {
        return new SharedQueue<>(new QueueCore(memory), codec, filter);
    }

    /**
     * Makes an empty queue.
     *
     * @param <E> the type of the items
     * @param capacity how many items it holds at most, 1 or more
     * @return the queue
     * @throws IllegalArgumentException if the capacity is less than 1
     * @throws io.github.procesy.memory.SharedMemoryException if there is no room for it
     */
    public static <E> SharedQueue<E> create(int capacity) {
        return SharedQueue.<E>builder(capacity).name(Stacks.placeOfCaller()).create();
    }

    /**
     * Makes an empty queue by its settings.
     *
     * @param <E> the type of the items
     * @param capacity how many items it holds at most, 1 or more
     * @return a builder
     * @throws IllegalArgumentException if the capacity is less than 1
     */
    public static <E> Builder<E> builder(int capacity) {
        return new Builder<>(capacity);
    }

    /**
     * Makes queues.
     *
     * @param <E> the type of the items
     */
    public static final class Builder<E> {
        private final int capacity;
        private long bytes;
        private @Nullable String name;
        private boolean tracked;
        private @Nullable ItemCodec<? super E> codec;
        private @Nullable String filter;

        private Builder(int capacity) {
            if (capacity < 1) {
                throw new IllegalArgumentException(
                        "A queue holds one item or more; this one was to hold "
                                + capacity + ".");
            }
            this.capacity = capacity;
            bytes = Math.clamp(capacity * BYTES_OF_ITEM, MIN_BYTES, MAX_DEFAULT_BYTES);
        }

        /**
         * Sets the name; without it, it is the place in the code where the queue is made.
         *
         * @param name for messages and {@code procesy dump}; its first 64 bytes count
         * @return this builder
         */
        public Builder<E> name(String name) {
            this.name = Objects.requireNonNull(name, "name");
            return this;
        }

        /**
         * Sets for how many bytes of items there is room. That much shared memory is reserved when the queue is made, up to the
         * next power of two. Items above a quarter of that lie in shared memory of their own, of which there is as much
         * again, or one item. Without this it is 64 bytes for each item, and at least 256 KiB, at most 16 MiB.
         *
         * @param bytes 1024 to 4 GiB
         * @return this builder
         * @throws IllegalArgumentException if it is not in this range
         */
        public Builder<E> bytes(long bytes) {
            if (bytes < 1024 || bytes > MAX_BYTES) {
                throw new IllegalArgumentException("A queue has room for 1024 bytes to "
                        + MAX_BYTES + "; this one was to have " + bytes + ".");
            }
            this.bytes = bytes;
            return this;
        }

        /**
         * Counts the items that were taken and are not done, for {@link SharedQueue#taskDone} and {@link SharedQueue#join}.
         *
         * @param tracked whether to count
         * @return this builder
         */
        public Builder<E> trackTasks(boolean tracked) {
            this.tracked = tracked;
            return this;
        }

        /**
         * Sets how items become bytes, in place of Java serialization. Boxed primitives, strings and arrays of primitives keep
         * their own form.
         *
         * @param codec is written to the processes that get the queue
         * @return this builder
         */
        public Builder<E> codec(ItemCodec<? super E> codec) {
            this.codec = Objects.requireNonNull(codec, "codec");
            return this;
        }

        /**
         * Sets which classes may be read by Java serialization, and which records. An item of another class fails in
         * the call that takes it. Without it the filter of the JVM counts alone.
         *
         * @param pattern as in {@link java.io.ObjectInputFilter.Config#createFilter}, for instance
         *        {@code "com.acme.*;java.base/*;!*"}
         * @return this builder
         * @throws IllegalArgumentException if that is not a pattern
         */
        public Builder<E> filter(String pattern) {
            ObjectInputFilter.Config.createFilter(pattern);
            filter = pattern;
            return this;
        }

        /**
         * Makes the queue.
         *
         * @return a new queue
         * @throws io.github.procesy.memory.SharedMemoryException if there is no room for it
         */
        public SharedQueue<E> create() {
            String shown = name == null ? Stacks.placeOfCaller() : name;
            return new SharedQueue<>(
                    new QueueCore(QueueCore.create(shown, capacity, bytes, tracked)), codec,
                    filter);
        }
    }

    // ---- putting

    /**
     * Puts an item, and waits for room.
     *
     * @param item not null
     * @throws InterruptedException if the thread is interrupted; the item is not in the queue then
     * @throws QueueClosedException if the queue is closed
     * @throws TransferException if the item cannot travel
     * @throws NullPointerException if the item is null
     */
    @Override
    public void put(E item) throws InterruptedException {
        offer(item, SyncState.FOR_EVER);
    }

    /**
     * Puts an item if there is room.
     *
     * @param item not null
     * @return false if there is no room
     * @throws QueueClosedException if the queue is closed
     * @throws TransferException if the item cannot travel
     * @throws NullPointerException if the item is null
     */
    @Override
    public boolean offer(E item) {
        return core.putNow(items.encode(Objects.requireNonNull(item, "item")));
    }

    /**
     * Puts an item, and waits for room for a time.
     *
     * @param item not null
     * @param timeout how long to wait at most
     * @param unit the unit of that
     * @return false if the time is over
     * @throws InterruptedException if the thread is interrupted; the item is not in the queue then
     * @throws QueueClosedException if the queue is closed
     * @throws TransferException if the item cannot travel
     * @throws NullPointerException if the item is null
     */
    @Override
    public boolean offer(E item, long timeout, TimeUnit unit) throws InterruptedException {
        return offer(item, unit.toNanos(timeout));
    }

    /**
     * Puts an item, and waits for room for a time.
     *
     * @param item not null
     * @param timeout how long to wait at most
     * @return false if the time is over
     * @throws InterruptedException if the thread is interrupted; the item is not in the queue then
     * @throws QueueClosedException if the queue is closed
     * @throws TransferException if the item cannot travel
     * @throws NullPointerException if the item is null
     */
    public boolean offer(E item, Duration timeout) throws InterruptedException {
        return offer(item, TimeUnit.NANOSECONDS.convert(timeout));
    }

    private boolean offer(E item, long nanos) throws InterruptedException {
        if (item instanceof Integer number && !Thread.currentThread().isInterrupted()
                && core.putInt(number)) { // the shortest way
            return true;
        }
        EncodedItem encoded = items.encode(Objects.requireNonNull(item, "item"));
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return core.putNow(encoded) || (nanos > 0 && core.awaitRoom(encoded, nanos));
    }

    /**
     * Puts items one after another, and waits for room; faster than one by one. If it fails, those before are in the queue, and
     * none if one of them cannot travel.
     *
     * @param items none of them null
     * @throws InterruptedException if the thread is interrupted
     * @throws QueueClosedException if the queue is closed
     * @throws TransferException if an item cannot travel
     * @throws NullPointerException if an item is null
     * @throws IllegalArgumentException if that is this queue
     */
    public void putAll(Collection<? extends E> items) throws InterruptedException {
        requireOther(items);
        List<EncodedItem> encoded = new ArrayList<>(items.size());
        for (E item : items) {
            encoded.add(this.items.encode(Objects.requireNonNull(item, "item")));
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        int done = 0;
        while (done < encoded.size()) {
            int put = core.putSome(encoded, done);
            if (put == 0) {
                core.awaitRoom(encoded.get(done), SyncState.FOR_EVER);
                put = 1;
            }
            done += put;
        }
    }

    @SuppressWarnings("ReferenceEquality") // that very object
    private void requireOther(Collection<?> other) {
        if (other == this) {
            throw new IllegalArgumentException("a queue cannot be moved into itself");
        }
    }

    // ---- taking

    /**
     * Takes the first item, and waits for one.
     *
     * @return the item
     * @throws InterruptedException if the thread is interrupted
     * @throws QueueClosedException if the queue is closed and empty
     * @throws TransferException if the item cannot be rebuilt here; it is taken
     */
    @Override
    public E take() throws InterruptedException {
        return Objects.requireNonNull(poll(SyncState.FOR_EVER), "waits for ever");
    }

    /**
     * Takes the first item, and waits for one for a time.
     *
     * @param timeout how long to wait at most
     * @param unit the unit of that
     * @return the item; null if the time is over
     * @throws InterruptedException if the thread is interrupted
     * @throws QueueClosedException if the queue is closed and empty
     * @throws TransferException if the item cannot be rebuilt here; it is taken
     */
    @Override
    public @Nullable E poll(long timeout, TimeUnit unit) throws InterruptedException {
        return poll(unit.toNanos(timeout));
    }

    /**
     * Takes the first item, and waits for one for a time.
     *
     * @param timeout how long to wait at most
     * @return the item; null if the time is over
     * @throws InterruptedException if the thread is interrupted
     * @throws QueueClosedException if the queue is closed and empty
     * @throws TransferException if the item cannot be rebuilt here; it is taken
     */
    public @Nullable E poll(Duration timeout) throws InterruptedException {
        return poll(TimeUnit.NANOSECONDS.convert(timeout));
    }

    private @Nullable E poll(long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Object copy = core.takeNow();
        return finishTaken(copy == null ? core.awaitItem(nanos) : copy);
    }

    /**
     * Takes the first item if there is one.
     *
     * @return the item; null if the queue is empty, closed or not
     * @throws TransferException if the item cannot be rebuilt here; it is taken
     */
    @Override
    public @Nullable E poll() {
        return finishTaken(core.takeNow());
    }

    /**
     * A copy of the first item, which stays.
     *
     * @return the item; null if the queue is empty
     * @throws TransferException if the item cannot be rebuilt here
     */
    @Override
    public @Nullable E peek() {
        return finish(core.peek());
    }

    /** Nobody can work on an item that cannot be rebuilt: it is done. */
    private @Nullable E finishTaken(@Nullable Object copy) {
        try {
            return finish(copy);
        } catch (TransferException e) {
            if (core.isTracked()) {
                core.taskDone();
            }
            throw e;
        }
    }

    @SuppressWarnings("unchecked") // nothing else was put
    private @Nullable E finish(@Nullable Object copy) {
        if (copy == null) {
            return null;
        }
        return (E) items.finish(copy);
    }

    /**
     * Takes items that are there, as {@link #drainTo(Collection, int)} with no limit.
     *
     * @param target is given the items
     * @return how many it was given
     */
    @Override
    public int drainTo(Collection<? super E> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    /**
     * Takes items that are there; faster than one by one. If one cannot be rebuilt here, the others are in the target all the
     * same when this throws. No more are taken than a target that is itself a {@link BlockingQueue} has room for. What another target
     * refuses is gone; if it refuses the first, that is all.
     *
     * @param target is given the items
     * @param max how many at most
     * @return how many it was given
     * @throws TransferException if an item cannot be rebuilt here; it is taken
     * @throws IllegalArgumentException if the target is this queue
     * @throws IllegalStateException if the target is full while there are items
     */
    @Override
    public int drainTo(Collection<? super E> target, int max) {
        requireOther(Objects.requireNonNull(target, "target"));
        int limit = Math.min(max, size());
        Failures failures = new Failures();
        int done = 0;
        while (done < limit && !failures.refused) {
            int taken = moveSome(target, done == 0 ? 1 : limit - done, failures);
            if (taken == 0) {
                break;
            }
            done += taken;
        }
        failures.throwFirst();
        return done;
    }

    /** What went wrong with some of the items that are moved. */
    private static final class Failures {
        private @Nullable Throwable first;
        private boolean refused;

        void note(Throwable failure) {
            if (first == null) {
                first = failure;
            } else {
                first.addSuppressed(failure);
            }
        }

        void throwFirst() {
            if (first instanceof Error error) {
                throw error;
            } else if (first != null) {
                throw (RuntimeException) first;
            }
        }
    }

    private int moveSome(Collection<? super E> target, int max, Failures failures) {
        int room = target instanceof BlockingQueue<?> queue
                ? queue.remainingCapacity()
                : Integer.MAX_VALUE;
        if (room <= 0) {
            failures.refused = true;
            failures.note(new IllegalStateException("Queue full: the target has no room for more"
                    + " items; they stay in the queue '" + name() + "'."));
            return 0;
        }
        List<Object> copies = core.takeSome(Math.min(max, room));
        for (Object copy : copies) {
            E item;
            try {
                item = Objects.requireNonNull(finishTaken(copy));
            } catch (RuntimeException | Error e) {
                failures.note(e);
                continue;
            }
            try {
                target.add(item);
            } catch (RuntimeException | Error e) {
                failures.refused = true;
                failures.note(e);
            }
        }
        return copies.size();
    }

    /**
     * Takes items, and waits for the first; faster than one by one. If one cannot be rebuilt here, the others are in the
     * target all the same when this throws.
     *
     * @param target is given the items
     * @param max how many at most, 1 or more
     * @return how many it was given, 1 or more
     * @throws InterruptedException if the thread is interrupted
     * @throws QueueClosedException if the queue is closed and empty
     * @throws TransferException if an item cannot be rebuilt here; it is taken
     * @throws IllegalArgumentException if the target is this queue, or the limit less than 1
     * @throws IllegalStateException if the target is a {@link BlockingQueue} that is full
     */
    public int takeTo(Collection<? super E> target, int max) throws InterruptedException {
        requireOther(Objects.requireNonNull(target, "target"));
        if (max < 1) {
            throw new IllegalArgumentException("At least one item is taken; the limit was " + max);
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Failures failures = new Failures();
        int taken = moveSome(target, max, failures);
        failures.throwFirst();
        if (taken == 0) {
            target.add(take());
            taken = 1;
        }
        return taken;
    }

    // ---- the queue as a whole

    /**
     * How many items were in the queue at a moment between call and return.
     *
     * @return 0 to {@link #capacity}
     */
    @Override
    public int size() {
        return core.size();
    }

    /**
     * How many items can be put at once, as far as their number goes; their bytes may find no room earlier.
     *
     * @return 0 to {@link #capacity}
     */
    @Override
    public int remainingCapacity() {
        return core.capacity() - core.size();
    }

    /**
     * How many items the queue holds at most.
     *
     * @return 1 or more
     */
    public int capacity() {
        return core.capacity();
    }

    /**
     * The name of the queue.
     *
     * @return the name for people
     */
    public String name() {
        return core.name();
    }

    /**
     * How many items are gone because the process that took them died before it had them; of a queue that
     * {@linkplain Builder#trackTasks tracks tasks} also those that were taken by processes that died before they were done.
     *
     * @return the number, as far as deaths have been noticed
     */
    public long lost() {
        return core.lost();
    }

    @Override
    public Iterator<E> iterator() {
        return new Snapshot(core.all());
    }

    /** The items that were there and still are, and the removal of one. */
    private final class Snapshot implements Iterator<E> {
        private final Iterator<QueueCore.Placed> placed;
        /** What {@link #hasNext} has promised. */
        private QueueCore.@Nullable Placed next;
        private QueueCore.@Nullable Placed last;

        Snapshot(List<QueueCore.Placed> placed) {
            this.placed = placed.iterator();
        }

        @Override
        public boolean hasNext() {
            while (next == null && placed.hasNext()) {
                QueueCore.Placed candidate = placed.next();
                if (core.has(candidate.position())) {
                    next = candidate;
                }
            }
            return next != null;
        }

        @Override
        public E next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            QueueCore.Placed given = Objects.requireNonNull(next);
            last = given;
            next = null;
            return Objects.requireNonNull(finish(given.copy()));
        }

        @Override
        public void remove() {
            if (last == null) {
                throw new IllegalStateException("next was not called, or remove was already");
            }
            core.remove(last.position());
            last = null;
        }
    }

    /** That of the iterator, which is made when the first item is asked for. */
    @Override
    public Spliterator<E> spliterator() {
        return new Spliterators.AbstractSpliterator<>(Long.MAX_VALUE,
                Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.CONCURRENT) {
            private @Nullable Iterator<E> items;

            @Override
            public boolean tryAdvance(Consumer<? super E> action) {
                Objects.requireNonNull(action, "action");
                if (items == null) {
                    items = iterator();
                }
                if (!items.hasNext()) {
                    return false;
                }
                action.accept(items.next());
                return true;
            }
        };
    }

    /**
     * Removes the first item that is equal to an object. Its room among the {@linkplain Builder#bytes bytes} is free again when
     * all items before it have left.
     *
     * @param object may be null, which no item equals
     * @return true if this call has removed one
     * @throws TransferException if an item before it cannot be rebuilt here; it stays
     */
    @Override
    public boolean remove(@Nullable Object object) {
        if (object == null) {
            return false;
        }
        for (QueueCore.Placed placed : core.all()) {
            if (object.equals(finish(placed.copy())) && core.remove(placed.position())) {
                return true;
            }
        }
        return false;
    }

    /** Removes the items that are in the queue now. */
    @Override
    public void clear() {
        for (int left = size(); left > 0; left--) {
            if (!core.removeFirst()) {
                return;
            }
        }
    }

    /** Whether the next {@code take} would not wait: there is an item, or the queue is closed. */
    @Override
    public boolean isReady() {
        return core.isReady();
    }

    /** A future that is completed when there is an item to take, or the queue is closed. It takes nothing. */
    @Override
    public CompletableFuture<@Nullable Void> whenReady() {
        return ReadyFuture.of(core::isReady, () -> core.awaitReady(SyncState.FOR_EVER));
    }

    @Override
    public boolean awaitReady(Duration timeout) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        long nanos = TimeUnit.NANOSECONDS.convert(timeout);
        if (!isReady() && nanos > 0) {
            core.awaitReady(nanos);
        }
        return isReady();
    }

    // ---- the end

    /**
     * Says that one of the items that this process took is done.
     *
     * @throws IllegalStateException if this process took no item that is not done, or the queue does not
     *         {@linkplain Builder#trackTasks track tasks}
     */
    public void taskDone() {
        requireTracked();
        core.taskDone();
    }

    private void requireTracked() {
        if (!core.isTracked()) {
            throw new IllegalStateException(
                    "The queue '" + name() + "' does not track what is done;"
                            + " make it by SharedQueue.builder(...).trackTasks(true).");
        }
    }

    /**
     * Waits until all items that were ever put are done. What a process took that died counts as done, and as {@link #lost}; what
     * could not be rebuilt, or was removed, is done too.
     *
     * @throws InterruptedException if the thread is interrupted
     * @throws IllegalStateException if the queue does not {@linkplain Builder#trackTasks track tasks}
     */
    public void join() throws InterruptedException {
        join(SyncState.FOR_EVER);
    }

    /**
     * Waits until all items that were ever put are done, for a time.
     *
     * @param timeout how long to wait at most
     * @return false if the time is over
     * @throws InterruptedException if the thread is interrupted
     * @throws IllegalStateException if the queue does not {@linkplain Builder#trackTasks track tasks}
     */
    public boolean join(Duration timeout) throws InterruptedException {
        return join(TimeUnit.NANOSECONDS.convert(timeout));
    }

    private boolean join(long nanos) throws InterruptedException {
        requireTracked();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return core.awaitDone(nanos);
    }

    /**
     * Closes the queue for all processes: nothing more can be put. What is in it can still be taken; after that who
     * wants to take is told that it is closed. Closing twice does nothing. The memory goes when no process has the queue any
     * more.
     */
    @Override
    public void close() {
        core.close();
    }

    /**
     * Whether the queue is closed.
     *
     * @return true after {@link #close}, by any process
     */
    public boolean isClosed() {
        return core.isClosed();
    }

    private Object writeReplace() {
        return ticket;
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        Objects.requireNonNull(in);
        throw new InvalidObjectException("a queue travels as a ticket");
    }
}
