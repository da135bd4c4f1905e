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
import java.util.concurrent.atomic.AtomicLong;

import io.github.procesy.SerializableCallable;
import io.github.procesy.SerializableRunnable;
import org.jspecify.annotations.Nullable;

/** Collects settings, checks each as it comes, and starts. */
final class ChildProcessBuilder implements ChildProcess.Builder {
    /** Measured: with less, the JVM of JDK 25 boots and then has no room for a first task. */
    static final long MIN_HEAP_BYTES = 8L << 20;
    private static final long MIN_METASPACE_BYTES = 16L << 20;
    /** Measured: with less, the JVM of JDK 25 may not boot. */
    private static final long MIN_MEMORY_BYTES = 160L << 20;
    private static final int MIN_OPEN_FILES = 32;
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
    private Limits limits = Limits.NONE;
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
        limits = limits.withHeap(maxBytes);
        return this;
    }

    @Override
    public ChildProcess.Builder directMemory(long maxBytes) {
        require(maxBytes > 0, "A bound of direct memory is at least 1 byte", maxBytes);
        limits = limits.withDirectMemory(maxBytes);
        return this;
    }

    @Override
    public ChildProcess.Builder metaspace(long maxBytes) {
        require(maxBytes >= MIN_METASPACE_BYTES, "The metaspace of a JVM has at least "
                + MIN_METASPACE_BYTES + " bytes (16 MiB)", maxBytes);
        limits = limits.withMetaspace(maxBytes);
        return this;
    }

    @Override
    public ChildProcess.Builder memory(long maxBytes) {
        require(maxBytes >= MIN_MEMORY_BYTES, "The process of a JVM needs at least "
                + MIN_MEMORY_BYTES + " bytes (160 MiB)", maxBytes);
        limits = limits.withMemory(maxBytes);
        return this;
    }

    @Override
    public ChildProcess.Builder cpuTime(Duration max) {
        require(max.isPositive(), "A bound of CPU time is longer than zero", max);
        limits = limits.withCpuTime(max);
        return this;
    }

    @Override
    public ChildProcess.Builder openFiles(int max) {
        require(max >= MIN_OPEN_FILES, "A JVM needs at least " + MIN_OPEN_FILES + " open files",
                max);
        limits = limits.withOpenFiles(max);
        return this;
    }

    @Override
    public ChildProcess.Builder siblings(int count) {
        require(count > 0, "There is at least one process", count);
        limits = limits.withSiblings(count);
        return this;
    }

    @Override
    public ChildProcess.Builder cores(int count) {
        require(count > 0, "A JVM has at least one core", count);
        limits = limits.withCores(count);
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
        Spares.wakeLikely();
        return SupervisedProcess.start(launcher, settings(), task);
    }

    @Override
    public ChildProcess<@Nullable Void> start(SerializableRunnable task) {
        Spares.wakeLikely();
        return SupervisedProcess.start(launcher, settings(), task);
    }

    private ProcessSettings settings() {
        long number = STARTED.incrementAndGet();
        return new ProcessSettings(name.orElseGet(() -> "process-" + number), environment,
                copy(environmentChanges), copy(systemProperties),
                workingDirectory, List.copyOf(classPath), List.copyOf(jvmOptions), limits,
                stdout, stderr, terminateGrace, daemon);
    }

    private static Map<String, String> copy(Map<String, String> map) {
        return map.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
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
