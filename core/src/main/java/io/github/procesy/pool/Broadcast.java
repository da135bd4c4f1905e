package io.github.procesy.pool;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import io.github.procesy.memory.SharedMemory;
import io.github.procesy.segment.MappingOf;
import io.github.procesy.wire.Loaders;
import io.github.procesy.wire.ObjectCodec;
import org.jspecify.annotations.Nullable;

/**
 * A value that many tasks need. It is written once, into shared memory, and rebuilt once in each process whose tasks
 * ask for it, however many tasks capture it.
 *
 * {@snippet :
 * try (Broadcast<Map<String, Route>> routes = Broadcast.of(load())) {
 *     pool.map(requests, request -> routes.value().get(request));
 * }
 * }
 *
 * <p>In each process all tasks see the same object: they must not change it. Of numbers in an array that all are to see without
 * any copy, take a {@link io.github.procesy.memory.SharedArray}.
 *
 * @param <T> the type of the value
 */
public final class Broadcast<T> implements Serializable, AutoCloseable {
    private static final long serialVersionUID = 1L;
    private static final String ROLE = "broadcast value";
    /** The values that are rebuilt in this process, by the id of their memory. */
    private static final Map<Long, SoftReference<Broadcast<?>>> KNOWN = new ConcurrentHashMap<>();

    private final transient SharedMemory memory;
    private final transient long id;
    private transient @Nullable T value;

    private Broadcast(SharedMemory memory, @Nullable T value) {
        this.memory = memory;
        this.value = value;
        id = MappingOf.get(memory).handle().id();
    }

    /**
     * Writes a value, so that tasks can have it.
     *
     * @param <T> its type
     * @param value the value
     * @return what tasks capture
     * @throws io.github.procesy.TransferException if it does not serialize
     * @throws io.github.procesy.memory.SharedMemoryException if there is no room for it
     */
    public static <T> Broadcast<T> of(T value) {
        Objects.requireNonNull(value, "value");
        byte[] bytes = ObjectCodec.encode(value, ROLE);
        SharedMemory memory = SharedMemory.create(bytes.length);
        MemorySegment.copy(bytes, 0, memory.segment(), ValueLayout.JAVA_BYTE, 0, bytes.length);
        Broadcast<T> made = new Broadcast<>(memory, value);
        KNOWN.put(made.id, new SoftReference<>(made));
        return made;
    }

    /**
     * The value.
     *
     * @return in one process always the same object, as long as it has memory for it
     * @throws io.github.procesy.TransferException if it cannot be rebuilt here
     * @throws IllegalStateException if this was closed here before the value was asked for
     */
    @SuppressWarnings("unchecked") // what was written
    public synchronized T value() {
        T known = value;
        if (known == null) {
            byte[] bytes = memory.segment().toArray(ValueLayout.JAVA_BYTE);
            Loaders loaders = Loaders.of(Thread.currentThread().getContextClassLoader());
            known = (T) Objects.requireNonNull(ObjectCodec.decode(bytes, ROLE, loaders));
            value = known;
        }
        return known;
    }

    /** Gives the memory back in this process; tasks that were submitted keep it until they have ended. */
    @Override
    public void close() {
        memory.close();
        KNOWN.remove(id);
    }

    /** The one of this process, where there is one. */
    private static Broadcast<?> known(SharedMemory memory) {
        Broadcast<?> opened = new Broadcast<>(memory, null);
        SoftReference<Broadcast<?>> kept = KNOWN.compute(opened.id,
                (id, present) -> present == null || present.get() == null
                        ? new SoftReference<>(opened)
                        : present);
        Broadcast<?> known = kept.get();
        if (known == null || known == opened) {
            return opened;
        }
        memory.close();
        return known;
    }

    private Object writeReplace() {
        return new Ticket(memory);
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        Objects.requireNonNull(in);
        throw new InvalidObjectException("a broadcast travels as a ticket");
    }

    /** What travels. */
    private static final class Ticket implements Serializable {
        private static final long serialVersionUID = 1L;

        private final SharedMemory memory;

        Ticket(SharedMemory memory) {
            this.memory = memory;
        }

        private Object readResolve() {
            return known(memory);
        }
    }
}
