/** Worker processes that take tasks. */
package io.github.procesy.pool;
