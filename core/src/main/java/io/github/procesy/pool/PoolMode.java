package io.github.procesy.pool;

/**
 * Where the workers of a pool are. In all modes tasks and results travel as copies, and what does not serialize fails, so that a
 * program that works in one works in the others.
 */
public enum PoolMode {
    /** Each in a process of its own. */
    PROCESSES,
    /** Each on a thread of this process, for debuggers and tests: nothing is killed there, and {@code System.exit} is what it is. */
    THREADS,
    /**
     * None: who submits a task runs it, at once; for debuggers and tests. The thread is interrupted where a worker would be, and is not
     * killed. Each such thread runs the initializer once for itself, and once more for tasks that submit tasks.
     */
    SERIAL
}
