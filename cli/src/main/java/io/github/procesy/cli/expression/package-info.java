/** The user's expression: from text to class files here, from class files to a function there. */
@NullMarked
package io.github.procesy.cli.expression;

import org.jspecify.annotations.NullMarked;
