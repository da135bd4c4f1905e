package io.github.procesy.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import io.github.procesy.child.ChildMain;
import io.github.procesy.os.PrivateFolder;
import io.github.procesy.os.Uninterrupted;
import org.jspecify.annotations.Nullable;

/**
 * A jar with the classes of this library, for a JVM that has them from a class loader of the program:
 * a fat jar with jars in it, a web application, JShell. A child cannot boot without them, and
 * everything else it can ask for.
 *
 * <p>The classes are those that the main class of a child and the API of processes refer to, read as
 * resources of their class loader. The jar stands in the user's cache folder under a name made of its
 * content. It is written under another name and renamed, so that it is there whole or not at all;
 * one that differs from what it should be is replaced. One that nobody used for a month is deleted.
 * Where the cache folder cannot be written, it stands in a private folder.
 */
final class CoreJar {
    private static final Duration MAX_AGE = Duration.ofDays(30);
    private static final Duration TOUCH_EVERY = Duration.ofDays(1);
    /** The same content gives the same jar. */
    private static final LocalDateTime DATE = LocalDateTime.of(2000, 1, 1, 0, 0);
    private static final System.Logger LOG = System.getLogger(CoreJar.class.getName());
    private static @Nullable Path file;

    private CoreJar() {}

    /**
     * The jar; makes it if it is not there.
     *
     * @throws ProcessStartException if the classes cannot be read or the jar not be written
     */
    static synchronized Path file() {
        Path known = file;
        if (known != null && Files.exists(known)) {
            return known;
        }
        try {
            Path made = Uninterrupted.call(CoreJar::make);
            file = made;
            return made;
        } catch (IOException e) {
            throw new ProcessStartException("The classes of this library come from "
                    + ChildMain.class.getClassLoader()
                    + ", and the jar of them that a child process"
                    + " needs cannot be made: " + e + ". Make " + UserCache.folder("core") + " or "
                    + System.getProperty("java.io.tmpdir") + " writable, or put procesy-core on the"
                    + " class path.", e);
        }
    }

    private static Path make() throws IOException {
        byte[] content = jar(classes());
        CRC32 checksum = new CRC32();
        checksum.update(content);
        String name = Long.toHexString(checksum.getValue()) + "-" + content.length + ".jar";
        try {
            Path folder = Files.createDirectories(UserCache.folder("core"));
            Path jar = folder.resolve(name);
            if (!Files.exists(jar) || !Arrays.equals(Files.readAllBytes(jar), content)) {
                write(folder, jar, content);
                deleteOld(folder);
            } else if (isOlder(jar, TOUCH_EVERY)) {
                Files.setLastModifiedTime(jar, FileTime.from(Instant.now()));
            }
            return jar;
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "no jar in the cache folder", e);
            return Files.write(PrivateFolder.create().path().resolve(name), content);
        }
    }

    private static void write(Path folder, Path jar, byte[] content) throws IOException {
        Path unfinished = Files.createTempFile(folder, "core", ".new");
        try {
            Files.write(unfinished, content);
            Files.move(unfinished, jar, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static void deleteOld(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path old : files) {
                if (isOlder(old, MAX_AGE)) {
                    Files.deleteIfExists(old);
                }
            }
        }
    }

    private static boolean isOlder(Path path, Duration age) throws IOException {
        return Files.getLastModifiedTime(path).toInstant().isBefore(Instant.now().minus(age));
    }

    private static byte[] jar(Map<String, byte[]> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 19);
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            out.setLevel(Deflater.NO_COMPRESSION);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                entry.setTimeLocal(DATE);
                out.putNextEntry(entry);
                out.write(file.getValue());
            }
        }
        return bytes.toByteArray();
    }

    /** The class files of this library, by their names. */
    private static Map<String, byte[]> classes() throws IOException {
        String root = CoreJar.class.getPackageName();
        root = root.substring(0, root.lastIndexOf('.') + 1).replace('.', '/');
        Pattern reference = Pattern.compile(Pattern.quote(root) + "[\\w$/]+");
        Map<String, byte[]> found = new TreeMap<>();
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>();
        open.add(ChildMain.class.getName().replace('.', '/'));
        open.add(ChildProcess.class.getName().replace('.', '/'));
        while (!open.isEmpty()) {
            String name = open.remove() + ".class";
            byte[] bytes = seen.add(name) ? read(name) : null;
            if (bytes == null) {
                continue; // seen before, or a text that looks like the name of a class
            }
            found.put(name, bytes);
            for (PoolEntry entry : ClassFile.of().parse(bytes).constantPool()) {
                if (entry instanceof Utf8Entry text) {
                    Matcher matcher = reference.matcher(text.stringValue());
                    while (matcher.find()) {
                        open.add(matcher.group());
                    }
                }
            }
        }
        if (found.size() < 2) {
            throw new IOException("it does not show the class file of "
                    + ChildMain.class.getName());
        }
        return found;
    }

    private static byte @Nullable [] read(String name) {
        ClassLoader loader = CoreJar.class.getClassLoader();
        try (InputStream in = loader == null
                ? ClassLoader.getSystemResourceAsStream(name)
                : loader.getResourceAsStream(name)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
