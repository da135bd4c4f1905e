/** The {@code run} command: the {@code main} of a program, again and again in the same processes. */
@NullMarked
package io.github.procesy.cli.run;

import org.jspecify.annotations.NullMarked;
