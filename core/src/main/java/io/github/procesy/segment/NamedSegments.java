package io.github.procesy.segment;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Finds the named segments of other processes of the same user, to read them. */
public final class NamedSegments {
    private NamedSegments() {}

    /**
     * Finds a segment that a process holds as the root of its tree.
     *
     * @param pid the process
     * @param name the name of the segment
     * @return a file that can be mapped, or empty if the process has none of that name
     * @throws IOException if what the process has open cannot be seen, for lack of rights perhaps
     */
    public static Optional<Path> find(long pid, String name) throws IOException {
        Path descriptors = Path.of("/proc/" + pid + "/fd");
        if (Files.isDirectory(descriptors)) {
            try (DirectoryStream<Path> links = Files.newDirectoryStream(descriptors)) {
                for (Path link : links) {
                    if (isMemoryFile(link, name)) {
                        return Optional.of(link);
                    }
                }
            }
        }
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(temporary,
                "procesy-" + pid + "-*")) {
            for (Path folder : folders) {
                if (Files.exists(folder.resolve(name))) {
                    return Optional.of(folder.resolve(name));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isMemoryFile(Path link, String name) {
        try {
            return Files.readSymbolicLink(link)
                    .toString()
                    .startsWith("/memfd:" + MemoryFiles.PREFIX + name + " ");
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }

    /**
     * Maps a segment for reading.
     *
     * @param file what {@link #find} found
     * @param bytes the size that it must have for its user
     * @param arena bounds the life of the mapping
     * @return its memory
     * @throws IOException if it is gone, or no segment of that size
     */
    public static MemorySegment map(Path file, long bytes, Arena arena) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long fileBytes = SegmentLayout.fileBytes(bytes);
            if (channel.size() == fileBytes) {
                MemorySegment memory = channel.map(MapMode.READ_ONLY, 0, fileBytes, arena);
                if (SegmentLayout.isOf(memory, bytes)) {
                    return memory.asSlice(0, bytes);
                }
            }
        }
        throw ofAnotherVersion();
    }

    /**
     * Memory of others has a layout that is not ours.
     *
     * @return to be thrown
     */
    public static IOException ofAnotherVersion() {
        return new IOException(
                "The memory that the processes of this tree share has another layout: they"
                        + " run another version of the library. Use the command of that version.");
    }
}
