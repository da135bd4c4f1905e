package io.github.procesy.os;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Limits that the kernel holds a process to.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/prlimit.2.html">prlimit(2)</a>
 */
public final class ResourceLimits {
    /** Private writable memory in bytes: heap, stacks, what {@code malloc} gives. */
    public static final int DATA = 2;
    /** The size of a core file in bytes. */
    public static final int CORE = 4;
    /** One more than the highest number of a descriptor. */
    public static final int OPEN_FILES = 7;

    private static final MemorySegment PRLIMIT = CLibrary.find("prlimit");

    private ResourceLimits() {}

    /**
     * Bounds a process of the same user, for good.
     *
     * @param pid its process id
     * @param resource one of the constants of this class
     * @param value the bound, soft and hard
     * @throws OsException if the bound is above the one that the process has, or it has ended
     */
    public static void set(int pid, int resource, long value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment both = arena.allocate(ValueLayout.JAVA_LONG, 2);
            both.setAtIndex(ValueLayout.JAVA_LONG, 0, value);
            both.setAtIndex(ValueLayout.JAVA_LONG, 1, value);
            CLibrary.call(PRLIMIT, "prlimit", pid, resource, both.address(), 0);
        }
    }
}
