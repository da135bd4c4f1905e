package io.github.procesy.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

import io.github.procesy.SerializableCallable;
import io.github.procesy.SerializableRunnable;
import io.github.procesy.TransferException;
import io.github.procesy.Waitable;
import org.jspecify.annotations.Nullable;

/**
 * An operating system process that runs one piece of Java code in a JVM of its own: with its own
 * address space, heap and garbage collector, so that it can crash, run out of memory, call
 * {@link System#exit}, hang or be killed, and nothing else is harmed.
 *
 * {@snippet :
 * try (var child = ChildProcess.start(() -> 6 * 7)) {
 *     System.out.println(child.result());
 * }
 * }
 *
 * <p>The lambda travels to the process as a copy, with what it captured; static fields do not. The
 * class path of the new process is that of its parent, and so are its modules, as open to each other
 * as they are there when the first process is started; preview features of the language are enabled
 * if they are there. Classes and resources that it does not find by these are fetched from the class
 * loaders of the task in the parent. The code of the user need not be open to this library. A
 * process has one class of a name: a task with two of different class loaders is refused.
 *
 * <p>Its standard input is empty; what it prints appears in the parent, whole lines, in order, unless
 * the builder says otherwise. Environment variables are inherited, except those that would change
 * the JVM ({@code JAVA_TOOL_OPTIONS}, {@code JDK_JAVA_OPTIONS}, {@code _JAVA_OPTIONS},
 * {@code JDK_AOT_VM_OPTIONS}) or put code into it ({@code LD_PRELOAD}, {@code LD_AUDIT},
 * {@code DYLD_INSERT_LIBRARIES}); {@code LD_LIBRARY_PATH} is, for native libraries. System properties
 * and other options of the JVM, such as agents and debuggers, are not.
 *
 * <p>A process ends as every Java program does: when its task has ended and no thread is left that
 * is not a daemon. How it ended is its {@link Outcome}.
 *
 * <table class="striped">
 * <caption>Who does what to a process</caption>
 * <thead><tr><th>Call</th><th>Waits</th><th>What happens to the process</th></tr></thead>
 * <tbody>
 * <tr><td>{@link #join()}</td><td>until it has ended</td><td>nothing</td></tr>
 * <tr><td>{@link #result()}</td><td>until it has ended, or its result is known and it lingers
 * </td><td>nothing</td></tr>
 * <tr><td>{@link #terminate()}</td><td>no</td><td>is asked to end, and killed after a grace
 * </td></tr>
 * <tr><td>{@link #kill()}</td><td>no</td><td>is killed, with its descendants</td></tr>
 * <tr><td>{@link #close()}</td><td>until it has ended, bounded</td><td>is terminated</td></tr>
 * <tr><td>exit of the parent JVM</td><td>no</td><td>is killed, with its descendants</td></tr>
 * <tr><td>{@code kill -9} of the parent</td><td>no</td><td>ends itself, with its descendants
 * </td></tr>
 * </tbody>
 * </table>
 *
 * <p>As with a thread, a started process keeps the JVM that started it alive, unless it was started
 * as a {@linkplain Builder#daemon daemon}.
 *
 * <p>A failure does not pass in silence: if a process has failed on its own, and its outcome was
 * never asked for by any of {@code join}, {@code result}, {@code outcome}, {@code exitCode} or
 * {@code onExit}, it is logged when the process is closed or this object becomes unreachable, and
 * printed to standard error when this JVM exits.
 *
 * <p>All methods may be called by any thread of the process that started the child.
 *
 * @param <T> the type of the result
 */
