package io.github.procesy.child;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.procesy.control.ControlFrame;
import io.github.procesy.control.Frame;
import io.github.procesy.control.FrameChannel;
import io.github.procesy.control.TaskMessage;
import io.github.procesy.os.Cores;
import io.github.procesy.os.Signals;
import io.github.procesy.segment.Keeper;
import io.github.procesy.segment.SegmentHandle;
import io.github.procesy.segment.Segments;
import io.github.procesy.tree.Attachment;
import io.github.procesy.tree.DeadlockNews;
import io.github.procesy.tree.Tree;
import io.github.procesy.tree.TreeLink;
import io.github.procesy.tree.WaitSnapshot;
import io.github.procesy.wire.Loaders;
import io.github.procesy.wire.TaskDecoder;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The child's end of the control channel. A daemon thread receives what the parent says; when the
 * channel ends, the parent is gone, and the process ends itself.
 */
final class ControlClient implements Keeper, TreeLink {
    private static final long EXIT_NOTED_MILLIS = 200;
    /** Longer than it takes the parent to write a task once it has woken this process. */
    private static final long WAKE_SPIN_NANOS = 1_000_000;
    private static final Map<String, Integer> SIGNAL_THREADS = Map.of("SIGHUP handler",
            Signals.SIGHUP, "SIGINT handler", Signals.SIGINT, "SIGTERM handler", Signals.SIGTERM);

    private final FrameChannel channel;
    private final Thread taskThread;
    private final Lifeline lifeline;
    private final CountDownLatch taskReceived = new CountDownLatch(1);
    private final Map<Integer, CompletableFuture<ByteBuffer>> requests =
            new ConcurrentHashMap<>();
    private final CountDownLatch exitNoted = new CountDownLatch(1);
    private final AtomicInteger lastRequest = new AtomicInteger();

    ControlClient(FrameChannel channel, Thread taskThread, Lifeline lifeline) {
        this.channel = channel;
        this.taskThread = taskThread;
        this.lifeline = lifeline;
    }

    /** Gets the thread going that will receive, once {@link #awaitTask} has the task. */
    void start() {
        new Receiver().start();
        Segments.setKeeper(this);
        Tree.setLink(this);
    }

    /**
     * The message with the task; waits for it on the current thread, the shortest way. Gets ready
     * meanwhile, first for what the parent expects.
     */
    TaskMessage awaitTask(TaskDecoder decoder, Loaders loaders) throws IOException {
        boolean warm = false;
        Frame frame;
        do {
            if (!warm && !channel.hasInput()) {
                warm = true;
                Warmup.run(loaders);
            }
            frame = receiveFirst();
            if (frame.type() == ControlFrame.PREPARE) {
                decoder.prepare(frame.payload(), ClassLoader.getSystemClassLoader());
            } else if (frame.type() == ControlFrame.WAKE && Cores.areSeveral()) {
                channel.spin(WAKE_SPIN_NANOS);
            }
        } while (frame.type() != ControlFrame.TASK);
        TaskMessage message = new TaskMessage(frame.payload());
        taskReceived.countDown();
        return message;
    }

    private Frame receiveFirst() throws IOException {
        Optional<Frame> frame = channel.receive();
        if (frame.isEmpty()) {
            throw new IOException("the parent closed the control channel before it sent a task");
        }
        return frame.get();
    }

    /** Sends a frame; if the parent is gone this does not return for long, the lifeline ends us. */
    void send(byte type, byte[] payload) {
        try {
            channel.sendShielded(type, payload);
        } catch (IOException e) {
            lifeline.parentIsGone();
        }
    }

    /**
     * Says that the JVM shuts down in an orderly way, and whether a signal asked for it. Waits for
     * the answer, after which the receiving thread no longer delays the shutdown.
     */
    void sendExiting() {
        try {
            channel.send(ControlFrame.EXITING,
                    ByteBuffer.allocate(Integer.BYTES).putInt(signalObeyed()).array());
            exitNoted.await(EXIT_NOTED_MILLIS, TimeUnit.MILLISECONDS);
        } catch (IOException | InterruptedException e) {
            // The parent is gone, or in a hurry: nobody wants to know.
        }
    }

    /**
     * Asks the parent for a class file or resource.
     *
     * @param path its name, for instance {@code com/acme/Job.class}
     */
    Optional<byte[]> fetch(String path) {
        return fetch(path, false).stream().findFirst();
    }

    /** Asks the parent for all resources of a name but those of the class path. */
    List<byte[]> fetchAll(String path) {
        return fetch(path, true);
    }

    private List<byte[]> fetch(String path, boolean all) {
        byte[] name = path.getBytes(UTF_8);
        ByteBuffer answer = ask(ControlFrame.FETCH, ByteBuffer.allocate(1 + name.length)
                .put((byte) (all ? 1 : 0))
                .put(name)
                .array());
        List<byte[]> contents = new ArrayList<>();
        for (int i = answer.getInt(); i > 0; i--) {
            byte[] content = new byte[answer.getInt()];
            answer.get(content);
            contents.add(content);
        }
        return contents;
    }

