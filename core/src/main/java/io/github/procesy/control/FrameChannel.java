package io.github.procesy.control;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.BooleanSupplier;

import io.github.procesy.os.Uninterrupted;

/**
 * Frames between two processes, in both directions, over a socket or a pair of pipes. Layout of a
 * frame: {@code int length of the payload, byte type, payload}.
 *
 * <p>Any thread may send; frames of several threads do not mix. One thread at a time may receive.
 * An interrupt of a thread that sends or receives over a socket closes the channel, as with every
 * {@link java.nio.channels.InterruptibleChannel}: a thread that others may interrupt goes through
 * {@link #sendShielded}.
 */
public final class FrameChannel implements AutoCloseable {
    /** Between two looks once {@link #stopBlocking} was called. */
    static final long PAUSE_NANOS = 2_000_000;

    private static final int HEADER_BYTES = Integer.BYTES + 1;
    private static final int READ_BUFFER_BYTES = 16 * 1024;
    /** Payloads up to this size are copied behind their header and leave in one write. */
    private static final int SMALL_BYTES = 8 * 1024;

    private final Link link;
    private final ByteBuffer in = ByteBuffer.allocate(READ_BUFFER_BYTES).flip();
    private final ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + SMALL_BYTES);

    FrameChannel(Link link) {
        this.link = link;
    }

    /**
     * A channel over a pair of pipes.
     *
     * @param in the end to read from
     * @param out the end to write to
     * @param otherEndGone whether the process at the other end is gone; asked after
     *        {@link #stopBlocking} alone
     * @return the channel
     */
    public static FrameChannel overPipes(FileInputStream in, FileOutputStream out,
            BooleanSupplier otherEndGone) {
        return new FrameChannel(new PipeLink(in, out, otherEndGone));
    }

    /**
     * Sends a frame; returns when the operating system has it.
     *
     * @param type what it means
     * @param payload its content
     * @throws IOException if the other end is gone
     */
    public synchronized void send(byte type, byte[] payload) throws IOException {
        out.clear();
        out.putInt(payload.length).put(type);
        if (payload.length <= SMALL_BYTES) {
            out.put(payload);
            link.write(out.array(), 0, out.position());
        } else {
            link.write(out.array(), 0, out.position());
            link.write(payload, 0, payload.length);
        }
    }

    /**
     * Sends a frame from a thread that may be interrupted meanwhile. Where an interrupt would close
     * the channel, the work is done by a thread of its own. The interrupt status stays.
     *
     * @param type what it means
     * @param payload its content
     * @throws IOException if the other end is gone
     */
    public void sendShielded(byte type, byte[] payload) throws IOException {
        if (!link.closesOnInterrupt()) {
            send(type, payload);
            return;
        }
        try {
            var _ = Uninterrupted.call(() -> {
                send(type, payload);
                return this;
            });
        } catch (OutOfMemoryError e) {
            sendWithoutThread(type, payload); // the one that was to send could not be made
        }
    }

    private void sendWithoutThread(byte type, byte[] payload) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            send(type, payload);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Whether there is something to receive.
     *
     * @return true if there is; false if there is nothing, or if that is not known
     * @throws IOException if the channel fails
     */
    public boolean hasInput() throws IOException {
        return in.hasRemaining() || link.hasInput();
    }

    /**
     * Looks for something to receive again and again, for a moment: where it is known to come, that
     * is faster than to sleep until it is there.
     *
     * @param nanos how long at the most
     * @throws IOException if the channel fails
     */
    public void spin(long nanos) throws IOException {
        long begun = System.nanoTime();
        while (!hasInput() && System.nanoTime() - begun < nanos) {
            Thread.onSpinWait();
        }
    }

    /**
     * Receives a frame; waits until there is one.
     *
     * @return the frame, or empty when the other end is closed or its process is gone
     * @throws IOException if the channel fails, or is closed by this side
     */
    public Optional<Frame> receive() throws IOException {
        if (!fill(HEADER_BYTES)) {
            return Optional.empty();
        }
        int length = in.getInt();
        byte type = in.get();
        if (length < 0) {
            throw new IOException("a frame of negative length " + length);
        }
        byte[] payload = new byte[length];
        int filled = Math.min(length, in.remaining());
        in.get(payload, 0, filled);
        while (filled < length) {
            int count = link.read(payload, filled, length - filled);
            if (count < 0) {
                return Optional.empty();
            }
            filled += count;
        }
        return Optional.of(new Frame(type, payload));
    }

    /**
     * Receives frames until the other end is closed or its process is gone.
     *
     * @param handler takes each frame
     * @throws IOException if the channel fails, or is closed by this side, or the handler throws it
     */
    public void receiveAll(FrameHandler handler) throws IOException {
        Optional<Frame> frame = receive();
        while (frame.isPresent()) {
            handler.handle(frame.get());
            frame = receive();
        }
    }

    /** Takes the frames of a channel. */
    @FunctionalInterface
    public interface FrameHandler {
        /**
         * Takes a frame.
         *
         * @param frame the frame
         * @throws IOException if the answer cannot be sent
         */
        void handle(Frame frame) throws IOException;
    }

    /**
     * From now on no thread waits for the other end inside a system call: it looks again every few
     * milliseconds. A JVM that exits waits up to 300 ms for threads that are inside one
     * ({@code VM_Exit::wait_for_threads_in_native_to_block} of HotSpot).
     *
     * @throws IOException if the channel is closed
     */
    public void stopBlocking() throws IOException {
        link.stopBlocking();
    }

    /** Reads until the buffer has so many bytes; false at the end of the stream. */
    private boolean fill(int bytes) throws IOException {
        while (in.remaining() < bytes) {
            in.compact();
            int count = link.read(in.array(), in.position(), in.remaining());
            in.position(in.position() + Math.max(0, count));
            in.flip();
            if (count < 0) {
                return false;
            }
        }
        return true;
    }

    /** Closes the channel; the other end sees the end of the stream. */
    @Override
    public void close() throws IOException {
        link.close();
    }
}
