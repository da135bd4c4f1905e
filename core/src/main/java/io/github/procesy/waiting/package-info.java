/**
 * Waiting in lists that lie in shared memory: what all synchronizers, queues and pipes are made of.
 */
package io.github.procesy.waiting;
