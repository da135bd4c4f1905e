/** What runs in the JVMs that are measured: one probe in each. Knows nothing of the other side. */
@NullMarked
package io.github.procesy.bench.probe;

import org.jspecify.annotations.NullMarked;
