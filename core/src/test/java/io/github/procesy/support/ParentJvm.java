package io.github.procesy.support;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.procesy.testing.Conditions;
import io.github.procesy.testing.Hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A JVM that plays the parent of processes, so that a test can kill the parent. What it prints, on
 * both streams, is collected. Its private folders stand in a folder of its own.
 */
public final class ParentJvm implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Process process;
    private final Printed printed = new Printed();
    private final Thread reader;
    private final Path temporary;

    private ParentJvm(Process process, Path temporary) {
        this.process = process;
        this.temporary = temporary;
        reader = Thread.ofPlatform().daemon().name("parent-jvm-output").start(this::read);
    }

    /** Settings of a parent to start. */
    public static final class Builder {
        private final String main;
        private final Path temporary;
        private Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        private List<String> program = List.of();
        private final List<String> options = new ArrayList<>();
        private String classPath = System.getProperty("java.class.path");
        private Map<String, String> environment = Map.of();
        private File directory = new File(System.getProperty("user.dir"));

        private Builder(String main, Path temporary) {
            this.main = main;
            this.temporary = temporary;
        }

        public Builder options(String... more) {
            options.addAll(List.of(more));
            return this;
        }

        public Builder classPath(String path) {
            classPath = path;
            return this;
        }

        public Builder directory(Path path) {
            directory = path.toFile();
            return this;
        }

        public Builder environment(Map<String, String> variables) {
            environment = variables;
            return this;
        }

        /** The {@code java} command, if not that of this JVM. */
        public Builder java(Path executable) {
            java = executable;
            return this;
        }

        public ParentJvm start(String... arguments) {
            List<String> command = new ArrayList<>(List.of(java.toString(), "-Xmx128m",
                    "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                    "--enable-native-access=ALL-UNNAMED",
                    "-Djava.io.tmpdir=" + temporary));
            String launcher = System.getProperty("procesy.launcher");
            if (launcher != null) {
                command.add("-Dprocesy.launcher=" + launcher);
            }
            command.addAll(options);
            command.addAll(program.isEmpty() ? List.of("-cp", classPath, main) : program);
            command.addAll(List.of(arguments));
            ProcessBuilder builder = new ProcessBuilder(command).directory(directory)
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"));
            builder.environment().putAll(environment);
            try {
                return new ParentJvm(builder.start(), temporary);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * A parent to be.
     *
     * @param main has the main method
     * @param temporary its folder for temporary files
     */
    public static Builder of(Class<?> main, Path temporary) {
        return new Builder(main.getName(), temporary);
    }

    /**
     * A parent to be whose program is not on the class path.
     *
     * @param temporary its folder for temporary files
     * @param program the last options of the {@code java} command, which say where its main is
     */
    public static Builder of(Path temporary, String... program) {
        Builder builder = new Builder("", temporary);
        builder.program = List.of(program);
        return builder;
    }

    private void read() {
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(process.getInputStream(), UTF_8))) {
            in.lines().forEach(printed);
        } catch (IOException | UncheckedIOException e) {
            printed.accept("(reading failed: " + e + ")");
        }
    }

    /** What it printed. */
    public Printed printed() {
        return printed;
    }

    /** The process. */
    public Process process() {
        return process;
    }

    /** Kills it as {@code kill -9} does, without its descendants. */
    public void kill() {
        process.destroyForcibly();
    }

    /** Waits for its end and for what it printed, and returns the exit code. */
    public int awaitExit() throws InterruptedException {
        if (!process.waitFor(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("does not end; printed " + printed.lines());
        }
        reader.join(TIMEOUT);
        return process.exitValue();
    }

    /** Waits until none of the processes with these ids is there. */
    public static void awaitGone(Duration time, List<Long> pids) {
        Conditions.await("the processes " + pids + " are gone", time,
                () -> pids.stream().noneMatch(ParentJvm::isRunning),
                () -> "but these are there: "
                        + pids.stream()
                                .filter(ParentJvm::isRunning)
                                .map(ParentJvm::description)
                                .toList());
    }

    private static String description(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/stat")).strip() + " "
                    + Files.readString(Path.of("/proc/" + pid + "/cmdline")).replace('\0', ' ');
        } catch (IOException e) {
            return pid + " (gone by now)";
        }
    }

    /** Waits until no private folder is left. */
    public void awaitNoFolders(Duration time) {
        Conditions.await("no private folder is left", time, () -> folders().isEmpty(),
                () -> folders().stream().map(ParentJvm::content).toList().toString());
    }

    private static String content(Path folder) {
        return folder + " with " + List.of(folder.toFile().list());
    }

    /** The private folders that are there. */
    public List<Path> folders() {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.filter(file -> file.getFileName().toString().startsWith("procesy-"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a process is there that is no zombie. */
    public static boolean isRunning(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status"))
                    .stream()
                    .noneMatch(line -> line.startsWith("State:") && line.contains("Z"));
        } catch (IOException e) {
            return false;
        }
    }

    /** Stops a process, and waits until all its threads have stopped, or it is gone. */
    public static void stop(long pid) throws Exception {
        Hostile.signal("STOP", pid);
        Conditions.await("process " + pid + " has stopped", TIMEOUT, () -> !hasMovingThread(pid));
    }

    private static boolean hasMovingThread(long pid) {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (Path thread : threads.toList()) {
                String stat = Files.readString(thread.resolve("stat"));
                if ("TZX".indexOf(stat.charAt(stat.lastIndexOf(')') + 2)) < 0) {
                    return true;
                }
            }
            return false;
        } catch (IOException | UncheckedIOException e) {
            return isRunning(pid); // a thread has ended meanwhile, or all have
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
