package io.github.procesy.process;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;

import io.github.procesy.control.FrameChannel;
import io.github.procesy.os.ExitStatus;

/** A JVM that was started, as its parent sees it. */
interface LaunchedJvm {
    long pid();

    /** Kills the process and its descendants; nothing happens if it has ended. */
    void kill();

    InputStream stdout();

    InputStream stderr();

    /**
     * Waits until the JVM has come up and connected.
     *
     * @throws IOException if it ended before
     */
    FrameChannel connect() throws IOException;

    /** Whether the process has ended. Does not wait. */
    boolean hasEnded();

    /** Whether {@link #connect} does not wait, and sending does not mind interrupts. */
    boolean isConnected();

    /**
     * Waits for the end of the process; interrupts do not end the wait.
     */
    ExitStatus awaitExit();

    /** The CPU time that the process has used; zero once it has ended. */
    Duration cpuTime();

    /** Whether the task has begun, as the child marked it. */
    boolean hasTaskBegun();

    /** The crash log, if the JVM wrote one. */
    Optional<String> crashLog();

    /** Deletes what the launch and the process left. */
    void dispose();
}
