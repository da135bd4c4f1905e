package io.github.procesy.bench.traffic;

import java.io.EOFException;
import java.io.IOException;
import java.io.Serializable;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/** A Unix domain socket between the process that made it and another, to which its other end travels. */
final class UnixSocket {
    private final ServerSocketChannel server;
    private final UnixDomainSocketAddress address;
    private @Nullable SocketChannel channel;

    UnixSocket() throws IOException {
        address = UnixDomainSocketAddress.of(
                Files.createTempDirectory("socket").resolve("socket"));
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
    }

    /** This end; waits for the other. */
    SocketChannel channel() throws IOException {
        SocketChannel own = channel;
        if (own == null) {
            own = server.accept();
            channel = own;
        }
        return own;
    }

    OtherEnd otherEnd() {
        return new OtherEnd(address.getPath());
    }

    /** The end of the other process, which connects when it is used first. */
    static final class OtherEnd implements Serializable {
        private static final long serialVersionUID = 1L;

        private final String path;
        private transient @Nullable SocketChannel channel;

        private OtherEnd(Path path) {
            this.path = path.toString();
        }

        SocketChannel channel() throws IOException {
            SocketChannel own = channel;
            if (own == null) {
                own = SocketChannel.open(UnixDomainSocketAddress.of(path));
                channel = own;
            }
            return own;
        }
    }

    /** Writes all of a buffer. */
    static void write(SocketChannel channel, ByteBuffer buffer) throws IOException {
        buffer.clear();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Fills a buffer. */
    static void read(SocketChannel channel, ByteBuffer buffer) throws IOException {
        buffer.clear();
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("the other end is gone");
            }
        }
    }
}
