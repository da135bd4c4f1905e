package io.github.procesy.os;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Functions of the C library of Linux, called through the Foreign Function &amp; Memory API.
 *
 * <p>All of them share one downcall of six words to a word, because linking a shape costs
 * milliseconds and linking a symbol nearly nothing. That is sound for functions whose parameters and
 * result are integers and pointers: on x86-64 and aarch64 each takes one register, whatever its
 * width, and a register that a function does not declare is ignored. The upper half of the result of
 * a function that returns {@code int} is undefined and dropped.
 */
final class CLibrary {
    static final int EINTR = 4;

    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO = STATE.byteOffset(PathElement.groupElement("errno"));
    private static final MethodHandle CALL = link();

    private CLibrary() {}

    @SuppressWarnings("restricted") // calling native code is the point of this class
    private static MethodHandle link() {
        return Linker.nativeLinker()
                .downcallHandle(FunctionDescriptor.of(WORD, WORD, WORD, WORD, WORD, WORD, WORD),
                        Linker.Option.captureCallState("errno"));
    }

    /** The address of a function; null address if this C library does not have it. */
    static MemorySegment find(String function) {
        return Linker.nativeLinker().defaultLookup().find(function).orElse(MemorySegment.NULL);
    }

    /**
     * Calls a function that returns -1 for failure and sets {@code errno} then.
     *
     * @return what it returned, -1 never
     * @throws OsException with the {@code errno} of the failure
     */
    static int call(MemorySegment function, String name, long... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int result = invoke(function, state, arguments);
            if (result == -1) {
                throw new OsException(name, state.get(ValueLayout.JAVA_INT, ERRNO));
            }
            return result;
        }
    }

    /** Where {@link #tryCall} finds the error of a call; belongs to one thread. */
    static MemorySegment newState(Arena arena) {
        return arena.allocate(STATE);
    }

    /**
     * The same for where a failure is nothing special, without an exception, and without memory of its own.
     *
     * @param state of {@link #newState}
     * @return what it returned, or the negative {@code errno} if that was -1
     */
    static int tryCall(MemorySegment function, MemorySegment state, long... arguments) {
        int result = invoke(function, state, arguments);
        return result == -1 ? -state.get(ValueLayout.JAVA_INT, ERRNO) : result;
    }

    /** Calls a function that returns the number of its error, 0 for none. */
    static void callReturningErrno(MemorySegment function, String name, long... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            int error = invoke(function, arena.allocate(STATE), arguments);
            if (error != 0) {
                throw new OsException(name, error);
            }
        }
    }

    private static int invoke(MemorySegment function, MemorySegment state, long... arguments) {
        try {
            return (int) (long) CALL.invokeExact(function, state, word(arguments, 0),
                    word(arguments, 1), word(arguments, 2), word(arguments, 3),
                    word(arguments, 4), word(arguments, 5));
        } catch (Throwable e) {
            throw new AssertionError("a downcall throws nothing of its own", e);
        }
    }

    private static long word(long[] arguments, int index) {
        return index < arguments.length ? arguments[index] : 0;
    }
}
