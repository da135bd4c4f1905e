/** What the operating system gives: private folders, process trees, signals. */
package io.github.procesy.os;
