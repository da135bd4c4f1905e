/** A worker process that takes items one after another, for the command line. */
package io.github.procesy.worker;
