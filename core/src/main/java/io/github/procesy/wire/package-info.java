/**
 * How objects travel: tasks, values and failures as bytes. Knows nothing of processes or of what
 * carries the bytes.
 */
package io.github.procesy.wire;
