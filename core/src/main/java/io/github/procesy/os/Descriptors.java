package io.github.procesy.os;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** File descriptors of this process: pipes, memory without a name, and the way to Java streams. */
public final class Descriptors {
    private static final int O_CLOEXEC = 02000000;
    private static final int MFD_CLOEXEC = 1;
    private static final int MFD_ALLOW_SEALING = 2;

    private static final int F_ADD_SEALS = 1033;
    private static final int F_SEAL_SEAL = 1;
    private static final int F_SEAL_SHRINK = 2;
    private static final int F_SEAL_GROW = 4;

    private static final MemorySegment CLOSE = CLibrary.find("close");
    private static final MemorySegment FCNTL = CLibrary.find("fcntl");
    private static final MemorySegment MEMFD_CREATE = CLibrary.find("memfd_create");
    private static final MemorySegment POSIX_FALLOCATE = CLibrary.find("posix_fallocate");
    private static final MemorySegment PIPE2 = CLibrary.find("pipe2");

    private Descriptors() {}

    /**
     * The two ends of a pipe, closed by themselves in a process that this one starts.
     *
     * @param readEnd the descriptor to read from
     * @param writeEnd the descriptor to write to
     */
    public record Pipe(int readEnd, int writeEnd) {
    }

    /**
     * Makes a pipe.
     *
     * @return its ends
     * @throws OsException if there are too many open files
     */
    public static Pipe pipe() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ends = arena.allocate(ValueLayout.JAVA_INT, 2);
            CLibrary.call(PIPE2, "pipe2", ends.address(), O_CLOEXEC);
            return new Pipe(ends.getAtIndex(ValueLayout.JAVA_INT, 0),
                    ends.getAtIndex(ValueLayout.JAVA_INT, 1));
        }
    }

    /**
     * Makes a file in memory that no path leads to; it is gone when the last process that has it
     * open is.
     *
     * @param name a name for {@code /proc}
     * @return its descriptor
     * @throws OsException if there are too many open files
     */
    public static int memoryFile(String name) {
        try (Arena arena = Arena.ofConfined()) {
            return CLibrary.call(MEMFD_CREATE, "memfd_create", arena.allocateFrom(name).address(),
                    MFD_CLOEXEC | MFD_ALLOW_SEALING);
        }
    }

    /**
     * Gives a file in memory a size, and takes the memory for it at once.
     *
     * @param descriptor the descriptor
     * @param bytes the size
     * @throws OsException if there is not enough memory
     */
    public static void reserve(int descriptor, long bytes) {
        while (true) {
            try {
                CLibrary.callReturningErrno(POSIX_FALLOCATE, "posix_fallocate", descriptor, 0,
                        bytes);
                return;
            } catch (OsException e) {
                if (e.errno() != CLibrary.EINTR) {
                    throw e;
                }
            }
        }
    }

    /**
     * Keeps a file in memory from ever changing its size, whoever has it open.
     *
     * @param descriptor the descriptor
     * @see <a href="https://man7.org/linux/man-pages/man2/F_GET_SEALS.2const.html">F_ADD_SEALS(2const)</a>
     */
    public static void sealSize(int descriptor) {
        CLibrary.call(FCNTL, "fcntl", descriptor, F_ADD_SEALS,
                F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW);
    }

    /**
     * Closes a descriptor.
     *
     * @param descriptor the descriptor
     */
    public static void close(int descriptor) {
        CLibrary.call(CLOSE, "close", descriptor);
    }

    /**
     * Opens what a descriptor stands for as a stream; the descriptor stays open too.
     *
     * @param descriptor a descriptor that can be read, the end of a pipe for instance
     * @return the stream
     * @throws IOException if {@code /proc} is not there
     */
    public static FileInputStream input(int descriptor) throws IOException {
        return new FileInputStream(path(descriptor).toString());
    }

    /**
     * Opens what a descriptor stands for as a stream; the descriptor stays open too.
     *
     * @param descriptor a descriptor that can be written, the end of a pipe for instance
     * @return the stream
     * @throws IOException if {@code /proc} is not there
     */
    public static FileOutputStream output(int descriptor) throws IOException {
        return new FileOutputStream(path(descriptor).toString());
    }

    /**
     * Opens a file in memory for reading and writing; the descriptor stays open too.
     *
     * @param descriptor the descriptor
     * @return a channel with a position of its own
     * @throws IOException if {@code /proc} is not there
     */
    public static FileChannel channel(int descriptor) throws IOException {
        return FileChannel.open(path(descriptor), StandardOpenOption.READ,
                StandardOpenOption.WRITE);
    }

    /**
     * The path by which a process opens one of its own descriptors again.
     *
     * @param descriptor the descriptor
     * @return the path
     */
    public static Path path(int descriptor) {
        return Path.of("/proc/self/fd/" + descriptor);
    }
}
