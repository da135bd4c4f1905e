/** Results for people and for machines. */
@NullMarked
package io.github.procesy.bench.report;

import org.jspecify.annotations.NullMarked;
