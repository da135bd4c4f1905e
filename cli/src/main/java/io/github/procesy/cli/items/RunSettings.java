package io.github.procesy.cli.items;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import io.github.procesy.pool.TaskOptions;
import io.github.procesy.process.ChildProcess;
import io.github.procesy.process.Outcome;

/**
 * What a run is told by its options.
 *
 * @param noun what an item is called: {@code item} or {@code run}
 * @param workers how many worker processes at most
 * @param order in which order results are printed
 * @param failFast whether the first item that fails ends the run
 * @param retries how often an item is done again whose process died
 * @param timeout how long an item may take
 * @param heapBytes the heap of each worker
 * @param jvmOptions options of each worker's JVM
 * @param classPath what the workers' class path has beside ours
 * @param program whether items are runs of a program: they may exit, and what is said of them stands behind what they say
 * @param fresh whether each item has a process of its own
 */
public record RunSettings(String noun, int workers, PrintOrder order, boolean failFast, int retries,
        Optional<Duration> timeout, OptionalLong heapBytes, List<String> jvmOptions,
        List<Path> classPath, boolean program, boolean fresh) {
    /** The least and the most that a program of ordinary memory keeps of results that wait. */
    private static final long MIN_KEPT_BYTES = 4L << 20;
    private static final long MAX_KEPT_BYTES = 64L << 20;

    /** Copies the lists. */
    public RunSettings {
        jvmOptions = List.copyOf(jvmOptions);
        classPath = List.copyOf(classPath);
    }

    /**
     * Checks what only the library can tell.
     *
     * @throws IllegalArgumentException if an option is of no use; the message is for the user
     */
    public void check() {
        configure(ChildProcess.builder());
    }

    /** Passes on to the library what concerns the process of a worker. */
    ChildProcess.Builder configure(ChildProcess.Builder builder) {
        heapBytes.ifPresent(builder::heap);
        return builder.jvmOptions(jvmOptions.toArray(String[]::new))
                .classPath(classPath.toArray(Path[]::new));
    }

    /** How an item is run. */
    TaskOptions taskOptions() {
        TaskOptions options = TaskOptions.none()
                .grace(Duration.ZERO)
                .retries(retries)
                .quarantine(Integer.MAX_VALUE)
                .retryIf(death -> !(program && death instanceof Outcome.Exited<?>));
        return timeout.isPresent() ? options.deadline(timeout.get()) : options;
    }

    /** How many bytes of lines and results this program may have in its hands. */
    static long keptBytes() {
        return Math.clamp(Runtime.getRuntime().maxMemory() / 8, MIN_KEPT_BYTES, MAX_KEPT_BYTES);
    }

    /** So many items, in words. */
    String counted(long items) {
        return items + " " + noun + (items == 1 ? "" : "s");
    }
}
