package io.github.procesy.process;

import java.io.IOException;
import java.io.Serializable;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import io.github.procesy.TransferException;
import io.github.procesy.control.ControlFrame;
import io.github.procesy.control.Frame;
import io.github.procesy.control.FrameChannel;
import io.github.procesy.control.Interruptible;
import io.github.procesy.os.ExitStatus;
import io.github.procesy.os.ProcessTree;
import io.github.procesy.tree.DeadlockNews;
import io.github.procesy.tree.ReadyFuture;
import io.github.procesy.wire.EncodedTask;
import io.github.procesy.wire.FailureCodec;
import io.github.procesy.wire.LoaderSource;
import io.github.procesy.wire.Loaders;
import io.github.procesy.wire.ObjectCodec;
import io.github.procesy.wire.References;
import io.github.procesy.wire.TaskCodec;
import org.jspecify.annotations.Nullable;

/**
 * A child process and those who look after it in the parent:
 *
 * <ul>
 * <li>the <i>conversation</i>, a daemon thread: sends the task once the child has connected, then
 * listens until the control channel ends;
 * <li>two <i>pumps</i>, daemon threads: pass on what the child prints;
 * <li>the <i>watcher</i>, a thread that keeps this JVM alive as long as the child lives, unless the
 * child is a daemon: waits for the end, then for the other three, decides the outcome, tidies up,
 * and wakes those who wait.
 * </ul>
 *
 * They are platform threads: virtual ones would not run while the user's occupy all carriers. What
 * the child reports is gathered in volatile fields, each written by the conversation alone and read
 * by the watcher after the conversation has ended.
 *
 * <p>Those who join wait on latches, and not on the future that callbacks hang on: a callback that
 * blocks delays no join.
 */
