package io.github.procesy.segment;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The segments that were granted to one child process, which it may open as long as it lives. */
public final class Grants implements AutoCloseable {
    private final Map<Long, Integer> counts = new HashMap<>();
    private boolean closed;

    /** None yet. */
    public Grants() {}

    /**
     * Grants segments that this process has.
     *
     * @param ids their ids, as often as the child will read each
     */
    public synchronized void add(List<Long> ids) {
        for (long id : ids) {
            Segments.addUser(id, 0);
            counts.merge(id, 1, Integer::sum);
        }
    }

    /**
     * Makes a segment for the child.
     *
     * @param bytes its size for the user
     * @return how to open it
     * @throws IOException if it cannot be made; the message is for the user
     */
    public SegmentHandle create(long bytes) throws IOException {
        return granted(Segments.createGranted(bytes));
    }

    /**
     * Makes a token for the child, see {@link Keeper#createToken}.
     *
     * @param other the id of a segment that the child has
     * @param at where in it an int is set to 1 when the token has no user any more
     * @return how to open it
     * @throws IOException if it cannot be made; the message is for the user
     */
    public SegmentHandle createToken(long other, long at) throws IOException {
        return granted(Segments.createGrantedToken(other, at));
    }

    private SegmentHandle granted(SegmentHandle handle) throws IOException {
        synchronized (this) {
            if (!closed) {
                counts.merge(handle.id(), 1, Integer::sum);
                return handle;
            }
        }
        Segments.removeUser(handle.id());
        throw new IOException("The process that asked for shared memory has ended.");
    }

    /**
     * Lets the child open the segments of a hold, each once.
     *
     * @param hold the hold
     * @return their ids
     * @throws IOException if there is no such hold, or the child has ended
     */
    public List<Long> adopt(long hold) throws IOException {
        List<Long> ids = Segments.adoptForChild(hold);
        synchronized (this) {
            if (!closed) {
                ids.forEach(id -> counts.merge(id, 1, Integer::sum));
                return ids;
            }
        }
        ids.forEach(Segments::removeUser);
        throw new IOException("The process that asked for shared memory has ended.");
    }

    /**
     * The child has done with a segment.
     *
     * @param id the segment
     * @param times how often it was granted
     */
    public void release(long id, int times) {
        int released;
        synchronized (this) {
            int count = counts.getOrDefault(id, 0);
            released = Math.min(count, times);
            if (released == count) {
                counts.remove(id);
            } else {
                counts.put(id, count - released);
            }
        }
        for (int i = 0; i < released; i++) {
            Segments.removeUser(id);
        }
    }

    /** The child has ended. */
    @Override
    public void close() {
        Map<Long, Integer> left;
        synchronized (this) {
            closed = true;
            left = Map.copyOf(counts);
        }
        left.forEach(this::release);
    }
}
