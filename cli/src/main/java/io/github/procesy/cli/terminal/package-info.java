/** Between the program and its terminal: results, messages, progress, exit codes. */
@NullMarked
package io.github.procesy.cli.terminal;

import org.jspecify.annotations.NullMarked;
