package io.github.procesy.bench.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What Linux tells about processes under {@code /proc}. */
public final class Processes {
    /** Processor time under {@code /proc} is counted in hundredths of a second: proc(5). */
    private static final long TICK_MILLIS = 10;
    /** The fields of {@code /proc/PID/stat} behind the name: utime, stime, cutime, cstime. */
    private static final int FIRST_TIME = 11;
    private static final Path PROC = Path.of("/proc");
    private static final String PSS = "Pss:";
    private static final double KIB_PER_MIB = 1024;

    /** A JVM that has taken less processor time has not booted. */
    private static final long BOOT_MILLIS = 20;
    private static final long LOOK_MILLIS = 20;
    private static final int LOOKS = 3;
    /** Where processor time cannot be seen, this long counts as quiet. */
    private static final long BLIND_MILLIS = 250;

    private Processes() {}

    /**
     * Whether the memory of a process can be read here.
     *
     * @return true on a Linux from 4.14 on
     */
    public static boolean memoryIsReadable() {
        return Files.isReadable(PROC.resolve("self/smaps_rollup"));
    }

    /**
     * The proportional set size of a process: its memory, where what it shares with others counts
     * in parts.
     *
     * @param pid the process
     * @return MiB
     * @throws IOException if the process is gone
     */
    public static double pssMebibytes(long pid) throws IOException {
        for (String line : Files.readAllLines(PROC.resolve(pid + "/smaps_rollup"))) {
            if (line.startsWith(PSS)) {
                String kib = line.substring(PSS.length(), line.lastIndexOf(" kB")).strip();
                return Long.parseLong(kib) / KIB_PER_MIB;
            }
        }
        throw new IOException("/proc/" + pid + "/smaps_rollup has no line that says " + PSS);
    }

    /**
     * The processor time that a process has taken.
     *
     * @param pid the process
     * @return milliseconds, or empty if it is gone or its time cannot be seen
     */
    public static OptionalLong ownMillis(long pid) {
        return millis(pid, 2);
    }

    /**
     * The processor time that a process and those of its descendants that it has waited for have
     * taken.
     *
     * @param pid the process
     * @return milliseconds, or empty if it is gone or its time cannot be seen
     */
    public static OptionalLong treeMillis(long pid) {
        return millis(pid, 4);
    }

    private static OptionalLong millis(long pid, int fields) {
        try {
            String stat = Files.readString(PROC.resolve(pid + "/stat"));
            List<String> words = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
            return OptionalLong.of(TICK_MILLIS * words.subList(FIRST_TIME, FIRST_TIME + fields)
                    .stream()
                    .mapToLong(Long::parseLong)
                    .sum());
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    /**
     * Whether a JVM has done the most of its boot. It has booted once it rests after that.
     *
     * @param pid the process
     * @return true also where that cannot be seen
     */
    public static boolean hasBooted(long pid) {
        return ownMillis(pid).orElse(BOOT_MILLIS) >= BOOT_MILLIS;
    }

    /**
     * Waits until no descendant of this process is at work: the launch of a spare, the end of a
     * child. They may wait, or be gone.
     *
     * @param atMostMillis how long to wait at most
     * @throws InterruptedException if this thread is interrupted
     */
    public static void awaitQuiet(long atMostMillis) throws InterruptedException {
        if (ownMillis(ProcessHandle.current().pid()).isEmpty()) {
            Thread.sleep(BLIND_MILLIS);
            return;
        }
        long deadline = System.nanoTime() + atMostMillis * 1_000_000;
        Map<Long, Long> before = Map.of(0L, 0L);
        int quiet = 0;
        while (quiet < LOOKS && System.nanoTime() < deadline) {
            Map<Long, Long> now = times(ProcessHandle.current().descendants());
            quiet = now.equals(before) ? quiet + 1 : 0;
            before = now;
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private static Map<Long, Long> times(Stream<ProcessHandle> processes) {
        Map<Long, Long> times = new TreeMap<>();
        processes.mapToLong(ProcessHandle::pid)
                .forEach(pid -> ownMillis(pid).ifPresent(millis -> times.put(pid, millis)));
        return times;
    }
}
