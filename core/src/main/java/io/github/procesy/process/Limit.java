package io.github.procesy.process;

/** What a process may be given a bound of. */
public enum Limit {
    /** The heap of its JVM; see {@link ChildProcess.Builder#heap}. */
    HEAP("heap"),
    /** Memory outside the heap that buffers and arenas take; see {@code directMemory}. */
    DIRECT_MEMORY("direct memory"),
    /** Memory that classes take; see {@link ChildProcess.Builder#metaspace}. */
    METASPACE("metaspace"),
    /** All memory of the process; see {@link ChildProcess.Builder#memory}. */
    MEMORY("memory"),
    /** Time on the processor; see {@link ChildProcess.Builder#cpuTime}. */
    CPU_TIME("CPU time"),
    /** Open files, sockets and pipes; see {@link ChildProcess.Builder#openFiles}. */
    OPEN_FILES("open files");

    private final String words;

    Limit(String words) {
        this.words = words;
    }

    /** The limit in the words of a message: {@code CPU time}. */
    @Override
    public String toString() {
        return words;
    }
}
