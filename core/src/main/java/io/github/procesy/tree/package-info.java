/**
 * What the processes of a tree share beside memory: a table of the processes, and one of those who wait.
 * Both are made so that a process may be killed at any instruction.
 */
package io.github.procesy.tree;
