package io.github.procesy.control;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Bytes over a pair of pipes. */
final class PipeLink implements Link {
    private final FileInputStream in;
    private final FileOutputStream out;
    private final BooleanSupplier otherEndGone;
    private volatile boolean looking;

    /**
     * Takes two ends of pipes.
     *
     * @param otherEndGone asked between two looks, because a look does not see the end of the stream
     */
    PipeLink(FileInputStream in, FileOutputStream out, BooleanSupplier otherEndGone) {
        this.in = in;
        this.out = out;
        this.otherEndGone = otherEndGone;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        while (looking && in.available() == 0) {
            if (otherEndGone.getAsBoolean()) {
                return -1;
            }
            LockSupport.parkNanos(FrameChannel.PAUSE_NANOS);
        }
        return in.read(buffer, offset, length);
    }

    @Override
    public boolean hasInput() throws IOException {
        return in.available() > 0;
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        out.write(buffer, offset, length);
    }

    @Override
    public void stopBlocking() {
        looking = true;
    }

    @Override
    public boolean closesOnInterrupt() {
        return false;
    }

    @Override
    public void close() throws IOException {
        out.close();
        in.close();
    }
}
