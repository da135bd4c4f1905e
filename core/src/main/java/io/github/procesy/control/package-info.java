/**
 * How two processes of the library talk before they share memory: frames over two pipes that the child
 * inherits, or, with the portable launcher, over a Unix domain socket in a private folder, opened with a token. Never over
 * descriptors 0, 1 or 2.
 */
package io.github.procesy.control;
