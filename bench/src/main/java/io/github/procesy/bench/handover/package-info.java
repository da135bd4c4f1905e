/** What it costs to hand over a lambda, within one JVM: benchmarks for JMH. */
@NullMarked
package io.github.procesy.bench.handover;

import org.jspecify.annotations.NullMarked;
