package io.github.procesy.process;

import java.io.File;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.github.procesy.child.ChildMain;

/**
 * AOT caches for child JVMs (JEP 483, JEP 514): classes loaded and linked beforehand. There is one
 * for each JDK, class path and set of options, in the user's cache folder. The first process that
 * could use one has it built in the background; until then, and wherever it does not fit, children
 * start without. Nothing about a cache is ever fatal.
 *
 * <p>A cache is written under another name and renamed, by one builder at a time: a file lock tells
 * them apart, and the operating system lets go of it when a builder dies. One that nobody used for a
 * month is deleted.
 */
final class AotCache {
    /** System property: {@code off} does without. */
    private static final String PROPERTY = "procesy.aot.cache";
    private static final Duration MAX_AGE = Duration.ofDays(30);
    private static final Duration TOUCH_EVERY = Duration.ofDays(1);
    private static final long BUILD_SECONDS = 60;
    /**
     * Runs a command at low priority in a process group of its own, and kills the group when
     * standard input ends, which is when the JVM that asked for the cache does.
     */
    private static final String GUARD = "exec 3<&0; set -m; nice -n 10 \"$@\" </dev/null & job=$!;"
            + " { cat <&3 >/dev/null; kill -9 -$job; } & guard=$!;"
            + " wait $job; status=$?; kill -9 -$guard; exit $status";
    private static final System.Logger LOG = System.getLogger(AotCache.class.getName());
    private static final Set<Path> TRIED = new HashSet<>();

    private AotCache() {}

    /**
     * The cache for a class path and options; starts to build it if it is missing.
     *
     * @return the file, or empty if there is none yet
     */
    static Optional<Path> find(String classPath, List<String> options) {
        if (System.getProperty(PROPERTY, "").equals("off")
                || options.stream()
                        .anyMatch(option -> option.startsWith("-XX:AOT")
                                || option.startsWith("-Xshare")
                                || option.startsWith("-javaagent"))) {
            return Optional.empty();
        }
        try {
            Optional<String> name = name(classPath, options);
            if (name.isEmpty()) {
                return Optional.empty();
            }
            Path file = folder().resolve(name.get() + ".aot");
            if (Files.exists(file)) {
                touch(file);
                return Optional.of(file);
            }
            buildInBackground(file, classPath, options);
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "no AOT cache", e);
        }
        return Optional.empty();
    }

    /** A name that stands for the JDK, the jars as they are now, and the options. */
    private static Optional<String> name(String classPath, List<String> options)
            throws IOException {
        StringBuilder identity = new StringBuilder(System.getProperty("java.home"))
                .append(System.getProperty("java.vm.version"))
                .append(options);
        List<Path> path = new ArrayList<>(ChildModules.files());
        for (String entry : classPath.isEmpty()
                ? new String[0]
                : classPath.split(File.pathSeparator)) {
            path.add(Path.of(entry));
        }
        for (Path entry : path) {
            if (Files.isRegularFile(entry)) {
                identity.append(entry)
                        .append(Files.size(entry))
                        .append(Files.getLastModifiedTime(entry));
            } else if (Files.exists(entry)) {
                return Optional.empty(); // the JVM makes caches for jars alone
            }
        }
        return Optional.of(hash(identity.toString()));
    }

    /** FNV-1a of 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
    private static String hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return Long.toHexString(hash);
    }

    private static Path folder() {
        return UserCache.folder("aot");
    }

    private static void touch(Path file) throws IOException {
        Instant now = Instant.now();
        if (Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(TOUCH_EVERY))) {
            Files.setLastModifiedTime(file, FileTime.from(now));
        }
    }

    private static void buildInBackground(Path file, String classPath, List<String> options) {
        synchronized (TRIED) {
            if (!TRIED.add(file)) {
                return;
            }
        }
        Thread builder = new Thread(null, () -> buildAlone(file, classPath, options),
                "procesy-aot", 0, false);
        builder.setDaemon(true);
        builder.start();
    }

    private static void buildAlone(Path file, String classPath, List<String> options) {
        try {
            Path folder = Files.createDirectories(folder());
            try (FileChannel channel = FileChannel.open(folder.resolve("lock"),
                    StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.tryLock()) {
                if (lock != null && !Files.exists(file)) {
                    deleteOld(folder);
                    build(file, classPath, options);
                }
            }
        } catch (IOException | OverlappingFileLockException | InterruptedException e) {
            LOG.log(Level.DEBUG, "no AOT cache was built", e);
        }
    }

    private static void build(Path file, String classPath, List<String> options)
            throws IOException, InterruptedException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".new");
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", GUARD, "sh",
                RunningJdk.executable().toString()));
        command.addAll(options);
        command.add("-XX:AOTCacheOutput=" + unfinished);
        command.addAll(ChildPath.main(classPath));
        command.add(ChildMain.TRAIN);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeAll(ChildJvm.NOT_INHERITED);
        Process guard = builder.start();
        guard.getInputStream().close();
        boolean ended = guard.waitFor(BUILD_SECONDS, TimeUnit.SECONDS);
        guard.getOutputStream().close();
        if (ended && guard.exitValue() == 0 && Files.exists(unfinished)) {
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } else {
            Files.deleteIfExists(unfinished);
        }
    }

    private static void deleteOld(Path folder) throws IOException {
        Instant oldest = Instant.now().minus(MAX_AGE);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.aot*")) {
            for (Path file : files) {
                // Whoever holds the lock knows that nobody else is writing.
                boolean unfinished = !file.toString().endsWith(".aot");
                if (unfinished || Files.getLastModifiedTime(file).toInstant().isBefore(oldest)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
