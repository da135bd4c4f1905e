package io.github.procesy.process;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the log that HotSpot writes when it dies of a fault ({@code hs_err}).
 *
 * @see <a href="https://docs.oracle.com/en/java/javase/25/troubleshoot/fatal-error-log.html">Fatal
 *      Error Log</a>
 */
final class CrashLog {
    /** More than the head of a crash log takes. */
    static final int MAX_BYTES = 64 * 1024;

    private static final int HEAD_LINES = 60;
    private static final String NO_MEMORY = "insufficient memory for the Java Runtime Environment";
    private static final Pattern FAULT = Pattern.compile("SIG\\w+ \\(0x([0-9a-f]+)\\)");
    private static final String FRAME_TITLE = "# Problematic frame:";

    private CrashLog() {}

    static String head(String log) {
        return String.join("\n", log.lines().limit(HEAD_LINES).toList());
    }

    /** What memory could not be had, if the log says that this was the reason. */
    static Optional<String> memoryMissing(String log) {
        if (!log.contains(NO_MEMORY)) {
            return Optional.empty();
        }
        return Optional.of(log.lines()
                .filter(line -> line.contains("failed to"))
                .map(CrashLog::strip)
                .findFirst()
                .orElse("native memory"));
    }

    /** The number of the signal that the fault raised, if it did. */
    static OptionalInt signal(String log) {
        Matcher fault = FAULT.matcher(log);
        return fault.find()
                ? OptionalInt.of(Integer.parseInt(fault.group(1), 16))
                : OptionalInt.empty();
    }

    /** The fault and the frame that it happened in, as one line. */
    static String summary(String log) {
        List<String> lines = log.lines().toList();
        String fault = lines.stream()
                .map(CrashLog::strip)
                .filter(line -> line.contains("pid="))
                .map(line -> line.replaceFirst("( at pc=\\S+)?,? pid=.*", ""))
                .findFirst()
                .orElse("no crash log");
        int title = lines.indexOf(FRAME_TITLE);
        return title < 0 || title + 1 == lines.size()
                ? fault
                : fault + " in " + strip(lines.get(title + 1)).replaceAll(" {2,}", " ");
    }

    private static String strip(String line) {
        return line.startsWith("#") ? line.substring(1).strip() : line.strip();
    }
}
