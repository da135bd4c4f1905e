package io.github.procesy.tree;

import java.io.IOException;
import java.util.Objects;

import io.github.procesy.os.Futex;
import io.github.procesy.segment.Mapping;
import io.github.procesy.segment.SegmentHandle;
import io.github.procesy.segment.Segments;
import org.jspecify.annotations.Nullable;

/**
 * The tree of processes that this one is part of, as far as they share more than memory: who takes part,
 * and who waits for what. A process takes part from its first use of a shared lock or the like on.
 */
public final class Tree {
    /** By this name a program finds the memory of the tree whose root a process is. */
    static final String SEGMENT_NAME = "tree";

    private static @Nullable TreeLink link;
    private static volatile @Nullable Tree current;

    private final Mapping mapping;
    private final long self;
    private final ProcessTable processes;
    private final WaitTable waits;

    private Tree(Mapping mapping, long self) {
        this.mapping = mapping;
        this.self = self;
        processes = new ProcessTable(mapping.memory());
        waits = new WaitTable(mapping.memory(), processes, self);
    }

    /**
     * Names the parent, in a process that is not the root.
     *
     * @param parent the way to it
     */
    public static synchronized void setLink(TreeLink parent) {
        link = parent;
    }

    /**
     * The tree; this process takes part in it from here on.
     *
     * @return the tree
     * @throws IOException if it cannot take part; the message is for the user
     */
    public static Tree join() throws IOException {
        Tree known = current;
        return known != null ? known : joinNow();
    }

    private static synchronized Tree joinNow() throws IOException {
        Tree known = current;
        if (known != null) {
            return known;
        }
        Tree joined;
        if (link == null) {
            Mapping mapping = Segments.createNamed(SEGMENT_NAME, TreeLayout.BYTES);
            TreeLayout.format(mapping.memory());
            ProcessTable processes = new ProcessTable(mapping.memory());
            joined = new Tree(mapping,
                    processes.add(ProcessHandle.current().pid(), "main", 0));
        } else {
            Attachment attachment = link.attach(link.self());
            joined = new Tree(Segments.open(attachment.handle()), attachment.process());
        }
        Futex.prepare();
        Segments.onTokenEnd(joined.waits::ringAll);
        current = joined;
        return joined;
    }

    /**
     * The tree, if this process takes part in it.
     *
     * @return null if it does not
     */
    public static @Nullable Tree ifJoined() {
        return current;
    }

    /**
     * Gives a child, or a descendant of one, a place in the tree. This process then takes part too.
     *
     * @param member who asks
     * @return its place; the memory was granted once to this process for it, if this is not the root
     * @throws IOException if there is none; the message is for the user
     */
    public static Attachment attach(TreeLink.Member member) throws IOException {
        Tree own = join();
        TreeLink parent = link();
        if (parent != null) {
            return parent.attach(member);
        }
        try {
            return new Attachment(own.mapping.handle(), own.processes.add(member.pid(),
                    member.name(), member.mainThread()));
        } catch (IllegalStateException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    static synchronized @Nullable TreeLink link() {
        return link;
    }

    /**
     * The memory that all share.
     *
     * @return how to open it
     */
    public SegmentHandle handle() {
        return mapping.handle();
    }

    /**
     * This process.
     *
     * @return its reference
     */
    public long self() {
        return self;
    }

    /**
     * Who takes part.
     *
     * @return the table
     */
    public ProcessTable processes() {
        return processes;
    }

    /**
     * Who waits for what.
     *
     * @return the table
     */
    public WaitTable waits() {
        return waits;
    }

    /**
     * Asks the operating system whether a process is alive. If it is found dead, all that wait are woken:
     * one of them may wait for it.
     *
     * @param process a reference
     * @return false if it has ended for certain
     */
    public boolean findAlive(long process) {
        if (!processes.isAlive(process)) {
            return false;
        }
        if (process == self || processes.findAlive(process)) {
            return true;
        }
        waits.ringAll();
        return false;
    }

    /** Says that this process has done what it was started for; see {@link ProcessTable#hasDiedUnfinished}. */
    public static void finished() {
        Tree tree = current;
        if (tree != null) {
            tree.processes.setFinished(tree.self);
        }
    }

    /**
     * Says that a child has ended, so that what it held is free at once.
     *
     * @param process its reference
     */
    public static void ended(long process) {
        Tree tree = Objects.requireNonNull(current, "it gave the place");
        if (tree.processes.markDead(process)) {
            tree.waits.ringAll();
        }
    }
}
