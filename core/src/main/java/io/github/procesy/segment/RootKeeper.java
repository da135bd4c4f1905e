package io.github.procesy.segment;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

import io.github.procesy.os.Memory;
import io.github.procesy.os.NativeAccess;
import io.github.procesy.os.Uninterrupted;

/** Keeps the segments of the tree of processes whose root this process is. */
final class RootKeeper implements Keeper {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

    private final SegmentStore store = NativeAccess.obstacle().isEmpty()
            ? new MemoryFiles()
            : new FolderFiles();
    private final Map<Long, SegmentStore.File> files = new HashMap<>();
    private final Map<Long, Hold> holds = new HashMap<>();
    private final Map<Long, Token> tokens = new HashMap<>();
    private volatile Runnable onTokenEnd = () -> {
    };
    private long lastId;
    private long lastHold;

    /**
     * What a segment stands for.
     *
     * @param other the segment in which it is said that it has no user any more
     * @param at where
     */
    private record Token(long other, long at) {
    }

    /**
     * What is kept for something that lies in a segment.
     *
     * @param owner the segment
     * @param ids what is kept; it may be in it itself
     */
    private record Hold(long owner, List<Long> ids) {
        /** What lies in a segment does not keep that one. */
        List<Long> kept() {
            return ids.stream().filter(id -> id != owner).toList();
        }
    }

    @Override
    public SegmentHandle create(long bytes) throws IOException {
        long id = nextId();
        return create(id, "segment-" + id, bytes);
    }

    @Override
    public SegmentHandle createToken(long other, long at) throws IOException {
        SegmentHandle handle = create(Integer.BYTES);
        synchronized (this) {
            tokens.put(handle.id(), new Token(other, at));
        }
        return handle;
    }

    void onTokenEnd(Runnable action) {
        onTokenEnd = action;
    }

    /** Says that a token has no user any more. */
    private void ended(Token token) {
        SegmentStore.File file;
        synchronized (this) {
            file = files.get(token.other);
        }
        if (file == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(Path.of(file.path()), StandardOpenOption.READ,
                StandardOpenOption.WRITE);
                Arena arena = Arena.ofConfined()) {
            MemorySegment memory = channel.map(MapMode.READ_WRITE, 0,
                    token.at + Integer.BYTES, arena);
            INT.setVolatile(memory, token.at, 1);
        } catch (IOException e) {
            // The segment has gone meanwhile: nobody wants to know.
        }
        onTokenEnd.run();
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
            file = Uninterrupted.again(() -> store.create(name, fileBytes));
        } catch (IOException e) {
            throw noRoom(bytes, " (" + e.getMessage() + ")");
        }
        try {
            SegmentHandle handle = new SegmentHandle(id, file.path(), bytes, RANDOM.nextLong());
            Uninterrupted.again(() -> writeTrailer(handle, fileBytes));
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

    private static boolean writeTrailer(SegmentHandle handle, long fileBytes)
            throws IOException {
        try (FileChannel channel = FileChannel.open(Path.of(handle.path()),
                StandardOpenOption.READ, StandardOpenOption.WRITE);
                Arena arena =
                        Arena.ofConfined()) {
            SegmentLayout.writeTrailer(channel.map(MapMode.READ_WRITE, 0, fileBytes, arena),
                    handle);
            return true;
        }
    }

    @Override
    public void release(long id, int grants) {
        SegmentStore.File file;
        List<Long> ended;
        Token token;
        synchronized (this) {
            token = tokens.remove(id);
            file = files.remove(id);
            ended = holds.entrySet()
                    .stream()
                    .filter(hold -> hold.getValue().owner == id)
                    .map(Map.Entry::getKey)
                    .toList();
        }
        if (file != null) {
            file.delete();
        }
        ended.forEach(this::giveBack);
        if (token != null) {
            ended(token);
        }
    }

    @Override
    public long hold(long owner, List<Long> ids) {
        Hold hold = new Hold(owner, ids);
        hold.kept().forEach(id -> Segments.addUser(id, 0));
        synchronized (this) {
            lastHold++;
            holds.put(lastHold, hold);
            return lastHold;
        }
    }

    @Override
    public synchronized List<Long> adopt(long hold) throws IOException {
        Hold found = holds.get(hold);
        if (found == null) {
            throw new IOException(
                    "The shared memory that belongs to an item of a queue is no longer"
                            + " there: the item was taken meanwhile.");
        }
        return found.ids;
    }

    @Override
    public void giveBack(long hold) {
        Hold found;
        synchronized (this) {
            found = holds.remove(hold);
        }
        if (found != null) {
            found.kept().forEach(Segments::removeUser);
        }
    }
}
