/** The machine: what it is, and whether it is quiet enough to measure on. */
@NullMarked
package io.github.procesy.bench.machine;

import org.jspecify.annotations.NullMarked;
