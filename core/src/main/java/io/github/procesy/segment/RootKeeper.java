package io.github.procesy.segment;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

import io.github.procesy.os.Memory;
import io.github.procesy.os.NativeAccess;

/** Keeps the segments of the tree of processes whose root this process is. */
final class RootKeeper implements Keeper {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SegmentStore store = NativeAccess.obstacle().isEmpty()
            ? new MemoryFiles()
            : new FolderFiles();
    private final Map<Long, SegmentStore.File> files = new HashMap<>();
    private long lastId;

    @Override
    public SegmentHandle create(long bytes) throws IOException {
        long id = nextId();
        return create(id, "segment-" + id, bytes);
    }

    /** Makes a segment that can be found by its name, and of which there is one. */
    SegmentHandle createNamed(String name, long bytes) throws IOException {
        return create(nextId(), name, bytes);
    }

    private SegmentHandle create(long id, String name, long bytes) throws IOException {
        long fileBytes = SegmentLayout.fileBytes(bytes);
        OptionalLong available = Memory.available();
        if (available.isPresent() && available.getAsLong() < fileBytes) {
            throw noRoom(bytes, "");
        }
        SegmentStore.File file;
        try {
            file = store.create(name, fileBytes);
        } catch (IOException e) {
            throw noRoom(bytes, " (" + e.getMessage() + ")");
        }
        try {
            SegmentHandle handle = new SegmentHandle(id, file.path(), bytes, RANDOM.nextLong());
            writeTrailer(handle, fileBytes);
            file.seal();
            synchronized (this) {
                files.put(id, file);
            }
            return handle;
        } catch (IOException | RuntimeException e) {
            file.delete();
            throw e;
        }
    }

    private synchronized long nextId() {
        return ++lastId;
    }

    private static IOException noRoom(long bytes, String why) {
        OptionalLong available = Memory.available();
        return new IOException("Shared memory is reserved in full when it is made. " + bytes
                + " bytes were asked for" + why + (available.isPresent()
                        ? ", " + available.getAsLong() + " bytes are available"
                        : "")
                + ". Ask for less, close what is no longer needed, or grant more memory.");
    }

    private static void writeTrailer(SegmentHandle handle, long fileBytes) throws IOException {
        try (FileChannel channel = FileChannel.open(Path.of(handle.path()),
                StandardOpenOption.READ, StandardOpenOption.WRITE);
                Arena arena =
                        Arena.ofConfined()) {
            SegmentLayout.writeTrailer(channel.map(MapMode.READ_WRITE, 0, fileBytes, arena),
                    handle);
        }
    }

    @Override
    public void release(long id, int grants) {
        SegmentStore.File file;
        synchronized (this) {
            file = files.remove(id);
        }
        if (file != null) {
            file.delete();
        }
    }
}
