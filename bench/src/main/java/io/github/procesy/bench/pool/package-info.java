/** Probes of pools of workers. */
package io.github.procesy.bench.pool;
