package io.github.procesy.process;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;

import io.github.procesy.control.ControlFrame;
import io.github.procesy.control.FrameChannel;
import io.github.procesy.segment.Grants;
import io.github.procesy.segment.SegmentHandle;

/** Makes shared memory for a child, and keeps what it was granted until it has ended. */
final class SegmentServer implements AutoCloseable {
    private final String processName;
    private final Grants grants = new Grants();

    SegmentServer(String processName) {
        this.processName = processName;
    }

    /** Grants what the child will find in its task. */
    void grant(List<Long> ids) {
        grants.add(ids);
    }

    /** Answers a frame of type {@link ControlFrame#SEGMENT_CREATE}, on another thread: it may take long. */
    void create(byte[] request, FrameChannel channel) {
        Thread thread = new Thread(null, () -> answer(ByteBuffer.wrap(request), channel),
                "procesy-segment-" + processName, 0, false);
        thread.setDaemon(true);
        thread.start();
    }

    private void answer(ByteBuffer request, FrameChannel channel) {
        int number = request.getInt();
        try {
            channel.send(ControlFrame.ANSWER, create(number, request.getLong()));
        } catch (IOException e) {
            // The child has ended; what it was granted goes with it.
        }
    }

    private byte[] create(int number, long bytes) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream(128);
        DataOutputStream out = new DataOutputStream(answer);
        out.writeInt(number);
        try {
            SegmentHandle handle = grants.create(bytes);
            out.writeBoolean(true);
            handle.write(out);
        } catch (IOException | RuntimeException e) {
            out.writeBoolean(false);
            out.writeUTF(Objects.requireNonNullElse(e.getMessage(), e.toString()));
        }
        return answer.toByteArray();
    }

    /** Obeys a frame of type {@link ControlFrame#SEGMENT_RELEASE}. */
    void release(byte[] request) {
        ByteBuffer in = ByteBuffer.wrap(request);
        grants.release(in.getLong(), in.getInt());
    }

    @Override
    public void close() {
        grants.close();
    }
}
