package io.github.procesy.segment;

import java.io.IOException;

/**
 * Who keeps the segments of a tree of processes: the root does. A process knows its keeper as its
 * parent, which passes on what it is not told by its own children.
 */
public interface Keeper {
    /**
     * Makes a segment, which counts as granted once to the one who asks.
     *
     * @param bytes its size for the user
     * @return how to open it
     * @throws IOException if it cannot be made; the message is for the user
     */
    SegmentHandle create(long bytes) throws IOException;

    /**
     * Says that a process, with all that it started, has done with a segment.
     *
     * @param id the segment
     * @param grants how often it was granted to that process
     */
    void release(long id, int grants);
}
