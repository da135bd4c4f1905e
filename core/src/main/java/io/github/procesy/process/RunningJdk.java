package io.github.procesy.process;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The JDK that this JVM runs on, as it was when the library was first used. An update may replace it
 * on disk while this JVM runs; a child would then be of another version, or not start, or fail
 * later for a lack of files.
 *
 * <p>A JDK is the same as long as its {@code release} file says the same. That is looked at only when
 * another file has changed whose look is cheap: the one with the classes.
 */
final class RunningJdk {
    private static final Path HOME = Path.of(System.getProperty("java.home"));
    private static final Path EXECUTABLE = HOME.resolve("bin",
            File.separatorChar == '/' ? "java" : "java.exe");
    private static final Path MODULES = HOME.resolve("lib", "modules");
    private static final String VERSION = "JAVA_VERSION=\"";

    private static final String RELEASE = release();
    private static final boolean RELEASE_IS_OURS = isOurs(RELEASE);
    private static volatile @Nullable Stamp modules = Stamp.of(MODULES);

    private RunningJdk() {}

    /** What changes when a file is replaced. */
    private record Stamp(@Nullable Object key, long size, FileTime modified) {
        static @Nullable Stamp of(Path file) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file,
                        BasicFileAttributes.class);
                return new Stamp(attributes.fileKey(), attributes.size(),
                        attributes.lastModifiedTime());
            } catch (IOException e) {
                return null;
            }
        }
    }

    /** Its {@code java} command. */
    static Path executable() {
        return EXECUTABLE;
    }

    /**
     * Looks whether it is still there.
     *
     * @throws ProcessStartException if it is gone or another one has taken its place
     */
    static void check(ProcessSettings settings) {
        Stamp now = Stamp.of(HOME.resolve("lib", "modules"));
        String change = change(now);
        if (!change.isEmpty()) {
            throw new ProcessStartException("The process '" + settings.name()
                    + "' cannot be started: this JVM runs on Java " + Runtime.version() + " of "
                    + HOME + ", and " + change + ". Restart this JVM.", null);
        }
        modules = now;
    }

    private static String change(@Nullable Stamp now) {
        if (!Files.exists(EXECUTABLE)) {
            return Files.exists(HOME)
                    ? EXECUTABLE + " does not exist (deleted since, or an image that was made"
                            + " without commands)"
                    : "that folder is gone";
        }
        Stamp before = modules;
        if (before != null && now == null) {
            return MODULES + " is gone";
        }
        boolean untouched = before == null || before.equals(now);
        String release = untouched ? RELEASE : release();
        return RELEASE_IS_OURS && release.equals(RELEASE)
                ? ""
                : "another JDK has taken its place: " + version(release);
    }

    private static String release() {
        try {
            return Files.readString(HOME.resolve("release"), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private static String version(String release) {
        int start = release.indexOf(VERSION);
        int end = start < 0 ? -1 : release.indexOf('"', start + VERSION.length());
        return end < 0
                ? "of an unknown version"
                : release.substring(start + VERSION.length(), end);
    }

    /** Compares the first three numbers of a version like {@code 25.0.3} or {@code 26-ea}. */
    private static boolean isOurs(String release) {
        if (!release.contains(VERSION)) {
            return true; // it does not say
        }
        String[] other = version(release).replace('-', '+').split("\\+", 2)[0].split("\\.", -1);
        List<Integer> own = Runtime.version().version();
        for (int i = 0; i < 3; i++) {
            String expected = i < own.size() ? own.get(i).toString() : "0";
            if (!expected.equals(i < other.length ? other[i] : "0")) {
                return false;
            }
        }
        return true;
    }
}
