package io.github.procesy.queue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

import io.github.procesy.item.EncodedItem;
import io.github.procesy.item.Items;
import io.github.procesy.memory.SharedMemoryException;
import io.github.procesy.ring.Ring;
import io.github.procesy.segment.Mapping;
import io.github.procesy.segment.SegmentHandle;
import io.github.procesy.segment.Segments;
import org.jspecify.annotations.Nullable;

/**
 * How items lie in the ring of a queue: as a value of at most four bytes; as bytes; or, if an item is too large for the ring or refers
 * to shared memory, as a hold at the root with its bytes, or with the handle of a segment that has them. All methods that have a place in
 * the ring are called with the lock of its side.
 */
final class QueueRecords {
    /** In the kind of a record: its bytes begin with a hold. */
    private static final int HELD = 0x40;
    /** In the kind of a record: behind the hold is the handle of a segment, which has the bytes. */
    private static final int OUTSIDE = 0x20;
    private static final int KIND = 0x1f;

    private final MemorySegment memory;
    private final Ring ring;
    private final long maxOutside;

    /**
     * The records of a ring.
     *
     * @param maxOutside how many bytes the segments beside the ring may have together, if it is more than one
     */
    QueueRecords(MemorySegment memory, Ring ring, long maxOutside) {
        this.memory = memory;
        this.ring = ring;
        this.maxOutside = maxOutside;
    }

    // ---- putting

    /** Whether an item has a hold. */
    boolean isHeld(EncodedItem item) {
        return item.bytes() > ring.maxBytes() || !item.references().isEmpty();
    }

    /** Whether an item that has a hold does not fit into the ring beside that. */
    boolean isOutside(EncodedItem item) {
        return item.bytes() > ring.maxBytes() - Long.BYTES;
    }

    /** Whether there is room for an item; may be wrong by the time it is used, if it is asked without the lock. */
    boolean hasRoom(EncodedItem item) {
        if (Ring.isValue(item.kind())) {
            return ring.hasRoom(0);
        } else if (!isHeld(item)) {
            return ring.hasRoom((int) item.bytes());
        } else if (isOutside(item)) {
            return ring.hasRoom(ring.maxBytes()) && fitsOutside(item.bytes()); // a handle is less
        }
        return ring.hasRoom((int) item.bytes() + Long.BYTES);
    }

    private boolean fitsOutside(long bytes) {
        long outside = ring.outside();
        return bytes == 0 || outside == 0 || outside + bytes <= maxOutside;
    }

    /** Adds an item that has no hold, if there is room. */
    boolean add(EncodedItem item) {
        boolean value = Ring.isValue(item.kind());
        long at = ring.reserve(value ? 0 : (int) item.bytes());
        if (at == Ring.NONE) {
            return false;
        }
        if (value) {
            ring.addValue(item.kind(), (int) item.bytes());
        } else {
            item.writeTo(memory, at);
            ring.add(item.kind(), (int) item.bytes());
        }
        return true;
    }

    /**
     * Adds an item that has a hold, if there is room.
     *
     * @param handle of the segment that has its bytes; null if the ring is to have them
     */
    boolean addHeld(EncodedItem item, long hold, @Nullable SegmentHandle handle) {
        byte[] written = handle == null ? new byte[0] : write(handle);
        int bytes = Long.BYTES + (handle == null ? (int) item.bytes() : written.length);
        long outside = handle == null ? 0 : item.bytes();
        long at = fitsOutside(outside) ? ring.reserve(bytes) : Ring.NONE;
        if (at == Ring.NONE) {
            return false;
        }
        ring.holdForPut(hold, outside);
        memory.set(ValueLayout.JAVA_LONG, at, hold);
        if (handle == null) {
            item.writeTo(memory, at + Long.BYTES);
            ring.add(item.kind() | HELD, bytes);
        } else {
            MemorySegment.copy(written, 0, memory, ValueLayout.JAVA_BYTE, at + Long.BYTES,
                    written.length);
            ring.add(item.kind() | HELD | OUTSIDE, bytes);
        }
        return true;
    }

    private static byte[] write(SegmentHandle handle) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try {
            handle.write(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    // ---- taking

    /** Whether the record that the reader is at has a hold. */
    boolean isHeld() {
        return !Ring.isValue(ring.kind()) && (ring.kind() & HELD) != 0;
    }

    /**
     * Copies the record that the reader is at. If it has a hold, this process gets its own right to what it refers to.
     *
     * @param takes whether it is to be taken or removed, so that its hold is given back
     */
    Object copy(long at, boolean takes) {
        int kind = ring.kind();
        if (Ring.isValue(kind)) {
            return Items.ofWord(kind, ring.value());
        } else if ((kind & HELD) == 0) {
            return Items.copy(kind, memory, at, ring.value());
        }
        long hold = memory.get(ValueLayout.JAVA_LONG, at);
        try {
            SegmentHandle handle = handle(at);
            Runnable end = Segments.adopt(hold);
            Object copy;
            try {
                copy = handle == null
                        ? Items.copy(kind & KIND, memory, at + Long.BYTES,
                                ring.value() - Long.BYTES)
                        : outside(kind & KIND, Segments.open(handle));
            } catch (IOException | RuntimeException | Error e) {
                end.run();
                throw e;
            }
            if (takes) {
                ring.holdForTake(hold, handle == null ? 0 : handle.bytes());
                return Items.kept(copy, end);
            }
            end.run(); // it may be taken by another before it is opened here
            return copy;
        } catch (IOException e) {
            throw new SharedMemoryException(e);
        }
    }

    /** An item whose bytes are in a segment of their own. */
    private static Object outside(int kind, Mapping mapping) {
        return Items.later(() -> {
            try (mapping) {
                return Items.copy(kind, mapping.memory(), 0, mapping.handle().bytes());
            }
        });
    }

    /** The hold of the record that the reader is at is to be given back when that is removed. */
    void holdForRemoval(long at) {
        SegmentHandle handle = handle(at);
        ring.holdForTake(memory.get(ValueLayout.JAVA_LONG, at),
                handle == null ? 0 : handle.bytes());
    }

    /** Of the segment that has the bytes; null if the record has them itself. */
    private @Nullable SegmentHandle handle(long at) {
        if ((ring.kind() & OUTSIDE) == 0) {
            return null;
        }
        byte[] bytes = new byte[ring.value() - Long.BYTES];
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, at + Long.BYTES, bytes, 0, bytes.length);
        try {
            return SegmentHandle.read(new DataInputStream(new ByteArrayInputStream(bytes)));
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }
}
