/** What runs in a child process around the user's code: boot, control, classes, and the end. */
package io.github.procesy.child;
