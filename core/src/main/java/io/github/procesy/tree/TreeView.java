package io.github.procesy.tree;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.github.procesy.segment.NamedSegments;

/** The tables of a tree, seen from a process that need not be part of it. */
public final class TreeView implements AutoCloseable {
    private final long rootPid;
    private final Arena arena;
    private final ProcessTable processes;
    private final WaitTable waits;

    private TreeView(long rootPid, Arena arena, MemorySegment memory) {
        this.rootPid = rootPid;
        this.arena = arena;
        processes = new ProcessTable(memory);
        waits = new WaitTable(memory, processes);
    }

    /**
     * Finds the tree that a process belongs to.
     *
     * @param pid the process
     * @return the view, to be closed; empty if no process of the tree uses anything that is shared
     * @throws IOException if it cannot be seen
     */
    public static Optional<TreeView> find(long pid) throws IOException {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        while (process.isPresent()) {
            long root = process.get().pid();
            Optional<Path> file = NamedSegments.find(root, Tree.SEGMENT_NAME);
            if (file.isPresent()) {
                return Optional.of(open(root, file.get()));
            }
            process = process.get().parent();
        }
        return Optional.empty();
    }

    @SuppressWarnings("MustBeClosed") // the view closes it
    private static TreeView open(long root, Path file) throws IOException {
        Arena arena = Arena.ofShared();
        try {
            MemorySegment memory = NamedSegments.map(file, TreeLayout.BYTES, arena);
            if (!TreeLayout.isOf(memory)) {
                throw NamedSegments.ofAnotherVersion();
            }
            return new TreeView(root, arena, memory);
        } catch (IOException | RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    /** The pid of the root. */
    public long rootPid() {
        return rootPid;
    }

    /** The living processes that take part. */
    public List<Long> members() {
        List<Long> members = new ArrayList<>();
        for (int slot = 0; slot < ProcessTable.capacity(); slot++) {
            long process = processes.inSlot(slot);
            if (process != 0 && processes.isRunning(process)) {
                members.add(process);
            }
        }
        return members;
    }

    /** Who they are. */
    public ProcessTable processes() {
        return processes;
    }

    /** All waits of living processes, the longest first. */
    public List<WaitSnapshot> waits() {
        return new WaitGraph(processes, waits).snapshots();
    }

    /** The circles of waits, as records. */
    public List<List<WaitSnapshot>> circles() {
        return new WaitGraph(processes, waits).circles();
    }

    @Override
    public void close() {
        arena.close();
    }
}
