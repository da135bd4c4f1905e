package io.github.procesy.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Objects;

import io.github.procesy.SerializableRunnable;
import io.github.procesy.control.FrameChannel;
import io.github.procesy.control.SocketEndpoint;
import io.github.procesy.wire.FailureCodec;
import io.github.procesy.wire.Loaders;
import io.github.procesy.wire.ObjectCodec;

/**
 * What a worker process runs: takes items until the owner closes the channel. No record: to rebuild
 * one, serialization spins method handles, which costs a JVM that has just booted 50 ms.
 */
final class WorkerLoop<A, R> implements SerializableRunnable {
    private static final long serialVersionUID = 1L;
    private static final byte[] NOTHING = {};

    private final SocketEndpoint owner;
    private final WorkerTask<A, R> task;

    /**
     * A loop.
     *
     * @param owner where the owner waits
     * @param task what is done with each item
     */
    WorkerLoop(SocketEndpoint owner, WorkerTask<A, R> task) {
        this.owner = owner;
        this.task = task;
    }

    @Override
    public void run() throws IOException {
        Loaders loaders = Loaders.of(Thread.currentThread().getContextClassLoader());
        try (FrameChannel channel = owner.connect()) {
            channel.receiveAll(frame -> {
                ByteBuffer items = ByteBuffer.wrap(frame.payload());
                while (items.hasRemaining()) {
                    byte[] item = new byte[items.getInt()];
                    items.get(item);
                    treat(item, channel, loaders);
                }
            });
        }
    }

    @SuppressWarnings("unchecked") // the owner sends items of the type that its task takes
    private void treat(byte[] item, FrameChannel channel, Loaders loaders)
            throws IOException {
        byte type = WorkerFrame.FINISHED;
        byte[] payload = NOTHING;
        try {
            task.run((A) Objects.requireNonNull(ObjectCodec.decode(item, "item", loaders)),
                    result -> send(channel, ObjectCodec.encode(result, "result")));
        } catch (Throwable failure) {
            type = WorkerFrame.FAILED;
            payload = FailureCodec.encode(failure);
        }
        System.out.flush();
        System.err.flush();
        Thread.interrupted(); // one item does not disturb the next
        channel.send(type, payload);
    }

    private static void send(FrameChannel channel, byte[] result) {
        boolean interrupted = Thread.interrupted(); // it would close the channel
        try {
            channel.send(WorkerFrame.RESULT, result);
        } catch (IOException e) {
            throw new UncheckedIOException("the owner of this worker is gone", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
