/** The {@code procesy} command. */
@NullMarked
package io.github.procesy.cli;

import org.jspecify.annotations.NullMarked;
