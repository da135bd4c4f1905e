/** What {@code procesy bench} does: measures the library beside its peers. */
@NullMarked
package io.github.procesy.bench;

import org.jspecify.annotations.NullMarked;
