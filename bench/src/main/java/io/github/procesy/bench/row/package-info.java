/** The rows. A new one is a class here and a line in {@link io.github.procesy.bench.row.Rows}. */
@NullMarked
package io.github.procesy.bench.row;

import org.jspecify.annotations.NullMarked;
