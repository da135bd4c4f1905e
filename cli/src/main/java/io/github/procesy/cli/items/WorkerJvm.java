package io.github.procesy.cli.items;

import java.util.List;

import io.github.procesy.process.ChildProcess;

/** How the JVM of a worker is started. */
public final class WorkerJvm {
    /**
     * The launcher script names by it the cache that it had made by a worker for this class path.
     * One that does not fit, because the user added to the class path, is passed over in silence.
     */
    private static final String AOT_PROPERTY = "procesy.aot";
    /** Options that a JVM does not take together with a cache. */
    private static final List<String> INSTEAD_OF_CACHE = List.of("-Xshare", "-XX:AOT",
            "-XX:SharedArchiveFile", "-javaagent");

    private WorkerJvm() {}

    /**
     * The JVM option that has a worker write an AOT cache for others like it, when it ends.
     *
     * @param file takes the cache
     * @return the option
     */
    public static String makingCache(String file) {
        return "-XX:AOTCacheOutput=" + file;
    }

    static ChildProcess.Builder configure(RunSettings settings, ChildProcess.Builder process) {
        String cache = System.getProperty(AOT_PROPERTY, "");
        if (!cache.isEmpty() && settings.jvmOptions()
                .stream()
                .noneMatch(option -> INSTEAD_OF_CACHE.stream().anyMatch(option::startsWith))) {
            process.jvmOptions("-XX:AOTCache=" + cache);
        }
        return settings.configure(process);
    }
}
