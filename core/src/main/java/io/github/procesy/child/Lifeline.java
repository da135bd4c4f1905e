package io.github.procesy.child;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

import io.github.procesy.os.PrivateFolder;
import io.github.procesy.os.ProcessTree;
import io.github.procesy.os.Signals;

/** Ends a process whose parent is gone, with all that the parent can no longer tidy up. */
final class Lifeline {
    private final Optional<Path> parentFolder;
    private final long parentPid;

    private Lifeline(Optional<Path> parentFolder, long parentPid) {
        this.parentFolder = parentFolder;
        this.parentPid = parentPid;
    }

    /** Of the arguments of {@link ChildMain#main}; folders of this process go into the parent's. */
    static Lifeline of(String[] arguments) {
        long parentPid = Long.parseLong(arguments[arguments.length - 1]);
        if (!arguments[0].equals(ChildMain.SOCKET)) {
            return new Lifeline(Optional.empty(), parentPid);
        }
        Path folder = Objects.requireNonNull(Path.of(arguments[1]).toAbsolutePath().getParent());
        System.setProperty(PrivateFolder.PARENT_PROPERTY, folder.toString());
        return new Lifeline(Optional.of(folder), parentPid);
    }

    /** Whether the operating system has given this process to another parent. */
    boolean isParentGone() {
        return ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L) != parentPid;
    }

    /** Ends this process and its descendants at once. */
    void parentIsGone() {
        ProcessTree.killDescendantsOfCurrent();
        PrivateFolder.deleteAllAtExit();
        parentFolder.ifPresent(PrivateFolder::deleteTree);
        Runtime.getRuntime().halt(Signals.EXIT_CODE_BASE + Signals.SIGKILL);
    }
}
