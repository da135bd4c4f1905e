/**
 * Queues between processes.
 *
 * <p><b>Memory consistency.</b> What a thread does before it puts an item into a queue <i>happens-before</i> what a thread does, in
 * whatever process, after it has taken that item: in the shared memory of both, and in the heap if it is one process.
 */
@NullMarked
package io.github.procesy.queue;

import org.jspecify.annotations.NullMarked;
