package io.github.procesy.process;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

import io.github.procesy.SerializableCallable;
import io.github.procesy.SerializableRunnable;
import org.jspecify.annotations.Nullable;

/** Collects settings, checks each as it comes, and starts. */
final class ChildProcessBuilder implements ChildProcess.Builder {
    /** Measured: with less, the JVM of JDK 25 boots and then has no room for a first task. */
    static final long MIN_HEAP_BYTES = 8L << 20;
    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(2);
    private static final AtomicLong STARTED = new AtomicLong();

    private final Launcher launcher = Launcher.choose();
    private final Map<String, String> environmentChanges = new LinkedHashMap<>();
    private final Map<String, String> systemProperties = new LinkedHashMap<>();
    private final List<Path> classPath = new ArrayList<>();
    private final List<String> jvmOptions = new ArrayList<>();
    private Optional<String> name = Optional.empty();
    private Optional<Map<String, String>> environment = Optional.empty();
    private Optional<Path> workingDirectory = Optional.empty();
    private OptionalLong heapBytes = OptionalLong.empty();
    private Output stdout = Output.inherit();
    private Output stderr = Output.inherit();
    private Duration terminateGrace = DEFAULT_GRACE;
    private boolean daemon;

    @Override
    public ChildProcess.Builder name(String newName) {
        require(!newName.isBlank() && newName.chars().noneMatch(Character::isISOControl),
                "The name of a process must not be blank and has no control characters", newName);
        name = Optional.of(newName);
        return this;
    }

    @Override
    public ChildProcess.Builder environment(String variable, String value) {
        checkVariable(variable, value);
        environmentChanges.put(variable, value);
        return this;
    }

    @Override
    public ChildProcess.Builder environment(Map<String, String> newEnvironment) {
        newEnvironment.forEach(ChildProcessBuilder::checkVariable);
        environment = Optional.of(Map.copyOf(newEnvironment));
        environmentChanges.clear();
        return this;
    }

    @Override
    public ChildProcess.Builder systemProperty(String key, String value) {
        require(!key.isEmpty() && key.indexOf('=') < 0,
                "The key of a system property must not be empty and has no '=' in it", key);
        requireNoNul("A system property", key);
        requireNoNul("A system property", value);
        systemProperties.put(key, Objects.requireNonNull(value, "value"));
        return this;
    }

    @Override
    public ChildProcess.Builder workingDirectory(Path directory) {
        workingDirectory = Optional.of(directory);
        return this;
    }

    @Override
    public ChildProcess.Builder classPath(Path... entries) {
        for (Path entry : entries) {
            require(entry.toString().indexOf(File.pathSeparatorChar) < 0,
                    "An entry of a class path has no '" + File.pathSeparator + "' in it", entry);
            classPath.add(entry);
        }
        return this;
    }

    @Override
    public ChildProcess.Builder jvmOptions(String... options) {
        for (String option : options) {
            require(option.startsWith("-"),
                    "A JVM option starts with '-'; one that takes a value has it behind '='",
                    option);
            requireNoNul("A JVM option", option);
            jvmOptions.add(option);
        }
        return this;
    }

    @Override
    public ChildProcess.Builder heap(long maxBytes) {
        require(maxBytes >= MIN_HEAP_BYTES,
                "The heap of a JVM has at least " + MIN_HEAP_BYTES + " bytes (8 MiB)", maxBytes);
        heapBytes = OptionalLong.of(maxBytes);
        return this;
    }

    @Override
    public ChildProcess.Builder stdout(Output output) {
        stdout = Objects.requireNonNull(output, "output");
        return this;
    }

    @Override
    public ChildProcess.Builder stderr(Output output) {
        stderr = Objects.requireNonNull(output, "output");
        return this;
    }

    @Override
    public ChildProcess.Builder terminateGrace(Duration grace) {
        require(!grace.isNegative(), "A grace is zero or more", grace);
        terminateGrace = grace;
        return this;
    }

    @Override
    public ChildProcess.Builder daemon(boolean newDaemon) {
        daemon = newDaemon;
        return this;
    }

    @Override
    public <T extends @Nullable Object> ChildProcess<T> start(SerializableCallable<T> task) {
        return SupervisedProcess.start(launcher, settings(), task);
    }

    @Override
    public ChildProcess<@Nullable Void> start(SerializableRunnable task) {
        return SupervisedProcess.start(launcher, settings(), task);
    }

    private ProcessSettings settings() {
        long number = STARTED.incrementAndGet();
        return new ProcessSettings(name.orElseGet(() -> "process-" + number), environment,
                Collections.unmodifiableMap(new LinkedHashMap<>(environmentChanges)),
                Collections.unmodifiableMap(new LinkedHashMap<>(systemProperties)),
                workingDirectory, List.copyOf(classPath), List.copyOf(jvmOptions), heapBytes,
                stdout, stderr, terminateGrace, daemon);
    }

    private static void checkVariable(String variable, String value) {
        require(!variable.isEmpty() && variable.indexOf('=') < 0 && variable.indexOf('\0') < 0,
                "The name of an environment variable must not be empty and has no '=' or NUL",
                variable);
        require(value.indexOf('\0') < 0, "The value of an environment variable has no NUL in it",
                value);
    }

    private static void requireNoNul(String what, String value) {
        require(value.indexOf('\0') < 0, what + " has no NUL in it", value.replace('\0', '?'));
    }

    private static void require(boolean holds, String rule, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(rule + "; this one was '" + value + "'.");
        }
    }
}
