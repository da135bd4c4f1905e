/**
 * Processes: start Java code in a JVM of its own, wait for it, end it, and learn how it ended.
 *
 * <h2>Memory consistency</h2>
 *
 * Processes share no objects: a task and its result are copies. What the starting thread did before
 * {@code start} <i>happens-before</i> what the task does, as far as it reached the task's copy; what
 * the task did <i>happens-before</i> the return of {@code join} and {@code result}.
 */
package io.github.procesy.process;
