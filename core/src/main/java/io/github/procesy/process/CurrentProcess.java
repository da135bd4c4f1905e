package io.github.procesy.process;

import java.util.List;
import java.util.Optional;

import io.github.procesy.child.Assignment;
import io.github.procesy.control.TaskMessage;

/** The process that this code runs in: which one it is, who started it, what it started. */
public final class CurrentProcess {
    /** System property by which a parent tells its child its pid. */
    static final String PARENT_PID_PROPERTY = "procesy.parent.pid";

    private static final String ROOT_NAME = "main";

    private CurrentProcess() {}

    /**
     * Pid and name of this process. A process that this library did not start is named
     * {@code main}.
     *
     * @return who this is
     */
    public static ProcessIdentity identity() {
        return new ProcessIdentity(ProcessHandle.current().pid(), name());
    }

    static String name() {
        return Assignment.message().map(TaskMessage::name).orElse(ROOT_NAME);
    }

    /**
     * The process that started this one.
     *
     * @return the parent, or empty if this library did not start this process
     */
    public static Optional<ProcessIdentity> parent() {
        Long pid = Long.getLong(PARENT_PID_PROPERTY);
        return pid == null
                ? Optional.empty()
                : Assignment.message()
                        .map(message -> new ProcessIdentity(pid, message.parentName()));
    }

    /**
     * The processes that this one has started and that have not ended yet.
     *
     * @return a snapshot, in the order of their start
     */
    public static List<ChildProcess<?>> children() {
        return LivingChildren.snapshot();
    }
}
