package io.github.procesy.process;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.github.procesy.child.ChildMain;
import io.github.procesy.control.FrameChannel;
import io.github.procesy.control.SocketListener;
import io.github.procesy.control.TaskMark;
import io.github.procesy.os.ExitStatus;
import io.github.procesy.os.PrivateFolder;
import io.github.procesy.os.ProcessTree;
import io.github.procesy.os.Uninterrupted;

/**
 * Starts JVMs with {@link ProcessBuilder}. The class path and the token travel in an argument file,
 * the control channel is a Unix domain socket; both stand in a private folder of the process.
 */
final class PortableLauncher implements Launcher {
    private static final String CRASH_LOG = "crash.log";
    /**
     * A shell that waits for the end of standard input, a pipe that nobody writes to: when the parent is
     * gone, it wakes the child, should that be stopped, so that the child can end its own processes and
     * itself. Should it not (it still boots), it is killed after a while, if the system tells that this
     * is still the process of then, by its start time (field 22 of proc_pid_stat(5)); and its folder is
     * deleted, which it would have done itself. The shell is an orphan, so that it is no descendant of anyone, who might stop or kill it with the others.
     */
    private static final String GUARD = """
            exec 3<&0
            ( (
                born() { read -r stat </proc/$$/stat && set -- $stat && shift 21 && born=$1; }
                born
                first=$born
                read -r line <&3
                kill -CONT $$ && sleep 0.4 && born && [ "$born" = "$first" ] && kill -KILL $$ &&
                    folder=${2#@} && rm -rf "${folder%/*}"
            ) >/dev/null 2>&1 & )
            """;
    private static final long KIB = 1024;
    private static final String TASK_MARK = "task-mark";

    @Override
    public LaunchedJvm launch(ProcessSettings settings) {
        RunningJdk.check(settings);
        PrivateFolder folder;
        try {
            folder = Uninterrupted.call(PrivateFolder::create);
        } catch (IOException e) {
            throw new ProcessStartException("A process needs a private folder under "
                    + System.getProperty("java.io.tmpdir") + ", which cannot be made: " + e
                    + ". Make room or set the system property java.io.tmpdir.", e);
        }
        try {
            return Uninterrupted.call(() -> launch(settings, folder));
        } catch (IOException e) {
            folder.close();
            throw ProcessStartException.notStarted(settings, e);
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    private static LaunchedJvm launch(ProcessSettings settings, PrivateFolder folder)
            throws IOException {
        SocketListener listener = SocketListener.open(folder.path());
        try {
            Path taskMark = folder.path().resolve(TASK_MARK);
            Files.createFile(taskMark);
            Path arguments = folder.path().resolve("arguments");
            Files.writeString(arguments,
                    ChildJvm.argumentFile(settings, folder.path().resolve(CRASH_LOG),
                            List.of(ChildMain.SOCKET, listener.endpoint().path(),
                                    listener.endpoint().token(), taskMark.toString())),
                    StandardCharsets.UTF_8);
            ProcessBuilder builder = new ProcessBuilder(
                    command(settings.limits(), "@" + arguments));
            if (File.separatorChar != '/') {
                builder.redirectInput(new File("NUL"));
            }
            settings.workingDirectory().ifPresent(path -> builder.directory(path.toFile()));
            builder.environment().clear();
            builder.environment().putAll(ChildJvm.environment(settings));
            FileInputStream mark = new FileInputStream(taskMark.toFile());
            try {
                return new PortableJvm(builder.start(), listener, mark, folder);
            } catch (IOException | RuntimeException e) {
                mark.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            listener.close();
            throw e;
        }
    }

    /**
     * Where there is a shell, it leaves a {@link #GUARD} behind, sets the limits and becomes the JVM.
     */
    private static List<String> command(Limits limits, String arguments) {
        List<String> jvm = List.of(RunningJdk.executable().toString(), arguments);
        if (File.separatorChar != '/') {
            return jvm;
        }
        StringBuilder script = new StringBuilder(GUARD).append("ulimit -c 0");
        limits.descriptors().ifPresent(count -> script.append(" && ulimit -n ").append(count));
        limits.memory()
                .ifPresent(bytes -> script.append(" && ulimit -d ").append(bytes / KIB));
        List<String> command = new ArrayList<>(
                List.of("/bin/sh", "-c", script + " && exec \"$@\" </dev/null 3<&-", "sh"));
        command.addAll(jvm);
        return command;
    }

    private record PortableJvm(Process process, SocketListener listener,
            FileInputStream mark, PrivateFolder folder)
            implements
            LaunchedJvm {
        @Override
        public long pid() {
            return process.pid();
        }

        @Override
        public void kill() {
            ProcessTree.kill(process.toHandle());
        }

        @Override
        public InputStream stdout() {
            return process.getInputStream();
        }

        @Override
        public InputStream stderr() {
            return process.getErrorStream();
        }

        @Override
        public FrameChannel connect() throws IOException {
            return listener.accept();
        }

        @Override
        public boolean isConnected() {
            return false;
        }

        @Override
        public boolean hasEnded() {
            return !process.isAlive();
        }

        @Override
        public ExitStatus awaitExit() {
            boolean interrupted = false;
            try {
                while (true) {
                    try {
                        int code = process.waitFor();
                        listener.close();
                        return ExitStatus.ofCode(code);
                    } catch (InterruptedException e) {
                        interrupted = true;
                    } catch (IOException e) {
                        return ExitStatus.ofCode(process.exitValue());
                    }
                }
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        public Duration cpuTime() {
            return process.info().totalCpuDuration().orElse(Duration.ZERO);
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
            Path file = folder.path().resolve(CRASH_LOG);
            try {
                return Files.exists(file)
                        ? Optional.of(CrashLog.head(Files.readString(file,
                                StandardCharsets.ISO_8859_1)))
                        : Optional.empty();
            } catch (IOException e) {
                return Optional.of("(the crash log " + file + " cannot be read: " + e + ")");
            }
        }

        @Override
        public void dispose() {
            try (mark; folder) {
                // Closing them is all.
            } catch (IOException e) {
                throw new UncheckedIOException("closing the mark of a task", e);
            }
        }
    }
}
