package io.github.procesy.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test that leaves a child process, a thread of the library or a private folder behind.
 * Applies to every test by itself. What is ending gets a moment to do so.
 */
public final class LeavesNothingBehind implements AfterEachCallback, AfterAllCallback {
    private static final Duration MOMENT = Duration.ofSeconds(20);
    /** Ends a tenth of a second after its last use, which the tests of a class need not wait for one by one. */
    private static final String DOORBELL = "procesy-doorbell";

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
                .map(Thread::getName)
                .filter(name -> name.startsWith("procesy-") && !name.startsWith("procesy-exit")
                        && !name.equals(DOORBELL))
                .forEach(name -> found.add("thread " + name));
        if (!folders().isEmpty() || !sharedMemory().isEmpty()) {
            System.gc(); // what the collector has not given back yet counts only if it cannot
            found.addAll(folders());
            found.addAll(sharedMemory());
        }
        return found;
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Conditions.await("the doorbell thread has ended after the tests of a class", MOMENT,
                () -> Thread.getAllStackTraces()
                        .keySet()
                        .stream()
                        .noneMatch(thread -> thread.getName().equals(DOORBELL)));
    }

    /** But the memory that a tree shares once any of it uses a lock: it stays as long as the root. */
    private static List<String> folders() {
        List<String> found = new ArrayList<>();
        String ours = "procesy-" + ProcessHandle.current().pid() + "-*";
        try (DirectoryStream<Path> folders = Files
                .newDirectoryStream(Path.of(System.getProperty("java.io.tmpdir")), ours)) {
            for (Path folder : folders) {
                List<String> content = content(folder);
                if (!content.equals(List.of("lock", "tree"))) {
                    found.add("folder " + folder + " with " + content);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static List<String> content(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static List<String> sharedMemory() {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> links = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path link : links) {
                String target = target(link);
                if (target.startsWith("/memfd:procesy-segment-")) {
                    found.add("shared memory " + target);
                }
            }
        } catch (IOException e) {
            // Not on this platform.
        }
        return found;
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "closed meanwhile";
        }
    }
}
