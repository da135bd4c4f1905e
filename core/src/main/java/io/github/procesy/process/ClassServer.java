package io.github.procesy.process;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.List;

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
        boolean all = in.get() != 0;
        List<byte[]> found = read(UTF_8.decode(in).toString(), all);
        int length = 2 * Integer.BYTES;
        for (byte[] content : found) {
            length += Integer.BYTES + content.length;
        }
        ByteBuffer out = ByteBuffer.allocate(length).putInt(number).putInt(found.size());
        found.forEach(content -> out.putInt(content.length).put(content));
        channel.send(ControlFrame.ANSWER, out.array());
    }

    private List<byte[]> read(String path, boolean all) {
        try {
            return all ? loaders.readAll(path) : loaders.read(path).stream().toList();
        } catch (IOException | RuntimeException | Error e) {
            LOG.log(Level.WARNING, "A class loader failed to read " + path
                    + " for a child process, which is told that there is no such thing.", e);
            return List.of();
        }
    }
}
