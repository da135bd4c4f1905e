package io.github.procesy.child;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;

import io.github.procesy.SerializableCallable;
import io.github.procesy.control.ControlFrame;
import io.github.procesy.control.FrameChannel;
import io.github.procesy.control.SocketEndpoint;
import io.github.procesy.control.TaskMark;
import io.github.procesy.control.TaskMessage;
import io.github.procesy.tree.Tree;
import io.github.procesy.wire.FailureCodec;
import io.github.procesy.wire.Loaders;
import io.github.procesy.wire.ObjectCodec;
import io.github.procesy.wire.TaskDecoder;
import org.jspecify.annotations.Nullable;

/**
 * The main class of a child process: connects to its parent, runs the one task that it is given on
 * the main thread, reports how that ended, and returns. As with every Java program, threads that
 * are no daemons keep the process alive after that.
 */
public final class ChildMain {
    /** First argument: the control channel is a pair of pipes. */
    public static final String PIPES = "pipes";
    /** First argument: the control channel is a Unix domain socket. */
    public static final String SOCKET = "socket";

    private ChildMain() {}

    /**
     * Runs one task.
     *
     * @param arguments how to reach the parent, the file of the {@link TaskMark}, and the parent's
     *        pid: {@code socket PATH TOKEN MARK PID} or {@code pipes IN OUT MARK PID}, with
     *        descriptors of this process
     * @throws Throwable what the task threw, so that the process ends with exit code 1
     */
    public static void main(String[] arguments) throws Throwable {
        Lifeline lifeline = Lifeline.of(arguments);
        FrameChannel channel;
        TaskMark mark;
        DescriptorReserve reserve;
        try {
            channel = connect(arguments, lifeline);
            mark = TaskMark.open(arguments[3]);
            reserve = DescriptorReserve.open();
        } catch (IOException e) {
            lifeline.parentIsGone();
            return;
        }
        ControlClient control = new ControlClient(channel, Thread.currentThread(), lifeline);
        ClassLoader loader = new FetchingClassLoader(control);
        Loaders loaders = Loaders.of(loader);
        Thread.currentThread().setContextClassLoader(loader);
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(control::sendExiting, "procesy-exit"));
        } catch (IllegalStateException e) {
            // A signal is ending this JVM; its exit code tells, unless this thread ends it first.
            Thread.currentThread().join();
        }
        control.start();
        TaskDecoder decoder = new TaskDecoder(loaders);
        TaskMessage message;
        try {
            message = control.awaitTask(decoder, loaders);
        } catch (IOException e) {
            lifeline.parentIsGone();
            return;
        }
        Assignment.set(message);
        message.applyProperties(System.getProperties());
        run(message, decoder, control, mark, reserve);
    }

    private static void run(TaskMessage message, TaskDecoder decoder, ControlClient control,
            TaskMark mark, DescriptorReserve reserve) throws Throwable {
        byte[] result;
        try {
            SerializableCallable<?> task = decoder.decode(message.task());
            mark.set();
            result = ObjectCodec.encode(task.call(), "result");
        } catch (Throwable failure) {
            reserve.close();
            flushOutput();
            control.send(ControlFrame.THREW, FailureCodec.encode(failure));
            // The parent tells of it; the JVM need not print it too.
            Thread.currentThread().setUncaughtExceptionHandler((thread, reported) -> {
            });
            throw failure;
        }
        flushOutput();
        Tree.finished();
        control.send(ControlFrame.RETURNED, result);
    }

    /** What was printed must be on its way before the result is. */
    private static void flushOutput() {
        flush(System.out);
        flush(System.err);
    }

    /** The task may have put streams of its own there, or none. */
    private static void flush(@Nullable PrintStream stream) {
        try {
            if (stream != null) {
                stream.flush();
            }
        } catch (RuntimeException | Error e) {
            // The task has ended; how it left its streams does not change how.
        }
    }

    private static FrameChannel connect(String[] arguments, Lifeline lifeline)
            throws IOException {
        return arguments[0].equals(PIPES)
                ? FrameChannel.overPipes(new FileInputStream("/proc/self/fd/" + arguments[1]),
                        new FileOutputStream("/proc/self/fd/" + arguments[2]),
                        lifeline::isParentGone)
                : new SocketEndpoint(arguments[1], arguments[2]).connect();
    }
}
