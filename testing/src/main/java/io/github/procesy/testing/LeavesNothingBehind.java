package io.github.procesy.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test that leaves a child process, a thread of the library or a private folder behind.
 * Applies to every test by itself. What is ending gets a moment to do so.
 */
public final class LeavesNothingBehind implements AfterEachCallback {
    private static final Duration MOMENT = Duration.ofSeconds(5);

    @Override
    public void afterEach(ExtensionContext context) {
        try {
            Conditions.await("nothing of the library is left after the test", MOMENT,
                    () -> leftovers().isEmpty(), () -> leftovers().toString());
        } catch (AssertionError e) {
            // One leak is not to fail all tests that follow.
            ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
            throw e;
        }
    }

    private static List<String> leftovers() {
        List<String> found = new ArrayList<>();
        ProcessHandle.current()
                .descendants()
                .filter(ProcessHandle::isAlive)
                .forEach(process -> found.add("process " + process.pid() + " "
                        + process.info().commandLine().orElse("")));
        Thread.getAllStackTraces()
                .keySet()
                .stream()
                .filter(thread -> thread.getName().startsWith("procesy-")
                        && !thread.getName().startsWith("procesy-exit"))
                .forEach(thread -> found.add("thread " + thread.getName()));
        String ours = "procesy-" + ProcessHandle.current().pid() + "-*";
        try (DirectoryStream<Path> folders = Files
                .newDirectoryStream(Path.of(System.getProperty("java.io.tmpdir")), ours)) {
            folders.forEach(folder -> found.add("folder " + folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }
}
