package io.github.procesy.tree;

import java.io.IOException;
import java.util.List;

/** The way from a process to its parent, and so to the root. */
public interface TreeLink {
    /**
     * Asks for a place in the tree.
     *
     * @param member who asks
     * @return its place
     * @throws IOException if there is none; the message is for the user
     */
    Attachment attach(Member member) throws IOException;

    /**
     * Tells of a deadlock.
     *
     * @param circle the waits of it
     */
    void report(List<WaitSnapshot> circle);

    /**
     * Who takes part in a tree.
     *
     * @param pid its pid
     * @param name its name
     * @param mainThread the id of the thread that runs its task, or 0
     */
    record Member(long pid, String name, long mainThread) {
    }

    /** Who this process is. */
    Member self();
}
