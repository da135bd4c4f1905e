package io.github.procesy.memory;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Objects;

import io.github.procesy.segment.Mapping;
import io.github.procesy.segment.MappingOf;
import io.github.procesy.segment.Segments;

/**
 * Memory that several processes see at once. A lambda that captures it, or a message that has it in
 * it, carries no copy: the other process sees the same bytes.
 *
 * <p>The memory is zero when it is made, and reserved in full: no access to it can fail for lack of
 * room. No process can change its size. It lives as long as any process of the tree has it open, or is
 * on its way to open it, also when the process that made it has ended; nothing of it is left when all
 * have ended, however they did.
 *
 * <p>A {@linkplain #slice slice} and a {@linkplain #asReadOnly read-only view} share the memory, and
 * are closed with the whole in this process; a slice and the whole that came from another process are
 * closed one by one. Memory that nobody closes is given back some time after
 * no object refers to it any more, and when the process ends.
 *
 * <p>All methods may be called by any thread of any process that has the memory. What is guaranteed
 * about the order in which processes see what others write is said in the
 * {@linkplain io.github.procesy.memory package}.
 */
public final class SharedMemory implements AutoCloseable, Serializable {
    private static final long serialVersionUID = 1L;
    private static final long WORD_BYTES = Long.BYTES;

    static {
        MappingOf.set(new MappingOf.Access() {
            @Override
            public Mapping get(Object memory) {
                return ((SharedMemory) memory).mapping;
            }

            @Override
            public Object wrap(Mapping mapping) {
                return new SharedMemory(mapping, mapping.memory(), 0);
            }
        });
    }

    private final transient Mapping mapping;
    private final transient MemorySegment segment;
    private final transient long offset;
    /** One for all times it is sent: what a message has twice is one thing where it arrives, too. */
    private final transient MemoryTicket ticket;

    private SharedMemory(Mapping mapping, MemorySegment segment, long offset) {
        this.mapping = mapping;
        this.segment = segment;
        this.offset = offset;
        ticket = new MemoryTicket(mapping.handle(), offset, segment.byteSize(),
                segment.isReadOnly());
    }

    /**
     * Makes shared memory, filled with zeros.
     *
     * @param bytes its size in bytes, zero or more; it may be above 2 GiB
     * @return the memory
     * @throws IllegalArgumentException if the size is negative
     * @throws SharedMemoryException if there is too little memory, or too many files are open
     */
    public static SharedMemory create(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException(
                    "The size of shared memory is zero or more bytes; this"
                            + " one was " + bytes + ".");
        }
        try {
            Mapping mapping = Segments.create(padded(bytes));
            return new SharedMemory(mapping, mapping.memory().asSlice(0, bytes), 0);
        } catch (IOException e) {
            throw new SharedMemoryException(e);
        }
    }

    /** Every byte lies in an aligned word of the segment: what is smaller is changed by way of it. */
    private static long padded(long bytes) {
        long rest = bytes % WORD_BYTES;
        return rest == 0 || bytes > Long.MAX_VALUE - WORD_BYTES ? bytes : bytes - rest + WORD_BYTES;
    }

    /** Opens what was sent. */
    static SharedMemory open(MemoryTicket ticket) {
        try {
            Mapping mapping = Segments.open(ticket.handle());
            MemorySegment part = mapping.memory().asSlice(ticket.offset(), ticket.bytes());
            return new SharedMemory(mapping, ticket.isReadOnly() ? part.asReadOnly() : part,
                    ticket.offset());
        } catch (IOException e) {
            throw new SharedMemoryException(e);
        }
    }

    /**
     * The size.
     *
     * @return bytes
     */
    public long size() {
        return segment.byteSize();
    }

    /**
     * The memory as a segment, the fastest way to it. It may be used until this object is closed; later uses
     * of it throw {@link IllegalStateException}.
     *
     * @return the segment; read-only if this is
     */
    public MemorySegment segment() {
        return segment;
    }

    /**
     * A part of the memory as a buffer in big-endian order, as all new buffers are; the rules of
     * {@link #segment} hold for it.
     *
     * @param from the first byte
     * @param bytes the size of the buffer
     * @return a new buffer; read-only if this is
     * @throws IndexOutOfBoundsException if the part is not within the memory
     */
    public ByteBuffer buffer(long from, int bytes) {
        return segment.asSlice(from, bytes).asByteBuffer();
    }

    /**
     * A part of the memory, as a view: what is written to one is seen in the other.
     *
     * @param from the first byte
     * @param bytes the size of the part
     * @return the view
     * @throws IndexOutOfBoundsException if the part is not within the memory
     */
    public SharedMemory slice(long from, long bytes) {
        return new SharedMemory(mapping, segment.asSlice(from, bytes), offset + from);
    }

    /**
     * A view that cannot be written to, here and where it is sent to.
     *
     * @return the view
     */
    public SharedMemory asReadOnly() {
        return isReadOnly() ? this : new SharedMemory(mapping, segment.asReadOnly(), offset);
    }

    /**
     * Whether this is a view that cannot be written to.
     *
     * @return true for a read-only view
     */
    public boolean isReadOnly() {
        return segment.isReadOnly();
    }

    /**
     * Whether the memory was closed in this process.
     *
     * @return true after {@link #close}, of this or another view
     */
    public boolean isClosed() {
        return !segment.scope().isAlive();
    }

    /**
     * Gives the memory back, in this process: later accesses throw {@link IllegalStateException}. Other
     * processes that have it keep it. Closing twice does nothing.
     *
     * @throws IllegalStateException if a thread of this process is just using it in a system call
     */
    @Override
    public void close() {
        mapping.close();
    }

    /** The segment that the memory is a part of, from the start of a page on, in whole words. */
    MemorySegment whole() {
        return mapping.memory();
    }

    /** Where the memory begins in {@link #whole}. */
    long offset() {
        return offset;
    }

    /** Where the memory lies and how much it is. */
    @Override
    public String toString() {
        return "SharedMemory[" + size() + " bytes" + (isReadOnly() ? ", read-only" : "")
                + (isClosed() ? ", closed" : "") + "]";
    }

    private Object writeReplace() {
        if (isClosed()) {
            throw new IllegalStateException(
                    "This shared memory was closed in the process that sends it;"
                            + " send it before it is closed.");
        }
        return ticket;
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        Objects.requireNonNull(in);
        throw new InvalidObjectException("shared memory travels as a ticket");
    }
}
