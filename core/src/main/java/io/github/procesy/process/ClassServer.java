package io.github.procesy.process;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Optional;

import io.github.procesy.control.ControlFrame;
import io.github.procesy.control.FrameChannel;
import io.github.procesy.wire.Loaders;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Answers a child that asks for a class file or resource: what the task's class loaders find. */
final class ClassServer {
    private static final System.Logger LOG = System.getLogger(ClassServer.class.getName());

    private final Loaders loaders;

    ClassServer(Loaders loaders) {
        this.loaders = loaders;
    }

    /** Answers a frame of type {@link ControlFrame#FETCH}. */
    void answer(byte[] request, FrameChannel channel) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(request);
        int number = in.getInt();
        Optional<byte[]> found = read(UTF_8.decode(in).toString());
        byte[] content = found.orElse(new byte[0]);
        channel.send(ControlFrame.FETCHED, ByteBuffer.allocate(Integer.BYTES + 1 + content.length)
                .putInt(number)
                .put((byte) (found.isPresent() ? 1 : 0))
                .put(content)
                .array());
    }

    private Optional<byte[]> read(String path) {
        try {
            return loaders.read(path);
        } catch (IOException | RuntimeException | Error e) {
            LOG.log(Level.WARNING, "A class loader failed to read " + path
                    + " for a child process, which is told that there is no such thing.", e);
            return Optional.empty();
        }
    }
}
