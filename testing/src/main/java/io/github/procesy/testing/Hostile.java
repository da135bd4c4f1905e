package io.github.procesy.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Tasks that misbehave, to be run in a process of their own. */
public final class Hostile {
    private Hostile() {}

    /** Waits for ever; an interrupt ends it. */
    public static void sleepForEver() throws InterruptedException {
        Thread.sleep(Long.MAX_VALUE);
    }

    /** Waits for ever; an interrupt does not end it. */
    public static void hang() {
        while (true) {
            LockSupport.parkNanos(1_000_000_000L);
            Thread.interrupted();
        }
    }

    /** Takes so long; an interrupt does not hurry it. */
    public static void dawdle(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            LockSupport.parkNanos(end - System.nanoTime());
            Thread.interrupted();
        }
    }

    /** Fills the heap. */
    public static long exhaustHeap() {
        List<long[]> hoard = new ArrayList<>();
        while (hoard.size() < Integer.MAX_VALUE) {
            hoard.add(new long[1 << 16]);
        }
        return hoard.size();
    }

    /** Recurses until the stack ends. */
    @SuppressWarnings("InfiniteRecursion")
    public static int overflowStack(int depth) {
        return 1 + overflowStack(depth + 1);
    }

    /** Crashes the JVM in native code: the length of a string that is not there. */
    @SuppressWarnings("restricted") // a bad downcall is the point
    public static void crash() throws Throwable {
        Linker linker = Linker.nativeLinker();
        long length = (long) linker
                .downcallHandle(linker.defaultLookup().find("strlen").orElseThrow(),
                        FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.ADDRESS))
                .invokeExact(MemorySegment.ofAddress(8));
        throw new AssertionError("survived, length " + length);
    }

    /** Prints numbered lines to standard output. */
    public static void floodStdout(int lines) {
        for (int i = 0; i < lines; i++) {
            System.out.println("line " + i);
        }
    }

    /** Sends a signal to the current process. */
    public static void signalSelf(String signal) throws Exception {
        signal(signal, ProcessHandle.current().pid());
    }

    /** Sends a signal, for instance {@code STOP}, to a process; it is on its way on return. */
    public static void signal(String signal, long pid) throws Exception {
        new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                .inheritIO()
                .start()
                .waitFor();
    }

    /**
     * Whether this JVM was started with SIGHUP or SIGINT ignored, as shells start jobs in the
     * background; the JVMs that it starts ignore it too.
     */
    public static boolean isIgnored(String signal) {
        int number = List.of("", "HUP", "INT").indexOf(signal);
        try {
            String mask = Files.readAllLines(Path.of("/proc/self/status"))
                    .stream()
                    .filter(line -> line.startsWith("SigIgn:"))
                    .findFirst()
                    .orElseThrow();
            return number > 0
                    && (Long.parseUnsignedLong(mask.substring(7).strip(), 16) >> (number - 1)
                            & 1) != 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
