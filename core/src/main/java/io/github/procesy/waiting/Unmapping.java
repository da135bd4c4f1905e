package io.github.procesy.waiting;

import java.io.IOException;
import java.util.function.Function;

import io.github.procesy.memory.SharedMemory;
import io.github.procesy.segment.MappingOf;
import io.github.procesy.segment.Segments;

/**
 * Closes shared memory in this process while other threads of it may be about to use it. None of them must be within a
 * lock that lies in the memory then: it could never give that back. So the memory is mapped once more, all its locks are
 * taken by way of the second mapping, the first is closed, and the locks are given back. Who comes too late finds that the
 * memory is closed, and has no lock.
 */
public final class Unmapping {
    private Unmapping() {}

    /** All locks of what lies in the memory. */
    public interface Locks {
        void lock();

        void unlock();

        /** Wakes the threads of this process that waited when the locks were taken. */
        void ringWaiters();
    }

    /**
     * Closes shared memory.
     *
     * @param memory the whole of a segment; nothing happens if it is closed already
     * @param locks makes the locks of memory that is given to it
     */
    public static void close(SharedMemory memory, Function<SharedMemory, Locks> locks) {
        SharedMemory again;
        try {
            synchronized (memory) { // else another thread may close it just now
                if (memory.isClosed()) {
                    return;
                }
                again = (SharedMemory) MappingOf.wrap(Segments.openAgain(MappingOf.get(memory)));
                closeUnder(memory, locks.apply(again));
            }
        } catch (IOException e) {
            return; // It is closed when nothing refers to it any more.
        }
        again.close();
    }

    private static void closeUnder(SharedMemory memory, Locks locks) {
        locks.lock();
        try {
            memory.close();
        } finally {
            locks.unlock();
        }
        locks.ringWaiters();
    }
}
