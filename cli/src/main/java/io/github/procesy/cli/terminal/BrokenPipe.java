package io.github.procesy.cli.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Tells whether writing failed because nobody reads any more, as behind {@code | head}. */
public final class BrokenPipe {
    private BrokenPipe() {}

    /**
     * Whether that is what a failure to write to standard output means.
     *
     * @param failure the failure
     * @return true also where the message is in another language, on Linux
     */
    public static boolean is(IOException failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        if (message.contains("broken pipe")) {
            return true;
        }
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
            return target.startsWith("pipe:") || target.startsWith("socket:");
        } catch (IOException e) {
            return false;
        }
    }
}
