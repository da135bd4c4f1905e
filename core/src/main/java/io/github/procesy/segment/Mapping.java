package io.github.procesy.segment;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

import io.github.procesy.os.Uninterrupted;

/**
 * A segment as this process sees it. Closed by {@link #close}, or some time after it has become
 * unreachable; either way the memory is unmapped, and the tree is told that it is not needed here.
 *
 * <p>Compiled code that has the memory at hand may have forgotten this object: it must not be closed by the
 * collector as long as anything refers to the memory. So the memory that is given out has a scope of its own, which
 * refers to a {@link Hold}, and it is that which the collector must have found unreachable. It takes a restricted
 * method; where native access is not enabled, this object has to do.
 */
public final class Mapping implements AutoCloseable {
    private static final Cleaner CLEANER = Cleaner.create();
    private static final boolean NATIVE_ACCESS = Mapping.class.getModule().isNativeAccessEnabled();

    private final SegmentHandle handle;
    private final MemorySegment memory;
    private final Arena view;
    private final Cleaner.Cleanable closing;

    @SuppressWarnings("restricted")
    private Mapping(SegmentHandle handle, MemorySegment file, Arena arena, Arena view) {
        this.handle = handle;
        this.view = view;
        MemorySegment bytes = file.asSlice(0, handle.bytes());
        if (NATIVE_ACCESS) {
            Hold hold = new Hold();
            memory = bytes.reinterpret(view, hold);
            closing = CLEANER.register(hold, new Closing(handle.id(), arena));
        } else {
            memory = bytes;
            closing = CLEANER.register(this, new Closing(handle.id(), arena));
        }
    }

    /** Is there as long as something refers to the memory: the scope of the memory has it to call at its end. */
    private static final class Hold implements Consumer<MemorySegment> {
        @Override
        public void accept(MemorySegment segment) {
            // That it is referred to is all.
        }
    }

    /** Must refer neither to the mapping nor to its view. */
    private record Closing(long id, Arena arena) implements Runnable {
        @Override
        public void run() {
            arena.close();
            Segments.removeUser(id);
        }
    }

    /** Opens a segment that this process has been registered for as a user. */
    @SuppressWarnings("MustBeClosed") // the mapping closes them
    static Mapping open(SegmentHandle handle) throws IOException {
        Arena arena = Arena.ofShared();
        Arena view = Arena.ofShared();
        try {
            return new Mapping(handle, map(handle, arena), arena, view);
        } catch (IOException | RuntimeException | Error e) {
            view.close();
            arena.close();
            throw e;
        }
    }

    private static MemorySegment map(SegmentHandle handle, Arena arena) throws IOException {
        return Uninterrupted.again(() -> mapNow(handle, arena));
    }

    private static MemorySegment mapNow(SegmentHandle handle, Arena arena) throws IOException {
        long fileBytes = SegmentLayout.fileBytes(handle.bytes());
        try (FileChannel channel = FileChannel.open(Path.of(handle.path()),
                StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (channel.size() == fileBytes) {
                MemorySegment file = channel.map(MapMode.READ_WRITE, 0, fileBytes, arena);
                if (SegmentLayout.isOf(file, handle)) {
                    return file;
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
     * The memory, for reading and writing, as long as this mapping is open.
     *
     * @return the user's bytes
     */
    public MemorySegment memory() {
        return memory;
    }

    /** Unmaps the memory; once is enough. */
    @Override
    public synchronized void close() {
        if (view.scope().isAlive()) {
            view.close();
        }
        closing.clean();
    }
}
