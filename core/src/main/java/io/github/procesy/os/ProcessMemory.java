package io.github.procesy.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * The memory of other processes.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_status.5.html">proc_pid_status(5)</a>
 */
public final class ProcessMemory {
    private static final String RESIDENT = "VmRSS:";
    private static final long KIB = 1024;

    private ProcessMemory() {}

    /**
     * What a process has in physical memory, shared pages included.
     *
     * @param pid its process id
     * @return bytes, or empty if the process has ended or the platform does not say
     */
    public static OptionalLong residentBytes(long pid) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
                if (line.startsWith(RESIDENT)) {
                    String kib = line.substring(RESIDENT.length()).strip().split(" ", 2)[0];
                    return OptionalLong.of(Long.parseLong(kib) * KIB);
                }
            }
        } catch (IOException | NumberFormatException e) {
            // It has ended, or this platform has no /proc.
        }
        return OptionalLong.empty();
    }
}
