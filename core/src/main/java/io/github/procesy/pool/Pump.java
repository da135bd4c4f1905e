package io.github.procesy.pool;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

import io.github.procesy.TransferException;
import io.github.procesy.queue.SharedQueue;
import io.github.procesy.waiting.Spinning;
import io.github.procesy.wire.Loaders;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the workers say. Whoever waits for a result does so, for as long as it looks for it: so nobody has to be woken on the way
 * of a result that comes soon. A thread of the pool does so when nobody else does; it ends when there is nothing to do
 * for a second, and keeps this JVM alive until then, as the threads of other executors do.
 */
final class Pump {
    private static final System.Logger LOG = System.getLogger(Pump.class.getName());
    private static final Duration IDLE = Duration.ofSeconds(1);
    /** For so long after somebody else has read, the thread of the pool does not wait for events itself. */
    private static final long STANDBY_NANOS = 2_000_000;
    private static final long NAP_NANOS = 1_000_000;
    /** So many messages are read before what they have brought about is done: some hundred microseconds. */
    private static final int BATCH = 128;
    /** How long it is not tried to read what could not be read. */
    private static final long PAUSE_NANOS = 50_000_000;

    private final Engine engine;
    private final SharedQueue<Object> events;
    private final Loaders loaders;
    private final String name;
    private final ReentrantLock lock = new ReentrantLock();
    private final Spinning spinning = new Spinning();
    private final AtomicInteger helpers = new AtomicInteger();
    private volatile long helpedAt = System.nanoTime() - STANDBY_NANOS;
    private volatile boolean naps;
    private volatile boolean ended;
    private volatile long unreadableAt;
    private volatile boolean unreadable;
    /** Guarded by the lock. */
    private boolean complained;
    /** Guarded by the lock. */
    private final List<Runnable> deferred = new ArrayList<>();
    /** Written with the lock of the engine. */
    private volatile @Nullable Thread reader;

    Pump(Engine engine, SharedQueue<Object> events, Loaders loaders, String name) {
        this.engine = engine;
        this.events = events;
        this.loaders = loaders;
        this.name = name;
    }

    // ---- reading

    /** Has something done when the current thread has given the lock back; false if it does not have it. */
    boolean defer(Runnable action) {
        if (!lock.isHeldByCurrentThread()) {
            return false;
        }
        deferred.add(action);
        return true;
    }

    /**
     * Reads all that is there now, and does something before others read on.
     *
     * @throws RuntimeException if something cannot be read; then it was not done
     */
    void readAll(Runnable then) {
        lock.lock();
        try {
            read(events.size());
            then.run();
        } finally {
            unlock();
        }
    }

    /** Reads what is there, if somebody else does not do so. */
    void readIfReady() {
        if (isReady() && !lock.hasQueuedThreads() && lock.tryLock()) {
            try {
                read(BATCH);
                complained = false;
            } catch (RuntimeException | Error e) { // no descriptor for a large result, for instance
                unreadableAt = System.nanoTime();
                unreadable = true;
                if (!complained) {
                    complained = true;
                    LOG.log(Level.ERROR, "The pool '" + name + "' cannot read what its workers say;"
                            + " it tries again.", e);
                }
            } finally {
                unlock();
            }
        }
    }

    private boolean isReady() {
        try {
            return !ended && !pauses() && events.isReady();
        } catch (IllegalStateException e) {
            return false; // the pool ended meanwhile
        }
    }

    private void unlock() {
        List<Runnable> actions = List.of();
        if (lock.getHoldCount() == 1 && !deferred.isEmpty()) {
            actions = new ArrayList<>(deferred);
            deferred.clear();
        }
        lock.unlock();
        actions.forEach(Runnable::run);
    }

    private boolean pauses() {
        if (unreadable && System.nanoTime() - unreadableAt > PAUSE_NANOS) {
            unreadable = false;
        }
        return unreadable;
    }

