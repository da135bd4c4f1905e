package io.github.procesy.os;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What tells a process from another that gets its pid later, and whether it still runs.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>
 */
public final class ProcessStat {
    private static final boolean LINUX = Files.isReadable(Path.of("/proc/self/stat"));
    /** Counted from the state, which follows the name. */
    private static final int STATE = 0;
    private static final int THREADS = 17;
    private static final int START_TIME = 19;

    private ProcessStat() {}

    /**
     * When a process started.
     *
     * @param pid the process
     * @return a number that only this process has among all with its pid, or -1 if there is none
     */
    public static long startTime(long pid) {
        if (LINUX) {
            try {
                return Long.parseLong(read(pid)[START_TIME]);
            } catch (IOException e) {
                return -1;
            }
        }
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        return process.flatMap(handle -> handle.info().startInstant())
                .map(instant -> instant.toEpochMilli())
                .orElse(process.isPresent() ? 0L : -1L);
    }

    /**
     * Whether a process can still execute an instruction. One whose threads have all ended cannot, even
     * if its parent does not know yet.
     *
     * @param pid the process
     * @param startTime when it started, or -1 if that is not known
     * @return false if it has ended for good
     */
    public static boolean isRunning(long pid, long startTime) {
        if (!LINUX) {
            return startTime(pid) == startTime;
        }
        try {
            String[] stat = read(pid);
            boolean ended = "ZXx".contains(stat[STATE]);
            return (startTime < 0 || Long.parseLong(stat[START_TIME]) == startTime)
                    && (!ended || Integer.parseInt(stat[THREADS]) > 1);
        } catch (IOException e) {
            // Too many open files here, perhaps: that must not kill anyone.
            return Files.exists(Path.of("/proc/" + pid));
        }
    }

    /** The fields from the state on. */
    private static String[] read(long pid) throws IOException {
        String line = new String(Files.readAllBytes(Path.of("/proc/" + pid + "/stat")),
                StandardCharsets.ISO_8859_1);
        return line.substring(line.lastIndexOf(')') + 2).split(" ");
    }
}
