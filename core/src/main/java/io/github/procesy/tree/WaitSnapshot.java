package io.github.procesy.tree;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A wait as it was at one time.
 *
 * @param process the name of the process that waits
 * @param pid its pid
 * @param thread the name of its thread
 * @param kind what kind of thing it waits for
 * @param target the name of that thing
 * @param sinceMillis since when, in milliseconds of the epoch
 * @param blocker the name of the process that has it, or empty
 * @param blockerPid the pid of that process, or 0
 * @param stack the stack of the thread, a line for each frame; empty if it has not waited long
 */
public record WaitSnapshot(String process, long pid, String thread, String kind, String target,
        long sinceMillis, String blocker, long blockerPid, String stack) {
    /**
     * Writes it.
     *
     * @param out takes it
     * @throws IOException if that fails
     */
    public void write(DataOutput out) throws IOException {
        out.writeUTF(process);
        out.writeLong(pid);
        out.writeUTF(thread);
        out.writeUTF(kind);
        out.writeUTF(target);
        out.writeLong(sinceMillis);
        out.writeUTF(blocker);
        out.writeLong(blockerPid);
        out.writeUTF(stack);
    }

    /**
     * Reads it.
     *
     * @param in has what {@link #write} wrote
     * @return the snapshot
     * @throws IOException if that fails
     */
    public static WaitSnapshot read(DataInput in) throws IOException {
        return new WaitSnapshot(in.readUTF(), in.readLong(), in.readUTF(), in.readUTF(),
                in.readUTF(), in.readLong(), in.readUTF(), in.readLong(), in.readUTF());
    }

    /** Who waits for what, and who has it, in one line. */
    @Override
    public String toString() {
        return "thread '" + thread + "' of process '" + process + "' (pid " + pid + ") waits for "
                + kind + " '" + target + "'" + (blockerPid == 0
                        ? ""
                        : ", which process '" + blocker + "' (pid " + blockerPid + ") has");
    }
}