    /** No more than so many, as others wait for the lock, and for what was read to be told. */
    private void read(int most) {
        Parcel.Codec.openBy(bytes -> Event.read(bytes, loaders));
        try {
            Event event;
            for (int left = most; left > 0 && (event = next()) != null; left--) {
                handle(event);
            }
        } finally {
            Parcel.Codec.openBy(null);
        }
    }

    private void handle(Event event) {
        try {
            engine.handle(event);
        } catch (RuntimeException | Error e) { // no memory, no thread
            LOG.log(Level.ERROR, "The pool '" + name + "' met with a fault of its own when it was"
                    + " told something. All workers that work are replaced.", e);
            engine.missedAnEvent();
        }
    }

    private @Nullable Event next() {
        try {
            Object message = events.poll();
            return message == null || message instanceof Event
                    ? (Event) message
                    : Event.read((byte[]) message, loaders);
        } catch (TransferException | OutOfMemoryError e) {
            LOG.log(Level.ERROR,
                    "A worker of the pool '" + name + "' sent what cannot be read here."
                            + " Nobody knows what it has done; so all that work are replaced.",
                    e);
            engine.missedAnEvent();
            return null;
        }
    }

    // ---- helping

    /**
     * Looks for some microseconds whether something has come, and reads what workers say meanwhile.
     *
     * @return whether it has come
     */
    boolean help(BooleanSupplier ready) {
        readIfReady();
        if (ready.getAsBoolean()) {
            return true;
        } else if (Thread.currentThread().isVirtual() || lock.isHeldByCurrentThread()) {
            return false;
        }
        boolean came = false;
        helpers.incrementAndGet();
        try {
            came = spinning.until(() -> {
                readIfReady();
                return ready.getAsBoolean();
            });
        } finally {
            helpers.decrementAndGet();
        }
        if (came) {
            helpedAt = System.nanoTime();
        } else if (naps) {
            helpedAt = System.nanoTime() - STANDBY_NANOS;
            LockSupport.unpark(reader);
        }
        if (!came && Thread.currentThread().equals(reader)) {
            handOver();
        }
        return came;
    }

    /** What depends on a result waits for another one, and came too late to be run elsewhere: this thread reads no more. */
    private void handOver() {
        engine.lock().run(() -> {
            reader = null;
            start();
        });
    }

    // ---- the thread of the pool

    /** Gets the thread going that reads when nobody else does. With the lock of the engine. */
    void start() {
        if (reader == null && !ended) {
            Thread thread =
                    Thread.ofPlatform()
                            .name("procesy-reader-" + name)
                            .daemon(false)
                            .unstarted(this::run);
            reader = thread;
            try {
                thread.start();
            } catch (RuntimeException | Error e) {
                reader = null; // who submits next tries again
                throw e;
            }
        }
    }

    private void run() {
        Thread self = Thread.currentThread();
        while (!ended && self.equals(reader)) {
            try {
                if (helpers.get() > 0 || System.nanoTime() - helpedAt < STANDBY_NANOS) {
                    naps = true;
                    LockSupport.parkNanos(this, NAP_NANOS);
                    naps = false;
                } else if (pauses()) {
                    LockSupport.parkNanos(this, PAUSE_NANOS);
                } else if (events.awaitReady(IDLE)) {
                    readIfReady();
                } else if (endIfIdle()) {
                    return;
                }
            } catch (InterruptedException e) {
                // Nobody has this thread in hand.
            } catch (RuntimeException | Error e) {
                if (!ended) {
                    LOG.log(Level.ERROR, "The pool '" + name + "' met with a fault of its own.", e);
                }
            }
        }
    }

    private boolean endIfIdle() {
        boolean[] idle = new boolean[1];
        engine.lock().run(() -> {
            if (!engine.isBusy()) {
                reader = null;
                idle[0] = true;
            }
        });
        return idle[0];
    }

    /** Nothing more will be said. */
    void end() {
        ended = true;
        LockSupport.unpark(reader);
    }
}
