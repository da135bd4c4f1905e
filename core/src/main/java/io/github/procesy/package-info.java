/**
 * What every part of the library shares: the functional interfaces whose lambdas travel to another
 * process without a cast, and the root of the library's exceptions.
 *
 * <h2>What can travel</h2>
 *
 * A task, its arguments and its result travel by Java serialization. A lambda travels when what it
 * captures does. What cannot travel fails in the call that would send it, on the caller's stack,
 * with a {@link io.github.procesy.TransferException} that names the field path. An exception always
 * arrives: if it cannot be rebuilt on the other side, its class name, message and stack come as a
 * {@link io.github.procesy.RemoteThrowable}.
 */
package io.github.procesy;
