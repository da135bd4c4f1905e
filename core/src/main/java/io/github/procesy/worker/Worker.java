package io.github.procesy.worker;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.github.procesy.control.Frame;
import io.github.procesy.control.FrameChannel;
import io.github.procesy.control.SocketListener;
import io.github.procesy.os.PrivateFolder;
import io.github.procesy.os.Uninterrupted;
import io.github.procesy.process.ChildProcess;
import io.github.procesy.wire.FailureCodec;
import io.github.procesy.wire.Loaders;
import io.github.procesy.wire.ObjectCodec;
import org.jspecify.annotations.Nullable;

/**
 * A process that treats items one after another. Its owner sends items ahead and receives what
 * happens to them, in the order in which it sent them. One thread sends and receives; any thread may
 * kill.
 *
 * @param <A> the type of the items
 * @param <R> the type of the results
 */
public final class Worker<A, R> implements AutoCloseable {
    /** The channel of a process that ends closes a little before its end is known. */
    private static final Duration DYING = Duration.ofSeconds(1);

    private final ChildProcess<@Nullable Void> process;
    private final SocketListener listener;
    private final PrivateFolder folder;
    private final Loaders loaders;
    private @Nullable FrameChannel channel;

    private Worker(ChildProcess<@Nullable Void> process, SocketListener listener,
            PrivateFolder folder, Loaders loaders) {
        this.process = process;
        this.listener = listener;
        this.folder = folder;
        this.loaders = loaders;
    }

    /**
     * Starts a worker; does not wait for it to come up.
     *
     * @param <A> the type of the items
     * @param <R> the type of the results
     * @param settings how the process is to be
     * @param task what it does with each item
     * @return the worker
     * @throws IOException if no socket can be made for it
     */
    public static <A, R> Worker<A, R> start(ChildProcess.Builder settings, WorkerTask<A, R> task)
            throws IOException {
        PrivateFolder folder = Uninterrupted.call(PrivateFolder::create);
        try {
            SocketListener listener = SocketListener.open(folder.path());
            Loaders loaders = new Loaders();
            ObjectCodec.encode(task, "task", loaders); // the results come from where the task does
            ChildProcess<@Nullable Void> process = settings
                    .start(new WorkerLoop<>(listener.endpoint(), task));
            var _ = process.onExit().thenRun(() -> closeQuietly(listener));
            return new Worker<>(process, listener, folder, loaders);
        } catch (IOException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /**
     * Sends items ahead. If the worker is gone, {@link #receive} tells.
     *
     * @param items the items
     * @throws io.github.procesy.TransferException if one of them does not serialize; none was sent
     */
    public void send(List<? extends A> items) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (A item : items) {
                byte[] encoded = ObjectCodec.encode(item, "item");
                out.writeInt(encoded.length);
                out.write(encoded);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        try {
            connected().send(WorkerFrame.ITEMS, bytes.toByteArray());
        } catch (IOException e) {
            // The process is gone; the next receive says how.
        }
    }

    /**
     * Waits for what happens next to the oldest item that is not finished. After
     * {@link WorkerEvent.Lost} nothing more comes.
     *
     * @return the event
     * @throws InterruptedException if the current thread is interrupted while it waits; the worker
     *         is then lost
     */
    public WorkerEvent<R> receive() throws InterruptedException {
        try {
            Optional<Frame> frame = connected().receive();
            if (frame.isPresent()) {
                return event(frame.get());
            }
        } catch (IOException e) {
            // As the end of the stream.
        }
        if (!process.join(DYING)) {
            process.kill(); // it closed the channel, or broke the protocol, and lives
        }
        return new WorkerEvent.Lost<>(process.join());
    }

    @SuppressWarnings("unchecked") // the worker sends results of the type that its task makes
    private WorkerEvent<R> event(Frame frame) throws IOException {
        return switch (frame.type()) {
            case WorkerFrame.RESULT -> new WorkerEvent.Result<>(
                    (R) Objects.requireNonNull(
                            ObjectCodec.decode(frame.payload(), "result", loaders)));
            case WorkerFrame.FINISHED -> new WorkerEvent.Finished<>();
            case WorkerFrame.FAILED -> new WorkerEvent.Failed<>(
                    FailureCodec.decode(frame.payload(), loaders));
            default -> throw new IOException("unknown worker frame " + frame.type());
        };
    }

    /**
     * The process of the worker.
     *
     * @return the process; ending it ends the worker
     */
    public ChildProcess<?> process() {
        return process;
    }

    /** Kills the process at once. */
    public void kill() {
        process.kill();
    }

    /** Ends the worker, in an orderly way if it is idle, and waits for that, bounded. */
    @Override
    public void close() {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // It is of no use any more.
            }
        }
        closeQuietly(listener);
        process.close();
        folder.close();
    }

    /** The channel to the worker; waits for the worker to come up the first time. */
    private FrameChannel connected() throws IOException {
        FrameChannel connected = channel;
        if (connected == null) {
            connected = listener.accept();
            channel = connected;
            folder.close();
        }
        return connected;
    }

    private static void closeQuietly(SocketListener listener) {
        try {
            listener.close();
        } catch (IOException e) {
            // It listens to nobody any more either way.
        }
    }
}
