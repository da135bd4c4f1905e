/** Rows, how they are measured in rounds, and how their figures are judged. */
@NullMarked
package io.github.procesy.bench.measure;

import org.jspecify.annotations.NullMarked;
