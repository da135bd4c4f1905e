/**
 * Rings of bytes in shared memory, which queues and pipes are made of. A process that uses one may be killed at any
 * instruction.
 */
package io.github.procesy.ring;
