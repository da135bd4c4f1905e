/**
 * Locks and the like for the threads of several processes, which survive the death of any of them.
 *
 * <h2>Crowds</h2>
 *
 * 2048 threads of all processes of a tree can be in queues at a time. Those beyond wait too, with the same
 * times and interrupts, but poll: they are in no queue and no queue length, have no turn, and a condition that such a
 * thread awaits returns as from a spurious wakeup.
 *
 * <h2>Memory consistency</h2>
 *
 * What {@code java.util.concurrent} promises of the classes of these names holds here across processes, for
 * {@linkplain io.github.procesy.memory shared memory}: what was done before a lock was given back, a
 * permit released, a latch counted down, a barrier reached or an event set <i>happens-before</i> what is done
 * after the lock was taken, the permit acquired, or the wait ended because of it. A holder that was killed gives its lock
 * back by that: what it had written until then happens-before what the next holder does.
 */
package io.github.procesy.sync;
