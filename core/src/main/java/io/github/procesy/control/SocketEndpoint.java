package io.github.procesy.control;

import java.io.IOException;
import java.io.Serializable;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * Where a {@link SocketListener} waits, and the secret that opens it. It travels to the process
 * that is to connect.
 *
 * @param path the path of the socket
 * @param token 128 random bits in hexadecimal
 */
public record SocketEndpoint(String path, String token) implements Serializable {
    /** The first frame on a connection: the token. */
    static final byte HELLO = 0;

    /**
     * Connects.
     *
     * @return the channel to the listener
     * @throws IOException if nobody listens there any more
     */
    public FrameChannel connect() throws IOException {
        FrameChannel channel = new FrameChannel(
                new SocketLink(SocketChannel.open(UnixDomainSocketAddress.of(path))));
        channel.send(HELLO, token.getBytes(StandardCharsets.US_ASCII));
        return channel;
    }

    /** Leaves the token out: it is a secret. */
    @Override
    public String toString() {
        return "SocketEndpoint[" + path + "]";
    }
}
