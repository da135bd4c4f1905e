/** Who is measured: programs of their own that measure themselves and say what they found. */
@NullMarked
package io.github.procesy.bench.contender;

import org.jspecify.annotations.NullMarked;
