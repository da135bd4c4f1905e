/** Lines of the input as items of a pool of worker processes, and what they give as the output. */
@NullMarked
package io.github.procesy.cli.items;

import org.jspecify.annotations.NullMarked;
