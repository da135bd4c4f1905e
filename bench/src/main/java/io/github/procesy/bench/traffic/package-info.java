/** What queues and pipes carry, beside others of their kind: the probes. */
@NullMarked
package io.github.procesy.bench.traffic;

import org.jspecify.annotations.NullMarked;
