package io.github.procesy.os;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Starts a program with {@code posix_spawn}: given descriptors and no others, a clean signal mask,
 * default signal actions, a process group of its own.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/posix_spawn.3.html">posix_spawn(3)</a>
 */
public final class Spawn {
    /** More than the opaque structs of glibc and musl take on any architecture. */
    private static final long OPAQUE_BYTES = 1024;
    private static final long SIGNAL_SET_BYTES = 128;
    private static final long SETPGROUP = 0x02;
    private static final long SETSIGDEF = 0x04;
    private static final long SETSIGMASK = 0x08;
    private static final int O_RDONLY = 0;
    private static final int F_DUPFD_CLOEXEC = 1030;
    /** Sources are moved up here first, so that no target overwrites a source. */
    private static final int OUT_OF_THE_WAY = 256;

    private static final MemorySegment FCNTL = CLibrary.find("fcntl");
    private static final MemorySegment POSIX_SPAWN = CLibrary.find("posix_spawn");
    private static final MemorySegment ACTIONS_INIT =
            CLibrary.find("posix_spawn_file_actions_init");
    private static final MemorySegment ACTIONS_DESTROY = CLibrary
            .find("posix_spawn_file_actions_destroy");
    private static final MemorySegment ADD_OPEN = CLibrary
            .find("posix_spawn_file_actions_addopen");
    private static final MemorySegment ADD_DUP2 = CLibrary
            .find("posix_spawn_file_actions_adddup2");
    private static final MemorySegment ADD_CHDIR = CLibrary
            .find("posix_spawn_file_actions_addchdir_np");
    private static final MemorySegment ADD_CLOSEFROM = CLibrary
            .find("posix_spawn_file_actions_addclosefrom_np");
    private static final MemorySegment ATTR_INIT = CLibrary.find("posix_spawnattr_init");
    private static final MemorySegment ATTR_DESTROY = CLibrary.find("posix_spawnattr_destroy");
    private static final MemorySegment ATTR_SETFLAGS = CLibrary.find("posix_spawnattr_setflags");
    private static final MemorySegment ATTR_SETSIGDEFAULT = CLibrary
            .find("posix_spawnattr_setsigdefault");

    private Spawn() {}

    /**
     * Whether this C library has all that is needed.
     *
     * @return false for a glibc before 2.34, and for musl
     */
    public static boolean available() {
        return ADD_CLOSEFROM.address() != 0 && ADD_CHDIR.address() != 0;
    }

    /**
     * Starts a program.
     *
     * @param program the path of the program
     * @param arguments its arguments, the name of the program first
     * @param environment its environment, all of it
     * @param directory its working directory, if not that of this process
     * @param descriptors its descriptors from 1 on, each one of this process; 0 is empty
     * @return the process id, which is the id of its process group too
     * @throws OsException if the program cannot be started, with the reason that exec gave
     */
    public static int start(Path program, List<String> arguments, Map<String, String> environment,
            Optional<Path> directory, int... descriptors) {
        int[] moved = new int[descriptors.length];
        int movedCount = 0;
        try (Arena arena = Arena.ofConfined()) {
            for (int descriptor : descriptors) {
                moved[movedCount] = CLibrary.call(FCNTL, "fcntl", descriptor, F_DUPFD_CLOEXEC,
                        OUT_OF_THE_WAY);
                movedCount++;
            }
            return spawn(arena, program, arguments, environment, directory, moved);
        } finally {
            for (int i = 0; i < movedCount; i++) {
                Descriptors.close(moved[i]);
            }
        }
    }

    private static int spawn(Arena arena, Path program, List<String> arguments,
            Map<String, String> environment, Optional<Path> directory, int[] sources) {
        MemorySegment actions = arena.allocate(OPAQUE_BYTES, Long.BYTES);
        MemorySegment attributes = arena.allocate(OPAQUE_BYTES, Long.BYTES);
        check(ACTIONS_INIT, "posix_spawn_file_actions_init", actions.address());
        check(ATTR_INIT, "posix_spawnattr_init", attributes.address());
        try {
            check(ADD_OPEN, "posix_spawn_file_actions_addopen", actions.address(), 0,
                    arena.allocateFrom("/dev/null").address(), O_RDONLY, 0);
            for (int i = 0; i < sources.length; i++) {
                check(ADD_DUP2, "posix_spawn_file_actions_adddup2", actions.address(),
                        sources[i], i + 1L);
            }
            check(ADD_CLOSEFROM, "posix_spawn_file_actions_addclosefrom_np", actions.address(),
                    sources.length + 1L);
            if (directory.isPresent()) {
                check(ADD_CHDIR, "posix_spawn_file_actions_addchdir_np", actions.address(),
                        arena.allocateFrom(directory.get().toString()).address());
            }
            MemorySegment all = arena.allocate(SIGNAL_SET_BYTES, Long.BYTES).fill((byte) 0xff);
            check(ATTR_SETSIGDEFAULT, "posix_spawnattr_setsigdefault", attributes.address(),
                    all.address());
            // The signal mask of a fresh attribute object is empty, its process group 0: its own.
            check(ATTR_SETFLAGS, "posix_spawnattr_setflags", attributes.address(),
                    SETPGROUP | SETSIGDEF | SETSIGMASK);
            MemorySegment pid = arena.allocate(ValueLayout.JAVA_INT);
            List<String> variables = environment.entrySet()
                    .stream()
                    .map(entry -> entry.getKey() + "=" + entry.getValue())
                    .toList();
            check(POSIX_SPAWN, "posix_spawn of " + program, pid.address(),
                    arena.allocateFrom(program.toString()).address(), actions.address(),
                    attributes.address(), strings(arena, arguments).address(),
                    strings(arena, variables).address());
            return pid.get(ValueLayout.JAVA_INT, 0);
        } finally {
            CLibrary.callReturningErrno(ACTIONS_DESTROY, "posix_spawn_file_actions_destroy",
                    actions.address());
            CLibrary.callReturningErrno(ATTR_DESTROY, "posix_spawnattr_destroy",
                    attributes.address());
        }
    }

    private static void check(MemorySegment function, String name, long... arguments) {
        CLibrary.callReturningErrno(function, name, arguments);
    }

    /** An array of C strings that ends with a null pointer. */
    private static MemorySegment strings(Arena arena, List<String> values) {
        MemorySegment array = arena.allocate(ValueLayout.ADDRESS, values.size() + 1L);
        for (int i = 0; i < values.size(); i++) {
            array.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(values.get(i)));
        }
        return array;
    }
}
