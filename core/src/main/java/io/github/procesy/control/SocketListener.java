package io.github.procesy.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/** Waits for the one process that knows the token to connect. */
public final class SocketListener implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int TOKEN_BYTES = 16;

    private final ServerSocketChannel server;
    private final SocketEndpoint endpoint;

    private SocketListener(ServerSocketChannel server, SocketEndpoint endpoint) {
        this.server = server;
        this.endpoint = endpoint;
    }

    /**
     * Listens in a folder.
     *
     * @param folder a folder that only this user may enter
     * @return the listener
     * @throws IOException if the socket cannot be made, for instance because its path is longer
     *         than the 106 bytes that Unix domain sockets allow
     */
    public static SocketListener open(Path folder) throws IOException {
        Path path = folder.resolve("s");
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            server.close();
            throw e;
        }
        byte[] token = new byte[TOKEN_BYTES];
        RANDOM.nextBytes(token);
        return new SocketListener(server,
                new SocketEndpoint(path.toString(), HexFormat.of().formatHex(token)));
    }

    /**
     * Where it listens.
     *
     * @return what the other process needs to connect
     */
    public SocketEndpoint endpoint() {
        return endpoint;
    }

    /**
     * Waits for the connection and stops listening. A connection without the token is closed and
     * the wait goes on.
     *
     * @return the channel
     * @throws IOException if the listener is closed before anybody connects
     */
    public FrameChannel accept() throws IOException {
        while (true) {
            FrameChannel channel = new FrameChannel(new SocketLink(server.accept()));
            if (knowsToken(channel)) {
                close();
                return channel;
            }
            channel.close();
        }
    }

    private boolean knowsToken(FrameChannel channel) {
        try {
            Optional<Frame> hello = channel.receive();
            return hello.isPresent() && hello.get().type() == SocketEndpoint.HELLO
                    && MessageDigest.isEqual(hello.get().payload(),
                            endpoint.token().getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            return false;
        }
    }

    /** Stops listening and deletes the socket; a waiting {@link #accept} fails. */
    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(Path.of(endpoint.path()));
    }
}
