package io.github.procesy.cli.items;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Passes on what a worker process prints, except what its JVM says about its own death: that is said
 * better in the one line about the item. While the process starts, everything is held back, because
 * it belongs into the message about a process that does not start.
 */
final class JvmBanners implements Consumer<String> {
    private static final String OUT_OF_MEMORY =
            "Terminating due to java.lang.OutOfMemoryError: ";
    private static final List<String> CRASH_TITLES = List.of(
            "# A fatal error has been detected by the Java Runtime Environment:",
            "# There is insufficient memory for the Java Runtime Environment to continue.");
    /** Unified logging of the JVM: {@code [0.012s][warning][os,thread] ...}. */
    private static final Pattern LOG = Pattern.compile("\\[[\\d.]+s]\\[(warning|error) *]\\[.*");

    private final Consumer<? super String> target;
    private final List<String> held = new ArrayList<>();
    private boolean starting = true;
    private boolean crashed;

    /**
     * A filter.
     *
     * @param target takes the lines that pass
     */
    JvmBanners(Consumer<? super String> target) {
        this.target = target;
    }

    @Override
    public synchronized void accept(String line) {
        if ((crashed && line.startsWith("#")) || line.startsWith(OUT_OF_MEMORY)) {
            return;
        }
        if (CRASH_TITLES.contains(line)) {
            crashed = true;
            held.remove("#");
        } else if (starting || line.equals("#") || LOG.matcher(line).matches()) {
            held.add(line);
        } else {
            target.accept(line);
        }
    }

    /** The process lives, or has ended well: nothing held back was said about its death. */
    synchronized void release() {
        starting = false;
        held.forEach(target);
        held.clear();
    }
}
