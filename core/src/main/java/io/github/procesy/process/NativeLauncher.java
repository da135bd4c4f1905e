package io.github.procesy.process;

import java.io.Closeable;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.github.procesy.child.ChildMain;
import io.github.procesy.control.FrameChannel;
import io.github.procesy.control.TaskMark;
import io.github.procesy.os.Descriptors;
import io.github.procesy.os.ExitStatus;
import io.github.procesy.os.OsException;
import io.github.procesy.os.ProcessDescriptor;
import io.github.procesy.os.ResourceLimits;
import io.github.procesy.os.Signals;
import io.github.procesy.os.Spawn;

/**
 * Starts JVMs with {@code posix_spawn}. All that parent and child share are descriptors that the
 * child inherits, so that nothing has a name and nothing is left after any kill:
 *
 * <table class="striped">
 * <caption>Descriptors of a child</caption>
 * <thead><tr><th>Number</th><th>What</th></tr></thead>
 * <tbody>
 * <tr><td>0</td><td>{@code /dev/null}</td></tr>
 * <tr><td>1, 2</td><td>pipes to the parent: standard output and error</td></tr>
 * <tr><td>3</td><td>pipe from the parent: control; its end is the end of the parent</td></tr>
 * <tr><td>4</td><td>pipe to the parent: control</td></tr>
 * <tr><td>5</td><td>memory file: the argument file of the {@code java} command</td></tr>
 * <tr><td>6</td><td>memory file: takes the crash log</td></tr>
 * <tr><td>7</td><td>memory file: the mark that the task has begun</td></tr>
 * </tbody>
 * </table>
 */
final class NativeLauncher implements Launcher {
    private static final int CONTROL_IN = 3;
    private static final int CONTROL_OUT = 4;
    private static final int ARGUMENTS = 5;
    private static final int CRASH_LOG = 6;
    private static final int TASK_MARK = 7;

    @Override
    public LaunchedJvm launch(ProcessSettings settings) {
        RunningJdk.check(settings);
        try (DescriptorScope scope = new DescriptorScope()) {
            return launch(settings, scope);
        } catch (IOException | OsException e) {
            throw ProcessStartException.notStarted(settings, e);
        }
    }

    private static LaunchedJvm launch(ProcessSettings settings, DescriptorScope scope)
            throws IOException {
        Descriptors.Pipe stdout = scope.pipe();
        Descriptors.Pipe stderr = scope.pipe();
        Descriptors.Pipe toChild = scope.pipe();
        Descriptors.Pipe toParent = scope.pipe();
        int arguments = scope.memoryFile("procesy-arguments");
        int crashLog = scope.memoryFile("procesy-crash-log");
        int taskMark = scope.memoryFile("procesy-task-mark");
        write(arguments, ChildJvm.argumentFile(settings, Descriptors.path(CRASH_LOG),
                List.of(ChildMain.PIPES, Integer.toString(CONTROL_IN),
                        Integer.toString(CONTROL_OUT), Descriptors.path(TASK_MARK).toString())));
        FileInputStream fromStdout = scope.open(Descriptors.input(stdout.readEnd()));
        FileInputStream fromStderr = scope.open(Descriptors.input(stderr.readEnd()));
        FileInputStream fromChild = scope.open(Descriptors.input(toParent.readEnd()));
        FileOutputStream intoChild = scope.open(Descriptors.output(toChild.writeEnd()));
        FileChannel crashFile = scope.open(Descriptors.channel(crashLog));
        FileInputStream markFile = scope.open(Descriptors.input(taskMark));
        int pid = Spawn.start(RunningJdk.executable(),
                List.of("java", "@" + Descriptors.path(ARGUMENTS)), ChildJvm.environment(settings),
                settings.workingDirectory(), stdout.writeEnd(), stderr.writeEnd(),
                toChild.readEnd(), toParent.writeEnd(), arguments, crashLog, taskMark);
        ProcessDescriptor process = ProcessDescriptor.open(pid);
        try {
            bound(pid, settings.limits());
        } catch (OsException e) {
            process.signal(Signals.SIGKILL);
            var _ = process.await();
            process.close();
            throw new IOException("its limits cannot be set, which must not be above those of this"
                    + " process (" + settings.limits() + "): " + e.getMessage(), e);
        }
        scope.launched();
        return new NativeJvm(pid, process, fromStdout, fromStderr,
                FrameChannel.overPipes(fromChild, intoChild, () -> false), crashFile, markFile);
    }

