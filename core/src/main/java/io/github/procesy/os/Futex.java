package io.github.procesy.os;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

import org.jspecify.annotations.Nullable;

/**
 * Waiting for a word of shared memory to change, and waking those who wait, in whatever process.
 *
 * <p>Linking the system call costs a JVM some 40 ms of its boot. It is therefore done by a thread of
 * its own, when {@link #prepare} says that it will be needed; until then, and where it cannot be had,
 * there is none to wait on, and who waits looks again after a while.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/futex.2.html">futex(2)</a>
 */
public final class Futex {
    private static final int FUTEX_WAIT = 0;
    private static final int FUTEX_WAKE = 1;
    private static final int EAGAIN = 11;
    private static final int ETIMEDOUT = 110;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long SYS_FUTEX =
            System.getProperty("os.arch").equals("aarch64") ? 98 : 202;

    private static final ThreadLocal<Scratch> SCRATCH =
            ThreadLocal.withInitial(() -> new Scratch(Arena.ofAuto()));

    private static volatile @Nullable Futex instance;
    private static boolean preparing;

    private final MemorySegment syscall = CLibrary.find("syscall");

    private Futex() {}

    /** Gets a thread going that links the system call, unless that was done or cannot be done. */
    public static void prepare() {
        synchronized (Futex.class) {
            if (preparing) {
                return;
            }
            preparing = true;
        }
        Thread linker = new Thread(null, Futex::link, "procesy-futex", 0, false);
        linker.setDaemon(true);
        linker.start();
    }

    private static void link() {
        if (NativeAccess.obstacle().isEmpty()) {
            Futex futex = new Futex();
            try (Arena arena = Arena.ofConfined()) {
                futex.wake(arena.allocate(ValueLayout.JAVA_INT), 1); // links what a call needs
            }
            instance = futex;
        }
    }

    /**
     * The system call.
     *
     * @return null if it is not linked yet, or cannot be had
     */
    public static @Nullable Futex get() {
        return instance;
    }

    /**
     * Waits until the word is woken, unless it has another value than expected. May return for no reason.
     * Blocks the thread, and the carrier of a virtual thread, for that long.
     *
     * @param word four bytes of shared memory
     * @param expected its value if there is a reason to wait
     * @param nanos how long at most
     */
    public void await(MemorySegment word, int expected, long nanos) {
        if (Thread.currentThread().isVirtual()) {
            try (Arena arena = Arena.ofConfined()) {
                await(new Scratch(arena), word, expected, nanos);
            }
        } else {
            await(SCRATCH.get(), word, expected, nanos);
        }
    }

    private void await(Scratch scratch, MemorySegment word, int expected, long nanos) {
        scratch.timeout.setAtIndex(ValueLayout.JAVA_LONG, 0, nanos / NANOS_PER_SECOND);
        scratch.timeout.setAtIndex(ValueLayout.JAVA_LONG, 1, nanos % NANOS_PER_SECOND);
        int result = CLibrary.tryCall(syscall, scratch.state, SYS_FUTEX, word.address(),
                FUTEX_WAIT, expected, scratch.timeout.address());
        if (result < 0 && result != -CLibrary.EINTR && result != -EAGAIN
                && result != -ETIMEDOUT) {
            throw new OsException("futex", -result);
        }
    }

    /**
     * Wakes those who wait for a word.
     *
     * @param word four bytes of shared memory
     * @param count how many at most
     */
    public void wake(MemorySegment word, int count) {
        if (Thread.currentThread().isVirtual()) {
            try (Arena arena = Arena.ofConfined()) {
                wake(new Scratch(arena), word, count);
            }
        } else {
            wake(SCRATCH.get(), word, count);
        }
    }

    private void wake(Scratch scratch, MemorySegment word, int count) {
        int result = CLibrary.tryCall(syscall, scratch.state, SYS_FUTEX, word.address(),
                FUTEX_WAKE, count);
        if (result < 0) {
            throw new OsException("futex", -result);
        }
    }

    /** Memory that a call needs beside its arguments. A virtual thread has it for the call alone, as there may be many. */
    private static final class Scratch {
        final MemorySegment state;
        final MemorySegment timeout;

        Scratch(Arena arena) {
            state = CLibrary.newState(arena);
            timeout = arena.allocate(ValueLayout.JAVA_LONG, 2);
        }
    }
}
