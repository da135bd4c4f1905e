package io.github.procesy.control;

import java.io.IOException;

/** A stream of bytes in both directions between two processes. */
interface Link extends AutoCloseable {
    /** Reads at least one byte, waiting for it; -1 when the other end is closed or gone. */
    int read(byte[] buffer, int offset, int length) throws IOException;

    /** Whether a read would return at once; false if that is not known. */
    boolean hasInput() throws IOException;

    /** Writes all bytes. */
    void write(byte[] buffer, int offset, int length) throws IOException;

    /** From now on no thread waits inside a system call; see {@link FrameChannel#stopBlocking}. */
    void stopBlocking() throws IOException;

    /** Whether an interrupt of a thread that reads or writes closes the link. */
    boolean closesOnInterrupt();

    @Override
    void close() throws IOException;
}
