/** What the operating system gives: system calls, private folders, process trees, signals, memory. */
package io.github.procesy.os;