public sealed interface ChildProcess<T extends @Nullable Object> extends AutoCloseable, Waitable
        permits SupervisedProcess {
    /**
     * Starts a task in a process of its own, with the defaults of the builder. Does not wait for
     * the process to come up.
     *
     * @param <T> the type of the result
     * @param task the task
     * @return the process
     * @throws TransferException if the task cannot be serialized; no process was started
     * @throws ProcessStartException if the operating system starts no process
     */
    static <T extends @Nullable Object> ChildProcess<T> start(SerializableCallable<T> task) {
        return builder().start(task);
    }

    /**
     * Starts a task without a result in a process of its own; see
     * {@link #start(SerializableCallable)}.
     *
     * @param task the task
     * @return the process; its result is null
     * @throws TransferException if the task cannot be serialized; no process was started
     * @throws ProcessStartException if the operating system starts no process
     */
    static ChildProcess<@Nullable Void> start(SerializableRunnable task) {
        return builder().start(task);
    }

    /**
     * A builder with the defaults.
     *
     * @return a new builder
     */
    static Builder builder() {
        return new ChildProcessBuilder();
    }

    /**
     * The name of the process.
     *
     * @return the name that the builder gave, or {@code process-N}
     */
    String name();

    /**
     * The process id that the operating system gave.
     *
     * @return the pid; after the end of the process the operating system may give it to another
     */
    long pid();

    /**
     * Whether the process has not ended yet.
     *
     * @return false once the outcome is known
     */
    boolean isAlive();

    /**
     * Waits for the end of the process. Never throws for what happened in it.
     *
     * @return how it ended
     * @throws InterruptedException if the current thread is interrupted while it waits; the process
     *         goes on
     */
    Outcome<T> join() throws InterruptedException;

    /**
     * Waits for the end of the process for a time.
     *
     * @param timeout how long to wait at most; zero or less does not wait
     * @return true if the process has ended
     * @throws InterruptedException if the current thread is interrupted while it waits; the process
     *         goes on
     */
    boolean join(Duration timeout) throws InterruptedException;

    /**
     * Waits for the result of the task. A process that lives on after its task has returned,
     * because of threads that it left running, is not waited for longer than a moment.
     *
     * @return what the task returned
     * @throws ProcessFailedException if there is no result: the task threw, or the process exited,
     *         crashed, was killed or ran out of memory. Its cause is what the task threw, with the
     *         stack of the other process; {@link ProcessFailedException#outcome()} says the rest.
     * @throws InterruptedException if the current thread is interrupted while it waits; the process
     *         goes on
     */
    T result() throws InterruptedException;

    /**
     * How the process ended, if it has.
     *
     * @return the outcome, or empty while the process is alive
     */
    Optional<Outcome<T>> outcome();

    /**
     * The exit code of the process, if it has ended: 0 if the task returned and 1 if it threw, 128
     * + n if signal n killed the process, as in a shell.
     *
     * @return the exit code, or empty while the process is alive
     */
    OptionalInt exitCode();

    /**
     * A future of the end of the process, as {@link java.lang.Process#onExit} has it. Completing or
     * cancelling it has no effect on the process.
     *
     * @return a new future; it never completes exceptionally by itself
     */
    CompletableFuture<Outcome<T>> onExit();

    /** Whether the process has ended. */
    @Override
    boolean isReady();

    /** A future that is completed when the process has ended, however it did. */
    @Override
    CompletableFuture<@Nullable Void> whenReady();

    /**
     * Asks the process to end, with the grace of the builder; see {@link #terminate(Duration)}.
     */
    void terminate();

    /**
     * Asks the process to end, and returns at once. The task's thread is interrupted; after half of
     * the grace the JVM is shut down, with its shutdown hooks; when the grace is over the process
     * is killed, with its descendants. A process that has not begun its task is killed at once.
     * Calling it again is allowed; the shortest grace counts.
     *
     * @param grace how long the process may take; zero or less kills at once
     */
    void terminate(Duration grace);

    /**
     * Kills the process with its descendants, and returns at once. Nothing in the process is asked.
     */
    void kill();

    /**
     * Terminates the process, if it is alive, and waits until it has ended: for the grace of the
     * builder and a few seconds more at the most. Join first if the task is to be finished. An
     * interrupt of the waiting thread kills the process; the interrupt status stays set.
     */
    @Override
    void close();

    /** Builds and starts processes. Not safe for use by several threads. */
    sealed interface Builder permits ChildProcessBuilder {
        /**
         * Names the process. The default is {@code process-N}.
         *
         * @param name a name for people: appears in messages and, if wished, before each line that
         *        the process prints
         * @return this builder
         * @throws IllegalArgumentException if the name is blank or has a control character in it
         */
        Builder name(String name);

        /**
         * Sets an environment variable.
         *
         * @param variable its name
         * @param value its value
         * @return this builder
         * @throws IllegalArgumentException if the name is empty, or has a {@code =} or NUL in it,
         *         or the value has a NUL in it
         */
        Builder environment(String variable, String value);

        /**
         * Replaces the environment: nothing is inherited.
         *
         * @param environment all variables
         * @return this builder
         * @throws IllegalArgumentException as in {@link #environment(String, String)}
         */
        Builder environment(Map<String, String> environment);

        /**
         * Sets a system property.
         *
         * @param key its name
         * @param value its value
         * @return this builder
         * @throws IllegalArgumentException if the key is empty or has a {@code =} in it, or one of
         *         the two has a NUL in it
         */
        Builder systemProperty(String key, String value);

        /**
         * Sets the working directory. The default is that of this process.
         *
         * @param directory an existing directory
         * @return this builder
         */
        Builder workingDirectory(Path directory);

        /**
         * Adds entries to the end of the class path, which is that of this process otherwise.
         *
         * @param entries jar files and directories
         * @return this builder
         * @throws IllegalArgumentException if one has the separator of class paths in it
         */
        Builder classPath(Path... entries);

        /**
         * Adds JVM options. They come after the library's own, so that they win.
         *
         * @param options options of the {@code java} command, for instance {@code -Xss4m}
         * @return this builder
         * @throws IllegalArgumentException if one does not begin with {@code -}, or has a NUL in it
         */
        Builder jvmOptions(String... options);

        /**
         * Bounds the heap. The default is the share of a core: half of the memory that this machine
         * or container grants, divided by its cores, and a quarter at the most. In a process that
         * was started by this library, the memory to share is the default heap of that process, so
         * that a whole tree stays within the memory that there is.
         *
         * @param maxBytes the largest size of the heap in bytes, 8 MiB at least
         * @return this builder
         * @throws IllegalArgumentException if it is below 8 MiB
         */
        Builder heap(long maxBytes);

        /**
         * Says how many processes there will be at a time, this one among them, so that the default heaps of all fit the
         * memory: each has its part of what {@link #heap} says is shared by the cores, 64 MiB at least. The default is the number of
         * cores; fewer change nothing.
         *
         * @param count how many
         * @return this builder
         * @throws IllegalArgumentException if it is not positive
         */
        Builder siblings(int count);

        /**
         * Bounds the memory outside the heap that direct buffers and
         * {@linkplain java.lang.foreign.Arena arenas} take. The default is the size of the heap.
         * What native libraries allocate is not part of it; see {@link #memory}.
         *
         * @param maxBytes the bound in bytes
         * @return this builder
         * @throws IllegalArgumentException if it is not positive
         */
        Builder directMemory(long maxBytes);

        /**
         * Bounds the memory that classes take. There is no bound by default.
         *
         * @param maxBytes the bound in bytes, 16 MiB at least
         * @return this builder
         * @throws IllegalArgumentException if it is below 16 MiB
         */
        Builder metaspace(long maxBytes);

        /**
         * Bounds all memory of the process: heap, classes, compiled code, stacks, what native
         * libraries allocate. The kernel refuses more private memory, of which the JVM or the task
         * then dies; and a process with more resident memory, shared pages included, is killed
         * within some ten milliseconds. Processes that the process starts are not part of it. The
         * heap is half of it unless {@link #heap} says otherwise. There is no bound by default.
         *
         * @param maxBytes the bound in bytes, 160 MiB at least
         * @return this builder
         * @throws IllegalArgumentException if it is below 160 MiB
         */
        Builder memory(long maxBytes);

        /**
         * Bounds the time on the processor, all threads together, counted from the begin of the
         * task. A process that has used it up is killed within some ten milliseconds. There is no
         * bound by default.
         *
         * @param max the bound
         * @return this builder
         * @throws IllegalArgumentException if it is not positive
         */
        Builder cpuTime(Duration max);

        /**
         * Bounds the number of files, sockets and pipes that are open at a time; the JVM itself has
         * about twenty, and one for each jar of the class path that it has used. One that is too
         * many cannot be opened. The default is what the parent may have.
         *
         * @param max the bound, 32 at least
         * @return this builder
         * @throws IllegalArgumentException if it is below 32
         */
        Builder openFiles(int max);

        /**
         * Says how many processors the JVM counts: {@link Runtime#availableProcessors()}, and the
         * threads of collector, compiler and common pool. It holds for the processes that the
         * process starts too. The default is what this JVM counts.
         *
         * @param count the number of cores
         * @return this builder
         * @throws IllegalArgumentException if it is not positive
         */
        Builder cores(int count);

        /**
         * Says where standard output goes. The default is {@link Output#inherit()}.
         *
         * @param output the target
         * @return this builder
         */
        Builder stdout(Output output);

        /**
         * Says where standard error goes. The default is {@link Output#inherit()}. The last lines
         * are kept for the {@linkplain ProcessEvidence evidence} in any case.
         *
         * @param output the target
         * @return this builder
         */
        Builder stderr(Output output);

        /**
         * Sets how long {@link ChildProcess#terminate()} and {@link ChildProcess#close()} wait
         * before they kill. The default is two seconds.
         *
         * @param grace zero or more
         * @return this builder
         * @throws IllegalArgumentException if it is negative
         */
        Builder terminateGrace(Duration grace);

        /**
         * Says whether the process does not keep this JVM alive. The default is false. A daemon is
         * killed when this JVM exits.
         *
         * @param daemon true for a daemon
         * @return this builder
         */
        Builder daemon(boolean daemon);

        /**
         * Starts a task in a process of its own. Does not wait for the process to come up. The
         * builder can be used again; a name that it was given is given again.
         *
         * @param <T> the type of the result
         * @param task the task
         * @return the process
         * @throws TransferException if the task cannot be serialized; no process was started
         * @throws ProcessStartException if the operating system starts no process
         * @throws IllegalStateException if this JVM is shutting down
         */
        <T extends @Nullable Object> ChildProcess<T> start(SerializableCallable<T> task);

        /**
         * Starts a task without a result; see {@link #start(SerializableCallable)}.
         *
         * @param task the task
         * @return the process; its result is null
         * @throws TransferException if the task cannot be serialized; no process was started
         * @throws ProcessStartException if the operating system starts no process
         * @throws IllegalStateException if this JVM is shutting down
         */
        ChildProcess<@Nullable Void> start(SerializableRunnable task);
    }
}
