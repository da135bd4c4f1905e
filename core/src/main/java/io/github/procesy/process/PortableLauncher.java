package io.github.procesy.process;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import io.github.procesy.child.ChildMain;
import io.github.procesy.control.FrameChannel;
import io.github.procesy.control.SocketListener;
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
            Path arguments = folder.path().resolve("arguments");
            Files.writeString(arguments,
                    ChildJvm.argumentFile(settings, folder.path().resolve(CRASH_LOG),
                            List.of(ChildMain.SOCKET, listener.endpoint().path(),
                                    listener.endpoint().token())),
                    StandardCharsets.UTF_8);
            ProcessBuilder builder = new ProcessBuilder(RunningJdk.executable().toString(),
                    "@" + arguments);
            builder.redirectInput(new File(File.separatorChar == '/' ? "/dev/null" : "NUL"));
            settings.workingDirectory().ifPresent(path -> builder.directory(path.toFile()));
            builder.environment().clear();
            builder.environment().putAll(ChildJvm.environment(settings));
            return new PortableJvm(builder.start(), listener, folder);
        } catch (IOException | RuntimeException e) {
            listener.close();
            throw e;
        }
    }

    private record PortableJvm(Process process, SocketListener listener, PrivateFolder folder)
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
            folder.close();
        }
    }
}
