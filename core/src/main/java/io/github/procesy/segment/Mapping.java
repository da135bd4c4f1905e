package io.github.procesy.segment;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import io.github.procesy.os.Uninterrupted;

/**
 * A segment as this process sees it. Closed by {@link #close}, or some time after it has become
 * unreachable; either way the memory is unmapped, and the tree is told that it is not needed here.
 */
public final class Mapping implements AutoCloseable {
    private static final Cleaner CLEANER = Cleaner.create();

    private final SegmentHandle handle;
    private final MemorySegment memory;
    private final Cleaner.Cleanable closing;

    private Mapping(SegmentHandle handle, MemorySegment memory, Arena arena) {
        this.handle = handle;
        this.memory = memory;
        closing = CLEANER.register(this, new Closing(handle.id(), arena));
    }

    /** Must not refer to the mapping. */
    private record Closing(long id, Arena arena) implements Runnable {
        @Override
        public void run() {
            arena.close();
            Segments.removeUser(id);
        }
    }

    /** Opens a segment that this process has been registered for as a user. */
    @SuppressWarnings("MustBeClosed") // the mapping closes it
    static Mapping open(SegmentHandle handle) throws IOException {
        Arena arena = Arena.ofShared();
        try {
            return new Mapping(handle, map(handle, arena), arena);
        } catch (IOException | RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    private static MemorySegment map(SegmentHandle handle, Arena arena) throws IOException {
        try {
            return mapNow(handle, arena);
        } catch (ClosedByInterruptException e) {
            boolean interrupted = Thread.interrupted();
            try {
                return Uninterrupted.call(() -> mapNow(handle, arena));
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private static MemorySegment mapNow(SegmentHandle handle, Arena arena) throws IOException {
        long fileBytes = SegmentLayout.fileBytes(handle.bytes());
        try (FileChannel channel = FileChannel.open(Path.of(handle.path()),
                StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (channel.size() == fileBytes) {
                MemorySegment file = channel.map(MapMode.READ_WRITE, 0, fileBytes, arena);
                if (SegmentLayout.isOf(file, handle)) {
                    return file.asSlice(0, handle.bytes());
                }
            }
        } catch (NoSuchFileException e) {
            // As good as another one.
        }
        throw new IOException(
                "This shared memory is no longer there: all processes that had it have"
                        + " closed it or ended, or it belongs to another tree of processes. Keep it open in"
                        + " the process that sends it until the receiver has it.");
    }

    /**
     * How other processes open the segment.
     *
     * @return the handle
     */
    public SegmentHandle handle() {
        return handle;
    }

    /**
     * The memory, for reading and writing, as long as this mapping is open and reachable.
     *
     * @return the user's bytes
     */
    public MemorySegment memory() {
        return memory;
    }

    /** Unmaps the memory; once is enough. */
    @Override
    public void close() {
        closing.clean();
    }
}
