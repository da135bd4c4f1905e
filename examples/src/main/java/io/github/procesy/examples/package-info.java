/** The examples of the documentation: short programs, one idea each. */
@NullMarked
package io.github.procesy.examples;

import org.jspecify.annotations.NullMarked;
