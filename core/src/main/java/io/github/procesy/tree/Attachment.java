package io.github.procesy.tree;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

import io.github.procesy.segment.SegmentHandle;

/**
 * What a process needs to know to take part in its tree.
 *
 * @param handle the memory that all share
 * @param process the reference of the process
 */
public record Attachment(SegmentHandle handle, long process) {
    /**
     * Writes it.
     *
     * @param out takes it
     * @throws IOException if that fails
     */
    public void write(DataOutput out) throws IOException {
        handle.write(out);
        out.writeLong(process);
    }

    /**
     * Reads it.
     *
     * @param in has what {@link #write} wrote
     * @return the attachment
     * @throws IOException if that fails
     */
    public static Attachment read(DataInput in) throws IOException {
        return new Attachment(SegmentHandle.read(in), in.readLong());
    }
}
