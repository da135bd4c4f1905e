/** What shared memory and locks cost beside those of one process: the probes. */
@NullMarked
package io.github.procesy.bench.shared;

import org.jspecify.annotations.NullMarked;
