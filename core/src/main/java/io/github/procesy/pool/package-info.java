/**
 * Worker processes that take tasks.
 *
 * <p>{@link io.github.procesy.pool.ProcessPool} is a {@link java.util.concurrent.ExecutorService}. What a thread did before it
 * handed a task over happens before the task, and what the task did happens before what a thread does that has seen its
 * result; that holds for all shared memory of {@link io.github.procesy.memory} too. Objects of the heap travel as copies.
 */
@org.jspecify.annotations.NullMarked
package io.github.procesy.pool;
