package io.github.procesy.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import io.github.procesy.process.ChildProcess;
import org.jspecify.annotations.Nullable;

/**
 * What a figure was measured on.
 *
 * @param cpu the model of the processor
 * @param cores how many this JVM may use
 * @param memoryMebibytes the memory of the machine, 0 if unknown
 * @param system the operating system and its version
 * @param jdk the JDK
 * @param python the version of Python, or empty if there is none
 * @param procesy the version of the library
 */
public record Machine(String cpu, int cores, long memoryMebibytes, String system, String jdk,
        Optional<String> python, String procesy) {
    private static final String UNKNOWN = "unknown";
    private static final long KIB_PER_MIB = 1024;

    /**
     * This machine.
     *
     * @param python the version of Python, if there is one
     * @return the machine
     */
    public static Machine here(Optional<String> python) {
        String cpu = field("/proc/cpuinfo", "model name").orElse(System.getProperty("os.arch"));
        long memory = field("/proc/meminfo", "MemTotal")
                .map(text -> Long.parseLong(text.replace(" kB", "")) / KIB_PER_MIB)
                .orElse(0L);
        @Nullable String version = ChildProcess.class.getPackage().getImplementationVersion();
        return new Machine(cpu, Runtime.getRuntime().availableProcessors(), memory,
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.runtime.version") + " ("
                        + System.getProperty("java.vendor") + ")",
                python, version == null ? "(not from a jar)" : version);
    }

    /**
     * How many processes want to run, on average.
     *
     * @return over one, five and fifteen minutes
     */
    public static String load() {
        try {
            String[] words = Files.readString(Path.of("/proc/loadavg")).split(" ", -1);
            return words[0] + " " + words[1] + " " + words[2];
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    /** The value of the first line {@code name : value} of a file. */
    private static Optional<String> field(String file, String name) {
        try {
            return Files.readAllLines(Path.of(file))
                    .stream()
                    .filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
