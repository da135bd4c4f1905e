package io.github.procesy.pool;

import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * A mapping as a queue: items are put at one end, and at the other it is taken what became of each.
 *
 * {@snippet :
 * try (MappingQueue<String, Integer> queue = pool.mappingQueue(String::length, MapOptions.defaults())) {
 *     Thread.startVirtualThread(() -> { while (...) queue.put(reader.readLine()); queue.end(); });
 *     for (var result = queue.take(); result.isPresent(); result = queue.take()) {
 *         System.out.println(result.get());
 *     }
 * }
 * }
 *
 * <p>An item goes to a worker at once where one is idle, otherwise in a chunk with others, as for {@link ProcessPool#map}. Who
 * puts more than the {@linkplain MapOptions#window window} has waits until results are taken.
 *
 * <p>All methods may be called by any thread.
 *
 * @param <T> the type of the items
 * @param <R> the type of the results
 */
public final class MappingQueue<T extends @Nullable Object, R extends @Nullable Object>
        implements
        AutoCloseable {
    /** How long items wait for others that could go with them, if nobody else sees to it. */
    private static final long PATIENCE_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final MapRun run;
    private final ReentrantLock putting = new ReentrantLock();
    private final Condition room = putting.newCondition();
    private final ReentrantLock taking = new ReentrantLock();
    private volatile boolean waitsForRoom;
    private volatile boolean holdsBack;
    private volatile boolean ended;
    private volatile boolean closed;

    MappingQueue(MapRun run) {
        this.run = run;
    }

    /**
     * Puts an item, and waits for room in the window.
     *
     * @param item the item; it is not to be changed before its result is there; if it does not serialize, its result says so
     * @throws InterruptedException if the current thread is interrupted
     * @throws IllegalStateException if {@link #end} was called, or the queue is closed
     * @throws RejectedExecutionException if the pool was shut down: then what was put and not handed over yet has failed, and is taken as
     *     such; this item among it, if there was room for it
     */
    public void put(T item) throws InterruptedException {
        putting.lockInterruptibly();
        try {
            awaitRoom();
            if (ended || closed) {
                throw new IllegalStateException("Nothing can be put any more: this mapping "
                        + (ended ? "was ended by end()." : "is closed."));
            }
            run.add(item);
            noteHeldBack();
        } finally {
            putting.unlock();
        }
    }

    private void awaitRoom() throws InterruptedException {
        while (run.isFull() && !ended && !closed) {
            run.seal();
            noteHeldBack();
            waitsForRoom = true;
            try {
                if (run.isFull()) {
                    room.awaitNanos(LOOK_NANOS);
                }
            } finally {
                waitsForRoom = false;
            }
        }
    }

    /** Who waits for a result sees to items that are held back for too long. */
    private void noteHeldBack() {
        boolean now = run.hasBuffered();
        if (now != holdsBack) {
            holdsBack = now;
            if (now) {
                run.wake();
            }
        }
    }

    /**
     * Says that nothing more will be put.
     *
     * @throws RejectedExecutionException if the pool was shut down: then what was put and not handed over yet has failed, and is taken
     *     as such
     */
    public void end() {
        putting.lock();
        try {
            ended = true;
            if (!closed) {
                run.seal();
            }
        } finally {
            noteHeldBack();
            room.signalAll();
            putting.unlock();
            run.wake();
        }
    }

    /**
     * Takes what became of an item, and waits for it; in the order in which they were put, or in which they end.
     *
     * @return the result; empty when all have been taken and {@link #end} was called, or when the queue is closed
     * @throws InterruptedException if the current thread is interrupted
     */
    public Optional<ItemResult<T, R>> take() throws InterruptedException {
        taking.lockInterruptibly();
        try {
            while (!closed) {
                if (run.poll() instanceof MapRun.Settled settled) {
                    giveRoom();
                    return Optional.of(result(settled));
                } else if (ended && run.isEmpty()) {
                    run.end();
                    return Optional.empty();
                }
                seeToHeldBack();
                run.awaitBriefly(this::patience);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
            return Optional.empty();
        } finally {
            taking.unlock();
        }
    }

    /** How long it may wait for a result at most; 0 if there will be none. */
    private long patience() {
        if (closed || (ended && run.isEmpty())) {
            return 0;
        }
        return holdsBack ? PATIENCE_NANOS : LOOK_NANOS;
    }

    private void giveRoom() {
        if (waitsForRoom && run.hasMuchRoom()) {
            putting.lock();
            try {
                room.signalAll();
            } finally {
                putting.unlock();
            }
        }
    }

    private void seeToHeldBack() {
        if (holdsBack && putting.tryLock()) {
            try {
                if (run.isStale()) {
                    run.seal();
                }
            } catch (RejectedExecutionException e) {
                // They have failed, which is taken soon.
            } finally {
                noteHeldBack();
                putting.unlock();
            }
        }
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // they were put, and the function returns these
    private ItemResult<T, R> result(MapRun.Settled settled) {
        T item = (T) settled.item();
        if (settled.result() instanceof MapRun.Failed failed) {
            return new ItemResult.Failed<T, R>(settled.index(), item, failed.cause());
        }
        R value = (R) MapRun.value(settled.result());
        return new ItemResult.Returned<T, R>(settled.index(), item, value);
    }

    /** Stops what is under way; what waits to put or take goes on. */
    @Override
    public void close() {
        closed = true;
        run.cancel();
        putting.lock();
        try {
            room.signalAll();
        } finally {
            putting.unlock();
        }
        run.wake();
    }
}
