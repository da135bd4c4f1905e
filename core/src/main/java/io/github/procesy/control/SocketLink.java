package io.github.procesy.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;

/** Bytes over a connected socket. */
record SocketLink(SocketChannel socket) implements Link {
    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        ByteBuffer target = ByteBuffer.wrap(buffer, offset, length);
        int count = socket.read(target);
        while (count == 0) {
            LockSupport.parkNanos(FrameChannel.PAUSE_NANOS);
            count = socket.read(target);
        }
        return count;
    }

    @Override
    public boolean hasInput() {
        return false;
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        ByteBuffer source = ByteBuffer.wrap(buffer, offset, length);
        while (source.hasRemaining()) {
            if (socket.write(source) == 0) {
                LockSupport.parkNanos(FrameChannel.PAUSE_NANOS);
            }
        }
    }

    @Override
    public void stopBlocking() throws IOException {
        socket.configureBlocking(false);
    }

    @Override
    public boolean closesOnInterrupt() {
        return true;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