    /** Sends a request, which its number precedes, and waits for the answer. */
    private ByteBuffer ask(byte type, byte[] content) {
        int number = lastRequest.incrementAndGet();
        CompletableFuture<ByteBuffer> answer = new CompletableFuture<>();
        requests.put(number, answer);
        send(type, ByteBuffer.allocate(Integer.BYTES + content.length)
                .putInt(number)
                .put(content)
                .array());
        return answer.join();
    }

    /** The same for a request that can fail: then the answer says why. */
    private DataInput demand(byte type, byte[] content) throws IOException {
        ByteBuffer answer = ask(type, content);
        byte[] rest = new byte[answer.remaining()];
        answer.get(rest);
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(rest));
        if (in.readBoolean()) {
            return in;
        }
        throw new IOException(in.readUTF());
    }

    @Override
    public SegmentHandle create(long bytes) throws IOException {
        return SegmentHandle.read(demand(ControlFrame.SEGMENT_CREATE,
                ByteBuffer.allocate(Long.BYTES).putLong(bytes).array()));
    }

    @Override
    public SegmentHandle createToken(long other, long at) throws IOException {
        return SegmentHandle.read(demand(ControlFrame.TOKEN_CREATE,
                ByteBuffer.allocate(2 * Long.BYTES).putLong(other).putLong(at).array()));
    }

    @Override
    public long hold(long owner, List<Long> ids) throws IOException {
        ByteBuffer content =
                ByteBuffer.allocate(Long.BYTES + Integer.BYTES + ids.size() * Long.BYTES)
                        .putLong(owner)
                        .putInt(ids.size());
        ids.forEach(content::putLong);
        return demand(ControlFrame.SEGMENT_HOLD, content.array()).readLong();
    }

    @Override
    public List<Long> adopt(long hold) throws IOException {
        DataInput answer = demand(ControlFrame.SEGMENT_ADOPT,
                ByteBuffer.allocate(Long.BYTES).putLong(hold).array());
        List<Long> ids = new ArrayList<>();
        for (int i = answer.readInt(); i > 0; i--) {
            ids.add(answer.readLong());
        }
        return ids;
    }

    @Override
    public void giveBack(long hold) {
        send(ControlFrame.SEGMENT_GIVE_BACK,
                ByteBuffer.allocate(Long.BYTES).putLong(hold).array());
    }

    @Override
    public Attachment attach(Member member) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream(64);
        DataOutputStream out = new DataOutputStream(content);
        out.writeLong(member.pid());
        out.writeUTF(member.name());
        out.writeLong(member.mainThread());
        return Attachment.read(demand(ControlFrame.ATTACH, content.toByteArray()));
    }

    @Override
    public void report(List<WaitSnapshot> circle) {
        try {
            send(ControlFrame.DEADLOCK, DeadlockNews.write(circle));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }

    @Override
    public Member self() {
        return new Member(ProcessHandle.current().pid(),
                Assignment.message().map(TaskMessage::name).orElse(""), taskThread.threadId());
    }

    @Override
    public void release(long id, int grants) {
        send(ControlFrame.SEGMENT_RELEASE, ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                .putLong(id)
                .putInt(grants)
                .array());
    }

    /** A task may interrupt all threads that it can find; this one does not listen. */
    private final class Receiver extends Thread {
        Receiver() {
            super(null, null, "procesy-control", 0, false);
            setDaemon(true);
        }

        @Override
        public void run() {
            receive();
        }

        @Override
        public void interrupt() {}
    }

    private void receive() {
        try {
            taskReceived.await();
            channel.receiveAll(this::handle);
        } catch (IOException | InterruptedException e) {
            // Treated as the end of the stream.
        }
        lifeline.parentIsGone();
    }

    private void handle(Frame frame) throws IOException {
        ByteBuffer payload = ByteBuffer.wrap(frame.payload());
        switch (frame.type()) {
            case ControlFrame.TERMINATE -> Terminator.start(taskThread, payload.getLong());
            case ControlFrame.ANSWER -> answered(payload);
            case ControlFrame.INTERRUPT -> Interrupts.OF_PARENT.interrupt(payload.getLong());
            case ControlFrame.WAKE -> {
                // Meant for a start that another has overtaken.
            }
            case ControlFrame.EXIT_NOTED -> {
                channel.stopBlocking();
                exitNoted.countDown();
            }
            default -> throw new IllegalStateException("unknown control frame " + frame.type()
                    + ": parent and child run different versions of the library");
        }
    }

    private void answered(ByteBuffer payload) {
        CompletableFuture<ByteBuffer> request = requests.remove(payload.getInt());
        if (request != null) {
            request.complete(payload);
        }
    }

    /**
     * The signal that made the JVM shut down: the JDK runs the shutdown on a thread named after it.
     */
    private static int signalObeyed() {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        Thread[] threads = new Thread[root.activeCount() + 8];
        int count = root.enumerate(threads);
        for (int i = 0; i < count; i++) {
            int signal = SIGNAL_THREADS.getOrDefault(threads[i].getName(), 0);
            if (signal != 0) {
                return signal;
            }
        }
        return 0;
    }
}