    /** The JVM has hardly begun to boot, and must come back to us before it runs a task. */
    private static void bound(int pid, Limits limits) {
        try {
            ResourceLimits.set(pid, ResourceLimits.CORE, 0);
            limits.memory().ifPresent(bytes -> ResourceLimits.set(pid, ResourceLimits.DATA, bytes));
            limits.descriptors()
                    .ifPresent(count -> ResourceLimits.set(pid, ResourceLimits.OPEN_FILES, count));
        } catch (OsException e) {
            if (e.errno() != OsException.ESRCH) {
                throw e;
            }
        }
    }

    private static void write(int memoryFile, String text) throws IOException {
        try (FileOutputStream file = Descriptors.output(memoryFile)) {
            file.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Closes the descriptors that only the launch needed, and all if it failed. */
    private static final class DescriptorScope implements AutoCloseable {
        private final List<Integer> descriptors = new ArrayList<>();
        private final List<Closeable> opened = new ArrayList<>();

        Descriptors.Pipe pipe() {
            Descriptors.Pipe pipe = Descriptors.pipe();
            descriptors.add(pipe.readEnd());
            descriptors.add(pipe.writeEnd());
            return pipe;
        }

        int memoryFile(String name) {
            int descriptor = Descriptors.memoryFile(name);
            descriptors.add(descriptor);
            return descriptor;
        }

        <C extends Closeable> C open(C stream) {
            opened.add(stream);
            return stream;
        }

        /** The streams are needed from now on. */
        void launched() {
            opened.clear();
        }

        @Override
        public void close() throws IOException {
            descriptors.forEach(Descriptors::close);
            for (Closeable stream : opened) {
                stream.close();
            }
        }
    }

    private record NativeJvm(long pid, ProcessDescriptor process, InputStream stdout,
            InputStream stderr, FrameChannel channel, FileChannel crashFile,
            FileInputStream mark)
            implements
            LaunchedJvm {
        @Override
        public FrameChannel connect() {
            return channel;
        }

        @Override
        public void kill() {
            List<ProcessHandle> descendants = ProcessHandle.of(pid)
                    .map(handle -> handle.descendants().toList())
                    .orElse(List.of());
            // The group first: once its leader is gone and waited for, the group may be another's.
            process.signalGroup(Signals.SIGKILL);
            process.signal(Signals.SIGKILL);
            descendants.forEach(ProcessHandle::destroyForcibly);
        }

        @Override
        public boolean isConnected() {
            return true;
        }

        @Override
        public boolean hasEnded() {
            return process.hasEnded();
        }

        @Override
        public ExitStatus awaitExit() {
            return process.await();
        }

        @Override
        public Duration cpuTime() {
            return process.cpuTime();
        }

        @Override
        public boolean hasTaskBegun() {
            try {
                return TaskMark.isSet(mark);
            } catch (IOException e) {
                return false; // closed, because the process has ended
            }
        }

        @Override
        public Optional<String> crashLog() {
            try {
                ByteBuffer text = ByteBuffer.allocate((int) Math.min(crashFile.size(),
                        CrashLog.MAX_BYTES));
                int count = 1;
                while (count > 0 && text.hasRemaining()) {
                    count = crashFile.read(text, text.position());
                }
                return text.position() == 0
                        ? Optional.empty()
                        : Optional.of(CrashLog.head(StandardCharsets.ISO_8859_1
                                .decode(text.flip())
                                .toString()));
            } catch (IOException e) {
                return Optional.of("(the crash log cannot be read: " + e + ")");
            }
        }

        @Override
        public void dispose() {
            try (process; crashFile; mark) {
                // Closing them is all.
            } catch (IOException e) {
                throw new UncheckedIOException("closing a memory file", e);
            }
        }
    }
}
