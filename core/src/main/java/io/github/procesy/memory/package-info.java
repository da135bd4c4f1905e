/**
 * Shared memory: memory, arrays, values and tables that several processes see at once, without a copy.
 *
 * <h2>Memory consistency</h2>
 *
 * The rules of the Java memory model, which are about the threads of one process, hold for shared memory
 * across processes too, with the process in the place of the thread where it has but one:
 *
 * <ul>
 * <li>Plain accesses ({@code get}, {@code set} and everything in bulk) are not ordered by themselves.
 * An access to a value of up to eight bytes is never torn: one sees a value that was written, whole.
 * <li>A volatile write of a variable ({@code setVolatile}, and every atomic update) <i>synchronizes
 * with</i> every volatile read ({@code getVolatile}, and every atomic update) of the same variable that
 * sees it, in whatever process; {@code setRelease} and {@code getAcquire} likewise. What was done before
 * the write <i>happens-before</i> what is done after the read.
 * <li>What the starting process did before {@code ChildProcess.start} happens-before what the task does;
 * what the task did happens-before the return of {@code join} and {@code result}.
 * <li>A process that is killed leaves what it had written, in the order that these rules give, and
 * nothing else: the memory of others is never undone, and no value is half written.
 * </ul>
 */
package io.github.procesy.memory;
