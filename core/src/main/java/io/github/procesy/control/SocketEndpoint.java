package io.github.procesy.control;

import java.io.IOException;
import java.io.Serializable;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * Where a {@link SocketListener} waits, and the secret that opens it. It travels to the process
 * that is to connect. No record, because these are slow to deserialize in a JVM that has just
 * booted.
 */
public final class SocketEndpoint implements Serializable {
    /** The first frame on a connection: the token. */
    static final byte HELLO = 0;

    private static final long serialVersionUID = 1L;

    private final String path;
    private final String token;

    /**
     * An endpoint.
     *
     * @param path the path of the socket
     * @param token 128 random bits in hexadecimal
     */
    public SocketEndpoint(String path, String token) {
        this.path = path;
        this.token = token;
    }

    /**
     * The path of the socket.
     *
     * @return the path
     */
    public String path() {
        return path;
    }

    /**
     * The secret that opens it.
     *
     * @return 128 random bits in hexadecimal
     */
    public String token() {
        return token;
    }

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
