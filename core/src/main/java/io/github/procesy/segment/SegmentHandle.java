package io.github.procesy.segment;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What travels in place of a segment of shared memory: where it is, and how it is recognized.
 *
 * @param id tells it from all others of its tree of processes
 * @param path by which every process of the tree can open it, as long as the tree keeps it
 * @param bytes its size for the user
 * @param nonce stands at its end too, so that nothing else is taken for it
 */
public record SegmentHandle(long id, String path, long bytes, long nonce) {
    /**
     * Writes a handle.
     *
     * @param out takes it
     * @throws IOException if that fails
     */
    public void write(DataOutput out) throws IOException {
        out.writeLong(id);
        out.writeUTF(path);
        out.writeLong(bytes);
        out.writeLong(nonce);
    }

    /**
     * Reads a handle.
     *
     * @param in has what {@link #write} wrote
     * @return the handle
     * @throws IOException if that fails
     */
    public static SegmentHandle read(DataInput in) throws IOException {
        return new SegmentHandle(in.readLong(), in.readUTF(), in.readLong(), in.readLong());
    }
}
