/** What it costs to get at the elements of a shared array, beside those of an int[]: for JMH. */
@NullMarked
package io.github.procesy.bench.array;

import org.jspecify.annotations.NullMarked;
