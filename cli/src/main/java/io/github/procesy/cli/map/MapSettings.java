package io.github.procesy.cli.map;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import io.github.procesy.process.ChildProcess;

/**
 * What a run is told by its options.
 *
 * @param workers how many worker processes at most
 * @param ordered whether results are printed in the order of the input
 * @param failFast whether the first item that fails ends the run
 * @param retries how often an item is done again whose process died
 * @param timeout how long an item may take
 * @param heapBytes the heap of each worker
 * @param jvmOptions options of each worker's JVM
 * @param classPath what the workers' class path has beside ours
 */
public record MapSettings(int workers, boolean ordered, boolean failFast, int retries,
        Optional<Duration> timeout, OptionalLong heapBytes, List<String> jvmOptions,
        List<Path> classPath) {
    private static final String MAKE_CACHE = "-XX:AOTCacheOutput=";

    /** Copies the lists. */
    public MapSettings {
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

    /**
     * The JVM option that has a worker write an AOT cache for others like it, when it ends.
     *
     * @param file takes the cache
     * @return the option
     */
    public static String makingCache(String file) {
        return MAKE_CACHE + file;
    }

    boolean makesCache() {
        return jvmOptions.stream().anyMatch(option -> option.startsWith(MAKE_CACHE));
    }

    /** Passes on to the library what concerns it. */
    ChildProcess.Builder configure(ChildProcess.Builder builder) {
        heapBytes.ifPresent(builder::heap);
        return builder.jvmOptions(jvmOptions.toArray(String[]::new))
                .classPath(classPath.toArray(Path[]::new));
    }
}
