package io.github.procesy.process;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.github.procesy.control.ControlFrame;
import io.github.procesy.control.FrameChannel;
import io.github.procesy.segment.Grants;
import io.github.procesy.segment.SegmentHandle;
import io.github.procesy.segment.Segments;
import io.github.procesy.tree.Attachment;
import io.github.procesy.tree.Tree;
import io.github.procesy.tree.TreeLink;

/**
 * Makes shared memory for a child, keeps what it was granted until it has ended, and gives it a place in
 * the tree.
 */
final class SharedServer implements AutoCloseable {
    private final String processName;
    private final Grants grants = new Grants();
    private volatile long childPid;
    private volatile long place;
    private boolean hasEnded;

    SharedServer(String processName) {
        this.processName = processName;
    }

    /** Grants what the child will find in its task. */
    void grant(List<Long> ids) {
        grants.add(ids);
    }

    /** Answers a frame of type {@link ControlFrame#SEGMENT_CREATE}, on another thread: it may take long. */
    void create(byte[] request, FrameChannel channel) {
        answer(request, channel, in -> {
            SegmentHandle handle = grants.create(in.readLong());
            return handle::write;
        });
    }

    /** Answers a frame of type {@link ControlFrame#TOKEN_CREATE}, on another thread. */
    void createToken(byte[] request, FrameChannel channel) {
        answer(request, channel, in -> {
            SegmentHandle handle = grants.createToken(in.readLong(), in.readLong());
            return handle::write;
        });
    }

    /** Answers a frame of type {@link ControlFrame#ATTACH}, on another thread: it may ask the root. */
    void attach(byte[] request, FrameChannel channel) {
        answer(request, channel, in -> attach(new TreeLink.Member(in.readLong(), in.readUTF(),
                in.readLong()))::write);
    }

    private Attachment attach(TreeLink.Member member) throws IOException {
        Attachment attachment = Tree.attach(member);
        grants.add(List.of(attachment.handle().id()));
        synchronized (this) {
            if (member.pid() == childPid) {
                place = attachment.process();
                if (hasEnded) {
                    Tree.ended(place);
                }
            }
        }
        return attachment;
    }

    /** The child's place in the tree, or 0 if it has none. */
    long place() {
        return place;
    }

    /** The child has ended: all may know. */
    synchronized void ended() {
        hasEnded = true;
        if (place != 0) {
            Tree.ended(place);
        }
    }

    /** Says which process the child is, once it is started. */
    void setPid(long pid) {
        childPid = pid;
    }

    /** What answers a request. */
    @FunctionalInterface
    private interface Handler {
        Answer handle(DataInput request) throws IOException;
    }

    /** Writes an answer. */
    @FunctionalInterface
    private interface Answer {
        void write(DataOutput out) throws IOException;
    }

    private void answer(byte[] request, FrameChannel channel, Handler handler) {
        Thread thread = new Thread(null, () -> {
            try {
                channel.send(ControlFrame.ANSWER, answer(request, handler));
            } catch (IOException e) {
                // The child has ended; what it was granted goes with it.
            }
        }, "procesy-shared-" + processName, 0, false);
        thread.setDaemon(true);
        thread.start();
    }

    private static byte[] answer(byte[] request, Handler handler) throws IOException {
        DataInput in = new DataInputStream(new ByteArrayInputStream(request));
        ByteArrayOutputStream answer = new ByteArrayOutputStream(128);
        DataOutput out = new DataOutputStream(answer);
        out.writeInt(in.readInt());
        try {
            Answer content = handler.handle(in);
            out.writeBoolean(true);
            content.write(out);
        } catch (IOException | RuntimeException e) {
            out.writeBoolean(false);
            out.writeUTF(Objects.requireNonNullElse(e.getMessage(), e.toString()));
        }
        return answer.toByteArray();
    }

    /** Answers a frame of type {@link ControlFrame#SEGMENT_HOLD}, on another thread. */
    void hold(byte[] request, FrameChannel channel) {
        answer(request, channel, in -> {
            long owner = in.readLong();
            long hold = Segments.hold(owner, readIds(in));
            return out -> out.writeLong(hold);
        });
    }

    /** Answers a frame of type {@link ControlFrame#SEGMENT_ADOPT}, on another thread. */
    void adopt(byte[] request, FrameChannel channel) {
        answer(request, channel, in -> {
            List<Long> ids = grants.adopt(in.readLong());
            return out -> {
                out.writeInt(ids.size());
                for (long id : ids) {
                    out.writeLong(id);
                }
            };
        });
    }

    private static List<Long> readIds(DataInput in) throws IOException {
        List<Long> ids = new ArrayList<>();
        for (int i = in.readInt(); i > 0; i--) {
            ids.add(in.readLong());
        }
        return ids;
    }

    /** Obeys a frame of type {@link ControlFrame#SEGMENT_GIVE_BACK}. */
    static void giveBack(byte[] request) {
        Segments.giveBack(ByteBuffer.wrap(request).getLong());
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
