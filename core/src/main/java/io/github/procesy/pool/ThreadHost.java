package io.github.procesy.pool;

import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.OptionalLong;

import io.github.procesy.child.Interrupts;

/** A worker on a thread of this process. It can be interrupted, but not killed. */
final class ThreadHost implements Host {
    private static final System.Logger LOG = System.getLogger(ThreadHost.class.getName());

    private final Interrupts interrupts = new Interrupts();
    private final Thread thread;
    private final OnEnd onEnd;
    private boolean ended;

    /** Starts a worker. */
    ThreadHost(String name, WorkerMain main, OnEnd onEnd) {
        this.onEnd = onEnd;
        thread = Thread.ofPlatform().daemon().name(name).unstarted(() -> run(main));
        thread.start();
    }

    private void run(WorkerMain main) {
        try {
            main.work(main.loaders(), interrupts, false);
        } catch (Exception | Error e) {
            LOG.log(Level.ERROR, "The worker '" + thread.getName() + "' failed.", e);
        }
        end();
    }

    private void end() {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
        }
        onEnd.ended(Optional.empty());
    }

    @Override
    public void interrupt(long number) {
        interrupts.interrupt(number);
    }

    /** The thread is left to itself: what it does counts no more. */
    @Override
    public void kill() {
        thread.interrupt();
        Thread.ofPlatform().daemon().name("procesy-abandoned").start(this::end);
    }

    @Override
    public OptionalLong pid() {
        return OptionalLong.empty();
    }
}
