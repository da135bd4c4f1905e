/**
 * Pipes between processes.
 *
 * <p><b>Memory consistency.</b> What a thread does before it sends a message <i>happens-before</i> what a thread does, in whatever
 * process, after it has received that message: in the shared memory of both, and in the heap if it is one process.
 */
package io.github.procesy.pipe;
