/** The {@code map} command: items from a stream of lines through worker processes to results. */
@NullMarked
package io.github.procesy.cli.map;

import org.jspecify.annotations.NullMarked;