final class SupervisedProcess<T extends @Nullable Object>
        implements
        ChildProcess<T>,
        Interruptible {
    private static final System.Logger LOG = System.getLogger(SupervisedProcess.class.getName());
    /** How long {@link #result} waits for a process whose result is known to end. */
    private static final Duration LINGER = Duration.ofMillis(250);
    /** How long {@link #close} waits beyond the grace; a killed process is gone long before. */
    private static final Duration CLOSE_MARGIN = Duration.ofSeconds(5);
    /** How long the conversation may go on after the process has ended. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);
    /** Between two looks at the descendants of a process that was asked to end. */
    private static final Duration CENSUS = Duration.ofMillis(50);
    /** Fits an empty pipe, whose capacity is 64 KiB, so that sending it waits for nobody. */
    private static final int AT_ONCE_BYTES = 32 * 1024;

    private final ProcessSettings settings;
    private final LaunchedJvm jvm;
    private final LimitWatch.Watched watched;
    private final String taskName;
    private final byte[] task;
    private final Loaders loaders;
    private final SharedServer shared;
    private final long startedNanos = System.nanoTime();
    private final LastLines lastErrorLines;
    private final OutputPump stdoutPump;
    private final OutputPump stderrPump;
    private final Thread conversation;
    /** Open until the task has reported or the process has ended. */
    private final CountDownLatch settled = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CompletableFuture<Outcome<T>> onExit = new CompletableFuture<>();

    private volatile @Nullable FrameChannel channel;
    private volatile boolean endRequested;
    private volatile Verdict.@Nullable Report report;
    private volatile Verdict.ExitAnnounced exitAnnounced = Verdict.ExitAnnounced.NOT;
    private volatile @Nullable Outcome<T> outcome;
    /** How many have asked for the outcome, and have it or wait for it. */
    private int askers;
    private UnclaimedFailures.@Nullable Failure unclaimed;

    private SupervisedProcess(ProcessSettings settings, LaunchedJvm jvm, String taskName,
            byte[] task, Loaders loaders, SharedServer shared, LineTarget stdout,
            LineTarget stderr) {
        this.settings = settings;
        this.jvm = jvm;
        this.taskName = taskName;
        this.task = task;
        watched = LimitWatch.watch(jvm, settings.limits());
        this.loaders = loaders;
        this.shared = shared;
        shared.setPid(jvm.pid());
        lastErrorLines = new LastLines(ChildJvm.stderrEncoding(settings));
        stdoutPump = new OutputPump("procesy-stdout-" + settings.name(), jvm.stdout(),
                new CrashReportFilter(stdout),
                new LastLines(ChildJvm.stdoutEncoding(settings)));
        stderrPump = new OutputPump("procesy-stderr-" + settings.name(), jvm.stderr(), stderr,
                lastErrorLines);
        conversation = daemon("control", this::converse);
    }

    static <T extends @Nullable Object> SupervisedProcess<T> start(Launcher launcher,
            ProcessSettings settings, Serializable task) {
        Objects.requireNonNull(task, "task");
        LaunchedJvm spare = Spares.take(launcher, settings);
        boolean used = false;
        try (CloseOnFailure opened = new CloseOnFailure()) {
            if (spare != null) {
                RunningJdk.check(settings); // a launcher would do so
            }
            Loaders loaders =
                    task instanceof LoaderSource source ? source.loaders() : new Loaders();
            References.Noted<EncodedTask> noted = References
                    .noting(() -> TaskCodec.encode(task, loaders));
            EncodedTask encoded = noted.value();
            SharedServer shared = new SharedServer(settings.name());
            opened.add(shared::close);
            shared.grant(noted.ids());
            byte[] message = ChildJvm.message(settings, encoded.bytes());
            LineTarget stdout = LineTarget.of(settings.stdout(), settings.name(),
                    () -> System.out);
            opened.add(stdout::close);
            LineTarget stderr = LineTarget.of(settings.stderr(), settings.name(),
                    () -> System.err);
            opened.add(stderr::close);
            used = true;
            LaunchedJvm jvm = handOver(spare, message, launcher, settings);
            AotTraining.note(encoded.outline());
            Spares.replenish(launcher, settings, encoded.outline());
            SupervisedProcess<T> process = new SupervisedProcess<>(settings, jvm,
                    encoded.name(), message, loaders, shared, stdout, stderr);
            process.begin();
            opened.succeeded();
            return process;
        } finally {
            if (spare != null && !used) {
                Spares.putBack(launcher, settings, spare);
            }
        }
    }

    /** Gives the task to the spare, if there is one that lives, or to a new JVM. */
    private static LaunchedJvm handOver(@Nullable LaunchedJvm spare, byte[] message,
            Launcher launcher, ProcessSettings settings) {
        if (spare != null) {
            if (handOver(spare, message)) {
                return spare;
            }
            Spares.discard(spare);
        }
        LaunchedJvm jvm = launcher.launch(settings);
        var _ = handOver(jvm, message);
        return jvm;
    }

    /** Sends the task if that waits for nobody; false if the JVM has ended. */
    private static boolean handOver(LaunchedJvm jvm, byte[] message) {
        if (!jvm.isConnected() || message.length > AT_ONCE_BYTES) {
            return !jvm.hasEnded();
        }
        try {
            jvm.connect().send(ControlFrame.TASK, message);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void begin() {
        try {
            LivingChildren.add(this);
        } catch (IllegalStateException e) {
            jvm.kill();
            jvm.dispose();
            throw e;
        }
        if (wasSentAtOnce()) {
            connect();
        }
        conversation.start();
        stdoutPump.start();
        stderrPump.start();
        Thread watcher = daemon("watch", this::watch);
        watcher.setDaemon(settings.daemon());
        watcher.start();
    }

    private Thread daemon(String role, Runnable action) {
        Thread thread = new Thread(null, action, "procesy-" + role + "-" + settings.name(), 0,
                false);
        thread.setDaemon(true);
        return thread;
    }

    private boolean wasSentAtOnce() {
        return jvm.isConnected() && task.length <= AT_ONCE_BYTES;
    }

    /** Sends the task, unless that was done at once. */
    private void connect() {
        try {
            FrameChannel connected = jvm.connect();
            if (endRequested) {
                jvm.kill();
            } else if (!wasSentAtOnce()) {
                connected.send(ControlFrame.TASK, task);
            }
            channel = connected;
        } catch (IOException e) {
            // The process ended, or broke the protocol: the watcher sees the rest.
            jvm.kill();
        }
    }

    private void converse() {
        if (channel == null) {
            connect();
        }
        FrameChannel connected = channel;
        if (connected == null) {
            return;
        }
        ClassServer classes = new ClassServer(loaders);
        try (connected) {
            connected.receiveAll(frame -> handle(frame, connected, classes));
        } catch (IOException e) {
            // The process ended, or broke the protocol: the watcher sees the rest.
            jvm.kill();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "The control of " + this + " failed; it is killed.", e);
            jvm.kill();
        }
    }

    private void handle(Frame frame, FrameChannel connected, ClassServer classes)
            throws IOException {
        switch (frame.type()) {
            case ControlFrame.FETCH -> classes.answer(frame.payload(), connected);
            case ControlFrame.SEGMENT_CREATE -> shared.create(frame.payload(), connected);
            case ControlFrame.ATTACH -> shared.attach(frame.payload(), connected);
            case ControlFrame.DEADLOCK -> DeadlockNews.toldBy(DeadlockNews.read(frame.payload()));
            case ControlFrame.SEGMENT_RELEASE -> shared.release(frame.payload());
            case ControlFrame.TOKEN_CREATE -> shared.createToken(frame.payload(), connected);
            case ControlFrame.SEGMENT_HOLD -> shared.hold(frame.payload(), connected);
            case ControlFrame.SEGMENT_ADOPT -> shared.adopt(frame.payload(), connected);
            case ControlFrame.SEGMENT_GIVE_BACK -> SharedServer.giveBack(frame.payload());
            case ControlFrame.RETURNED -> report(decodeResult(frame.payload()));
            case ControlFrame.THREW -> report(
                    new Verdict.Report(null, FailureCodec.decode(frame.payload(), loaders)));
            case ControlFrame.EXITING -> {
                exitAnnounced = new Verdict.ExitAnnounced(true,
                        ByteBuffer.wrap(frame.payload()).getInt());
                connected.send(ControlFrame.EXIT_NOTED, new byte[0]);
            }
            default -> throw new IOException("unknown control frame " + frame.type());
        }
    }

    private Verdict.Report decodeResult(byte[] bytes) {
        try {
            return new Verdict.Report(ObjectCodec.decode(bytes, "result", loaders), null);
        } catch (TransferException e) {
            return new Verdict.Report(null, e);
        }
    }

    private void report(Verdict.Report ofTask) {
        report = ofTask;
        settled.countDown();
    }

    private void watch() {
        ExitStatus status = jvm.awaitExit();
        shared.ended();
        LimitWatch.forget(watched);
        Duration lifetime = lifetime();
        try {
            conversation.join(LAST_WORDS);
            stdoutPump.awaitDrained();
            stderrPump.awaitDrained();
        } catch (InterruptedException e) {
            // Nobody has this thread in hand; if somebody does, decide by what is known so far.
        }
        Outcome<T> decided = new Verdict(report, status, jvm.crashLog(), exitAnnounced,
                watched.violation(), settings.limits(), jvm.hasTaskBegun(),
                evidence(status.code(), lifetime)).outcome();
        try {
            jvm.dispose();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "Something of " + this + " is left.", e);
        }
        shared.close();
        LivingChildren.remove(this);
        if (!endRequested && !(decided instanceof Outcome.Returned)) {
            unclaimed(decided);
        }
        outcome = decided;
        ended.countDown();
        settled.countDown();
        onExit.complete(decided);
    }

    private synchronized void unclaimed(Outcome<T> failure) {
        if (askers == 0) {
            unclaimed = UnclaimedFailures.add(this, failure);
        }
    }

    /** Somebody asks how this process ends. */
    private synchronized void asked() {
        askers++;
        if (unclaimed != null) {
            unclaimed.claim();
        }
    }

    /** Somebody asked, and gave up waiting for the answer. */
    private synchronized void askedInVain() {
        askers--;
    }

    private Duration lifetime() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    private ProcessEvidence evidence(int exitCode, Duration lifetime) {
        return new ProcessEvidence(name(), pid(), taskName, exitCode, lifetime, endRequested,
                lastErrorLines.list());
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public long pid() {
        return jvm.pid();
    }

    @Override
    public boolean isAlive() {
        return outcome == null;
    }

    @Override
    public Outcome<T> join() throws InterruptedException {
        asked();
        try {
            JoinWait.await(ended, shared, name());
        } catch (InterruptedException e) {
            askedInVain();
            throw e;
        }
        return Objects.requireNonNull(outcome, "written before the latch opens");
    }

    @Override
    public boolean join(Duration timeout) throws InterruptedException {
        asked();
        boolean known = false;
        try {
            known = hasEnded(timeout);
            return known;
        } finally {
            if (!known) {
                askedInVain();
            }
        }
    }

    private boolean hasEnded(Duration timeout) throws InterruptedException {
        return JoinWait.await(ended, Time.nanos(timeout), shared, name());
    }

    @Override
    public T result() throws InterruptedException {
        asked();
        try {
            JoinWait.await(settled, shared, name());
        } catch (InterruptedException e) {
            askedInVain();
            throw e;
        }
        Verdict.Report ofTask = report;
        if (ofTask == null || hasEnded(LINGER)) {
            return join().valueOrThrow();
        }
        int exitCodeToCome = ofTask.failure() == null ? 0 : 1;
        return Verdict.<T>ofReport(ofTask, settings.limits(), evidence(exitCodeToCome, lifetime()))
                .valueOrThrow();
    }

    @Override
    public Optional<Outcome<T>> outcome() {
        Outcome<T> known = outcome;
        if (known != null) {
            asked();
        }
        return Optional.ofNullable(known);
    }

    @Override
    public OptionalInt exitCode() {
        Outcome<T> known = outcome().orElse(null);
        return known == null ? OptionalInt.empty() : OptionalInt.of(known.evidence().exitCode());
    }

    @Override
    public CompletableFuture<Outcome<T>> onExit() {
        asked();
        return onExit.copy();
    }

    @Override
    public boolean isReady() {
        return !isAlive();
    }

    @Override
    public CompletableFuture<@Nullable Void> whenReady() {
        return ReadyFuture.of(this::isReady, ended::await);
    }

    @Override
    public void terminate() {
        terminate(settings.terminateGrace());
    }

    @Override
    public void terminate(Duration grace) {
        if (!isAlive()) {
            return;
        }
        endRequested = true;
        FrameChannel connected = channel;
        if (connected == null || !grace.isPositive() || !jvm.hasTaskBegun()) {
            kill();
            return;
        }
        // Two threads: the child may not read what is sent, and the caller may be interrupted.
        daemon("ask", () -> ask(connected, grace)).start();
        daemon("terminate", () -> enforce(grace)).start();
    }

    private void ask(FrameChannel connected, Duration grace) {
        try {
            connected.send(ControlFrame.TERMINATE,
                    ByteBuffer.allocate(Long.BYTES).putLong(Time.millis(grace)).array());
        } catch (IOException e) {
            jvm.kill();
        }
    }

    /** Kills when the grace is over, and the descendants in any case. */
    private void enforce(Duration grace) {
        Set<ProcessHandle> descendants = new HashSet<>();
        long deadline = System.nanoTime() + Time.nanos(grace);
        try {
            do {
                ProcessHandle.of(pid())
                        .ifPresent(root -> descendants.addAll(ProcessTree.descendants(root)));
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    kill();
                }
            } while (!hasEnded(CENSUS));
        } catch (InterruptedException e) {
            kill(); // nobody has this thread in hand; if somebody does, end now
        }
        ProcessTree.killSurvivors(descendants);
    }

    @Override
    public void interrupt(long number) {
        FrameChannel connected = channel;
        if (connected != null) {
            try {
                connected.sendShielded(ControlFrame.INTERRUPT,
                        ByteBuffer.allocate(Long.BYTES).putLong(number).array());
            } catch (IOException e) {
                // It has ended, and needs no interrupt.
            }
        }
    }

    @Override
    public void kill() {
        endRequested = true;
        if (isAlive()) {
            jvm.kill();
        }
    }

    @Override
    public void close() {
        terminate();
        synchronized (this) {
            if (unclaimed != null) {
                unclaimed.report();
            }
        }
        if (stdoutPump.isCurrentThread() || stderrPump.isCurrentThread()) {
            return; // what the process printed is being passed on by this very thread
        }
        boolean interrupted = false;
        long deadline = System.nanoTime() + Time.nanos(settings.terminateGrace());
        long giveUp = deadline + CLOSE_MARGIN.toNanos();
        while (isAlive() && System.nanoTime() < giveUp) {
            try {
                boolean overdue = System.nanoTime() >= deadline;
                if (overdue) {
                    kill();
                }
                var _ = hasEnded(
                        Duration.ofNanos((overdue ? giveUp : deadline) - System.nanoTime()));
            } catch (InterruptedException e) {
                interrupted = true;
                kill();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Name, pid and state, as one line. */
    @Override
    public String toString() {
        Outcome<T> known = outcome;
        return known == null
                ? "process '" + name() + "' (pid " + pid() + ") is alive"
                : known.toString();
    }
}
