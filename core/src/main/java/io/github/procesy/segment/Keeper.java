package io.github.procesy.segment;

import java.io.IOException;
import java.util.List;

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
     * Makes a small segment that stands for something of another one, an end of a pipe for instance: when it has no user any
     * more, the keeper says so there.
     *
     * @param other the id of that segment
     * @param at where in it an int is set to 1 then
     * @return how to open it
     * @throws IOException if it cannot be made; the message is for the user
     */
    SegmentHandle createToken(long other, long at) throws IOException;

    /**
     * Says that a process, with all that it started, has done with a segment.
     *
     * @param id the segment
     * @param grants how often it was granted to that process
     */
    void release(long id, int grants);

    /**
     * Keeps segments for something that lies in another segment.
     *
     * @param owner the id of that segment; when it has no user any more, the hold is given back
     * @param ids the segments; who asks has them
     * @return the hold
     * @throws IOException if that cannot be; the message is for the user
     */
    long hold(long owner, List<Long> ids) throws IOException;

    /**
     * Grants the segments of a hold, each once, to the one who asks.
     *
     * @param hold the hold
     * @return their ids
     * @throws IOException if there is no such hold; the message is for the user
     */
    List<Long> adopt(long hold) throws IOException;

    /**
     * Gives a hold back; one that was given back already is none.
     *
     * @param hold the hold
     */
    void giveBack(long hold);
}
