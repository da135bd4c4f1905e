package io.github.procesy.process;

import java.io.File;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * AOT caches for child JVMs (JEP 483, JEP 515): classes loaded and linked beforehand, and profiles. There is one
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
    /** A program that ends sooner does without, and does not pay for an attempt. */
    private static final Duration DELAY = Duration.ofSeconds(2);
    /** Options that differ from child to child and do not change what is in a cache. */
    private static final Pattern SIZES = Pattern.compile("-Xm[nsx].*|-XX:\\w+=[\\d.]+[kmgKMG]?");
    /**
     * Runs a command at the lowest priority in a process group of its own, and kills the group when
     * standard input ends, which is when the JVM that asked for the cache does.
     */
    private static final String GUARD = "exec 3<&0; set -m; nice -n 19 \"$@\" </dev/null & job=$!;"
            + " { cat <&3 >/dev/null; kill -9 -$job; } & guard=$!;"
            + " wait $job; status=$?; kill -9 -$guard; exit $status";
    private static final System.Logger LOG = System.getLogger(AotCache.class.getName());
    private static final Set<Path> TRIED = new HashSet<>();
    /** The caches that were found, so that a start need not look at all jars again. */
    private static final Map<Use, Path> FOUND = new ConcurrentHashMap<>();

    private AotCache() {}

    /** What a cache is for. */
    private record Use(String classPath, List<String> options) {
    }

    /**
     * The cache for a class path and options; if it is missing and this JVM lives on for a moment,
     * it is built.
     *
     * @return the file, or empty if there is none yet
     */
    static Optional<Path> find(ProcessSettings settings, String classPath,
            List<String> allOptions) {
        Use use = new Use(classPath, allOptions);
        Path known = FOUND.get(use);
        if (known != null && isUsable(known)) {
            return Optional.of(known);
        }
        Optional<Path> found = search(settings, classPath, allOptions);
        found.ifPresent(file -> FOUND.put(use, file));
        return found;
    }

    /** Whether a cache is still there; a jar that was changed meanwhile is noticed by the JVM. */
    private static boolean isUsable(Path file) {
        try {
            touch(file);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<Path> search(ProcessSettings settings, String classPath,
            List<String> allOptions) {
        List<String> options = allOptions.stream()
                .filter(option -> !SIZES.matcher(option).matches())
                .toList();
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
            buildInBackground(file, settings, classPath, options);
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

    private static void buildInBackground(Path file, ProcessSettings settings, String classPath,
            List<String> options) {
        synchronized (TRIED) {
            if (!TRIED.add(file)) {
                return;
            }
        }
        Thread builder = new Thread(null, () -> buildSoon(file, settings, classPath, options),
                "procesy-aot", 0, false);
        builder.setDaemon(true);
        builder.start();
    }

    private static void buildSoon(Path file, ProcessSettings settings, String classPath,
            List<String> options) {
        try {
            Thread.sleep(DELAY);
            buildAlone(file, settings, classPath, options, Files.createDirectories(folder()));
        } catch (IOException | RuntimeException | InterruptedException e) {
            LOG.log(Level.DEBUG, "no AOT cache was built", e);
        }
    }

    /** One thread of this JVM waits for the lock at a time, as file locks want it. */
    private static synchronized void buildAlone(Path file, ProcessSettings settings,
            String classPath, List<String> options, Path folder)
            throws IOException, InterruptedException {
        try (FileChannel channel = FileChannel.open(folder.resolve("lock"),
                StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (lock.isValid() && !Files.exists(file)) {
                deleteOld(folder);
                build(file, settings, classPath, options);
            }
        }
    }

    private static void build(Path file, ProcessSettings settings, String classPath,
            List<String> options) throws IOException, InterruptedException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".new");
        Path record = file.resolveSibling(file.getFileName() + ".record");
        try {
            if (AotTraining.run(settings, record)
                    && assemble(record, unfinished, classPath, options)) {
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            }
        } finally {
            Files.deleteIfExists(record);
            Files.deleteIfExists(unfinished);
        }
    }

    /** Makes a cache of what a training run recorded. */
    private static boolean assemble(Path record, Path cache, String classPath,
            List<String> options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", GUARD, "sh",
                RunningJdk.executable().toString()));
        command.addAll(options);
        command.addAll(List.of("-XX:AOTMode=create", "-XX:AOTConfiguration=" + record,
                "-XX:AOTCache=" + cache));
        command.addAll(ChildPath.main(classPath));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeAll(ChildJvm.NOT_INHERITED);
        Process guard = builder.start();
        guard.getInputStream().close();
        boolean ended = guard.waitFor(BUILD_SECONDS, TimeUnit.SECONDS);
        guard.getOutputStream().close();
        return ended && guard.exitValue() == 0 && Files.exists(cache);
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
