/**
 * Segments of shared memory: how they are made, found, kept and given back. A segment is a file that
 * the root of a tree of processes holds; what travels is a {@link SegmentHandle}.
 */
package io.github.procesy.segment;
