package io.github.procesy.process;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Recognizes a JVM that ended itself on its first OutOfMemoryError, as
 * {@code -XX:+ExitOnOutOfMemoryError} makes it, and which memory it was.
 */
final class MemoryDeath {
    /** {@code os::_exit(3)} in {@code report_java_out_of_memory}, HotSpot's debug.cpp. */
    private static final int EXIT_CODE = 3;
    private static final String NOTICE = "Terminating due to java.lang.OutOfMemoryError: ";

    private MemoryDeath() {}

    /** What ran out, if that was the end of the process. */
    static Optional<String> reason(int exitCode, List<String> errorLines) {
        return exitCode != EXIT_CODE
                ? Optional.empty()
                : errorLines.stream()
                        .filter(line -> line.contains(NOTICE))
                        .map(line -> line.substring(line.indexOf(NOTICE) + NOTICE.length()))
                        .reduce((first, second) -> second);
    }

    /** The memory that a message of an OutOfMemoryError speaks of. */
    static Limit limit(String reason) {
        String text = reason.toLowerCase(Locale.ROOT);
        if (text.contains("metaspace") || text.contains("compressed class space")) {
            return Limit.METASPACE;
        }
        if (text.contains("direct buffer") || text.contains("direct memory")) {
            return Limit.DIRECT_MEMORY;
        }
        return text.contains("native") ? Limit.MEMORY : Limit.HEAP;
    }
}
