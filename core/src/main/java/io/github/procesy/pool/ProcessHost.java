package io.github.procesy.pool;

import java.util.Optional;
import java.util.OptionalLong;

import io.github.procesy.control.Interruptible;
import io.github.procesy.process.ChildProcess;
import org.jspecify.annotations.Nullable;

/** A worker in a process of its own. */
final class ProcessHost implements Host {
    private final ChildProcess<@Nullable Void> process;

    /**
     * Starts a worker.
     *
     * @throws io.github.procesy.process.ProcessStartException if the operating system starts no process
     */
    ProcessHost(ChildProcess.Builder settings, WorkerMain main, OnEnd onEnd) {
        process = settings.start(main);
        var _ = process.onExit().thenAccept(outcome -> onEnd.ended(Optional.of(outcome)));
    }

    @Override
    public void interrupt(long number) {
        ((Interruptible) process).interrupt(number);
    }

    @Override
    public void kill() {
        process.kill();
    }

    @Override
    public OptionalLong pid() {
        return OptionalLong.of(process.pid());
    }
}
