package io.github.procesy.bench.contender;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.github.procesy.bench.probe.Probe;
import io.github.procesy.bench.probe.ProbeMain;
import io.github.procesy.os.PrivateFolder;
import io.github.procesy.process.ChildProcess;
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * What all contenders need: a folder, the JVM, Python, an empty program, and the AOT cache for the
 * library's children, which lies in that folder and not in the user's. When this JVM exits, the
 * folder goes, and all processes that were started here.
 */
public final class Lab implements AutoCloseable {
    private static final String SCRIPT = "peers.py";
    private static final String CACHES = "cache";
    /** That of the packages of Debian, which another Python that comes before it in the path does not see. */
    private static final String DEBIANS_PYTHON = "/usr/bin/python3";
    private static final long PYTHON_SECONDS = 20;
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin",
            File.separatorChar == '/' ? "java" : "java.exe");

    private final PrivateFolder folder;
    private final String pythonCommand;
    private final Optional<String> pythonVersion;
    private final Consumer<String> problems;
    private final Thread killer = new Thread(this::exit, "bench-exit");
    private volatile boolean exiting;
    private @Nullable EmptyProgram emptyProgram;
    private final Set<Class<?>> cached = new HashSet<>();
    private int drivers;

    private Lab(PrivateFolder folder, String pythonCommand, Consumer<String> problems)
            throws InterruptedException {
        this.folder = folder;
        this.problems = problems;
        this.pythonCommand = pythonCommand;
        pythonVersion = run(pythonCommand,
                "import multiprocessing, platform; print(platform.python_version())");
    }

    /**
     * Opens a lab.
     *
     * @param python the command that runs Python; there need not be one
     * @param problems is told what does not work and does not stop the measuring
     * @return the lab
     * @throws IOException if its folder cannot be made
     * @throws InterruptedException if this thread is interrupted
     */
    public static Lab open(String python, Consumer<String> problems)
            throws IOException, InterruptedException {
        Lab lab = new Lab(PrivateFolder.create(), python, problems);
        Runtime.getRuntime().addShutdownHook(lab.killer);
        return lab;
    }

    private void exit() {
        exiting = true;
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    }

    /**
     * Whether this JVM is exiting and has ended all contenders.
     *
     * @return true after a signal
     */
    public boolean isExiting() {
        return exiting;
    }

    /**
     * The version of Python.
     *
     * @return for instance {@code 3.13.1}, or empty if there is none that can be used
     */
    public Optional<String> pythonVersion() {
        return pythonVersion;
    }

    /** What a line of Python prints; empty if it fails. */
    private static Optional<String> run(String command, String line) throws InterruptedException {
        try {
            Process python = new ProcessBuilder(command, "-c", line)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!python.waitFor(PYTHON_SECONDS, TimeUnit.SECONDS)) {
                python.destroyForcibly();
                return Optional.empty();
            }
            try (InputStream out = python.getInputStream()) {
                return python.exitValue() == 0
                        ? Optional.of(new String(out.readAllBytes(), UTF_8).strip())
                        : Optional.empty();
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * The program of a bare JVM.
     *
     * @return the program
     * @throws IOException if it cannot be made
     * @throws InterruptedException if this thread is interrupted
     */
    public EmptyProgram emptyProgram() throws IOException, InterruptedException {
        EmptyProgram program = emptyProgram;
        if (program == null) {
            program = EmptyProgram.create(JAVA, folder.path());
            emptyProgram = program;
        }
        return program;
    }

    /**
     * Has the library build the AOT cache for the children of a probe, once: trained by the tasks of
     * that probe, as the next run of any program finds it. There is none where its classes are not in
     * jars.
     *
     * @param probe what measures
     * @throws IOException if no child can be started
     * @throws InterruptedException if this thread is interrupted
     */
    public void childCache(Class<? extends Probe> probe)
            throws IOException, InterruptedException {
        if (cached.add(probe) && Stream.of(ourClassPath().split(File.pathSeparator, -1))
                .allMatch(e -> e.endsWith(".jar"))) {
            Path caches = caches(probe);
            try (Driver driver = probe(ourClassPath(), List.of("-Dprocesy.spares=0"),
                    CacheProbe.class, List.of(caches.toString(), probe.getName()), caches)) {
                if (driver.measure(1)[0] == 0) {
                    problems.accept("the library built no AOT cache: its children start without");
                }
            }
        }
    }

    /**
     * Starts a JVM with a probe in it. It has this program and the library on its class path and
     * nothing else, as a small program has.
     *
     * @param jvmOptions options of that JVM
     * @param probe what measures
     * @param arguments what is said to the probe
     * @return the program; never empty
     * @throws IOException if it cannot be started
     * @throws InterruptedException if this thread is interrupted
     */
    public Optional<Driver> probe(List<String> jvmOptions, Class<? extends Probe> probe,
            List<String> arguments) throws IOException, InterruptedException {
        return Optional.of(
                probe(ourClassPath(), jvmOptions, probe, arguments, caches(probe)));
    }

    /**
     * Starts a JVM with a probe in it that needs all libraries of this program.
     *
     * @param jvmOptions options of that JVM
     * @param probe what measures
     * @param arguments what is said to the probe
     * @return the program; never empty
     * @throws IOException if it cannot be started
     * @throws InterruptedException if this thread is interrupted
     */
    public Optional<Driver> probeWithLibraries(List<String> jvmOptions,
            Class<? extends Probe> probe, List<String> arguments)
            throws IOException, InterruptedException {
        return Optional.of(probe(System.getProperty("java.class.path"), jvmOptions, probe,
                arguments, caches(probe)));
    }

    private Driver probe(String classPath, List<String> jvmOptions, Class<? extends Probe> probe,
            List<String> arguments, Path caches) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(JAVA.toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-Djava.io.tmpdir=" + folder.path());
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", classPath, ProbeMain.class.getName(), probe.getName()));
        command.addAll(arguments);
        return start(command, caches);
    }

    private Path caches(Class<? extends Probe> probe) {
        return folder.path().resolve(CACHES).resolve(probe.getName());
    }

    /**
     * Starts Python.
     *
     * @param method the start method
     * @param probe what measures: a function of the script
     * @return the program, or empty if there is no Python
     * @throws IOException if it cannot be started
     * @throws InterruptedException if this thread is interrupted
     */
    Optional<Driver> python(String method, String probe) throws IOException, InterruptedException {
        return pythonVersion.isEmpty()
                ? Optional.empty()
                : Optional.of(python(pythonCommand, method, probe));
    }

    /**
     * Starts a Python that has a module, which need not belong to Python itself.
     *
     * @param module the module
     * @param method the start method
     * @param probe what measures: a function of the script
     * @return the program, or empty if neither Python nor that of Debian's packages has the module
     * @throws IOException if it cannot be started
     * @throws InterruptedException if this thread is interrupted
     */
    Optional<Driver> pythonWith(String module, String method, String probe)
            throws IOException, InterruptedException {
        for (String command : List.of(pythonCommand, DEBIANS_PYTHON)) {
            if (run(command, "import " + module).isPresent()) {
                return Optional.of(python(command, method, probe));
            }
        }
        return Optional.empty();
    }

    private Driver python(String command, String method, String probe)
            throws IOException, InterruptedException {
        Path script = folder.path().resolve(SCRIPT);
        if (!Files.exists(script)) {
            try (InputStream in = Objects
                    .requireNonNull(Lab.class.getResourceAsStream(SCRIPT))) {
                Files.copy(in, script);
            }
        }
        return start(List.of(command, script.toString(), method, probe,
                Integer.toString(Runtime.getRuntime().availableProcessors())),
                folder.path().resolve(CACHES));
    }

    private Driver start(List<String> command, Path caches)
            throws IOException, InterruptedException {
        drivers++;
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("TMPDIR", folder.path().toString());
        builder.environment().put("XDG_CACHE_HOME", caches.toString());
        builder.environment()
                .keySet()
                .removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        return Driver.start(builder, folder.path().resolve("errors-" + drivers));
    }

    private static String ourClassPath() {
        return place(Lab.class) + File.pathSeparator + place(ChildProcess.class);
    }

    private static Path place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError("a place of classes is a valid URI", e);
        }
    }

    /** Deletes the folder; all drivers must be closed. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(killer);
        } catch (IllegalStateException e) {
            return; // this JVM is exiting; the folder goes with it
        }
        folder.close();
    }
}
