package io.github.procesy.pool;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.github.procesy.memory.SharedMemoryException;
import io.github.procesy.segment.Segments;

/** Keeps the shared memory that something refers to, even if the user closes it, until it is given back or the pool has ended. */
final class Hold {
    private static final long NONE = 0;
    private static final Hold NOTHING = new Hold(NONE);

    private final AtomicLong id;

    private Hold(long id) {
        this.id = new AtomicLong(id);
    }

    /**
     * A hold.
     *
     * @param owner the segment that the hold ends with
     * @param references the ids of the segments to keep
     */
    static Hold of(long owner, List<Long> references) {
        try {
            return references.isEmpty() ? NOTHING : new Hold(Segments.hold(owner, references));
        } catch (IOException e) {
            throw new SharedMemoryException(e);
        }
    }

    /** Whether there is something to give back. */
    boolean isHeld() {
        return id.getPlain() != NONE;
    }

    /** Gives it back; once is enough. */
    void giveBack() {
        long held = id.getAndSet(NONE);
        if (held != NONE) {
            Segments.giveBack(held);
        }
    }
}
