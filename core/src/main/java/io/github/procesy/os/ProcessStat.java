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
            String[] stat = read(pid);
            return stat.length == 0 ? -1 : Long.parseLong(stat[START_TIME]);
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
     * @param startTime when it started
     * @return false if it has ended for good
     */
    public static boolean isRunning(long pid, long startTime) {
        if (!LINUX) {
            return startTime(pid) == startTime;
        }
        String[] stat = read(pid);
        if (stat.length == 0 || Long.parseLong(stat[START_TIME]) != startTime) {
            return false;
        }
        boolean ended = "ZXx".contains(stat[STATE]);
        return !ended || Integer.parseInt(stat[THREADS]) > 1;
    }

    /** The fields from the state on; none if there is no such process. */
    private static String[] read(long pid) {
        try {
            String line = new String(Files.readAllBytes(Path.of("/proc/" + pid + "/stat")),
                    StandardCharsets.ISO_8859_1);
            return line.substring(line.lastIndexOf(')') + 2).split(" ");
        } catch (IOException e) {
            return new String[0];
        }
    }
}
