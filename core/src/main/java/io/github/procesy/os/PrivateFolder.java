package io.github.procesy.os;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A folder that only this user may enter and that does not outlive its process.
 *
 * <p>The folders of a process that this library started lie in the folder that its parent made for
 * it, so that deleting one folder takes those of all descendants along. The owner of an outermost
 * folder holds a lock on a file in it for as long as it lives; the operating system lets go of that
 * lock however the owner ends. A folder whose lock is free is therefore an orphan, and the next
 * process that makes a folder deletes it.
 */
public final class PrivateFolder implements AutoCloseable {
    /** System property of a child: the folder that its parent made for it. */
    public static final String PARENT_PROPERTY = "procesy.folder";

    private static final String PREFIX = "procesy-";
    /** Pid of the owner, and a random number. */
    private static final Pattern NAME = Pattern.compile("procesy-(\\d+)-\\d+");
    private static final String LOCK_FILE = "lock";
    /** A folder this young may not have its lock yet. */
    private static final Duration SETTLED = Duration.ofMinutes(1);
    /** Leaves room for a file name within the 106 bytes of a Unix domain socket path. */
    private static final int MAX_PATH_BYTES = 100;
    /** What the name of an outermost folder takes at the most. */
    private static final int NAME_BYTES = 40;
    private static final int DELETE_ATTEMPTS = 5;

    private static final Set<PrivateFolder> OPEN = new HashSet<>();
    private static int created;
    private static boolean swept;
    private static boolean hooked;
    private static boolean exiting;

    private final Path path;
    private final @Nullable FileChannel lock;

    private PrivateFolder(Path path, @Nullable FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Makes a folder. The thread must not be interrupted meanwhile; see {@link Uninterrupted}.
     *
     * @return the folder; close it to delete it with all that is in it
     * @throws IOException if it cannot be made
     * @throws IllegalStateException if this JVM is exiting and has deleted its folders already
     */
    public static PrivateFolder create() throws IOException {
        synchronized (OPEN) {
            if (exiting) {
                throw new IllegalStateException("This JVM is shutting down.");
            }
            if (!hooked) {
                Runtime.getRuntime()
                        .addShutdownHook(
                                new Thread(PrivateFolder::deleteAllAtExit, "procesy-exit"));
                hooked = true;
            }
            PrivateFolder folder = createNested();
            if (folder == null) {
                folder = createOutermost();
            }
            OPEN.add(folder);
            return folder;
        }
    }

    /** A folder in that of the parent, or null if there is none, or if its path is too long. */
    private static @Nullable PrivateFolder createNested() throws IOException {
        String parent = System.getProperty(PARENT_PROPERTY);
        if (parent == null) {
            return null;
        }
        created++;
        Path path = Path.of(parent, "c" + created);
        if (bytes(path) > MAX_PATH_BYTES) {
            return null;
        }
        Files.createDirectory(path, ownerOnly(path));
        return new PrivateFolder(path, null);
    }

    private static PrivateFolder createOutermost() throws IOException {
        Path parent = temporary();
        if (!swept) {
            swept = true;
            sweep(parent);
        }
        Path path = Files.createTempDirectory(parent,
                PREFIX + ProcessHandle.current().pid() + "-", ownerOnly(parent));
        try {
            FileChannel lock = FileChannel.open(path.resolve(LOCK_FILE),
                    StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            lock.lock();
            return new PrivateFolder(path, lock);
        } catch (IOException e) {
            deleteTree(path);
            throw e;
        }
    }

    /**
     * Where it is.
     *
     * @return an absolute path
     */
    public Path path() {
        return path;
    }

    /** Deletes the folder and all that is in it; a second call does nothing. */
    @Override
    public void close() {
        synchronized (OPEN) {
            if (!OPEN.remove(this)) {
                return;
            }
        }
        deleteTree(path);
        if (lock != null) {
            try {
                lock.close();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot close the lock of " + path, e);
            }
        }
    }

    /** Deletes all folders of this JVM, which makes no more from now on. */
    public static void deleteAllAtExit() {
        synchronized (OPEN) {
            exiting = true;
            OPEN.forEach(folder -> deleteTree(folder.path));
        }
    }

    /**
     * Deletes a folder and all that is in it, as far as that is possible. A process that ends may
     * still write there, so it is tried a few times.
     *
     * @param root the folder; it need not exist
     */
    public static void deleteTree(Path root) {
        for (int attempt = 0; attempt < DELETE_ATTEMPTS; attempt++) {
            try {
                Files.walkFileTree(root, new Deleter());
                return;
            } catch (IOException e) {
                Thread.onSpinWait(); // the next sweep takes what is left in the end
            }
        }
    }

    private static Path temporary() {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
        Path shared = Path.of("/tmp");
        return bytes(temporary) > MAX_PATH_BYTES - NAME_BYTES && Files.isWritable(shared)
                ? shared
                : temporary;
    }

    private static int bytes(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    private static FileAttribute<?>[] ownerOnly(Path place) {
        return place.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions
                        .asFileAttribute(PosixFilePermissions.fromString("rwx------"))}
                : new FileAttribute<?>[0];
    }

    /** Deletes what processes left that were killed together with all who could tidy up. */
    private static void sweep(Path parent) {
        Instant settled = Instant.now().minus(SETTLED);
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path folder : folders) {
                if (isOrphan(folder, settled)) {
                    deleteTree(folder);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Tidying up after others is no reason to fail.
        }
    }

    private static boolean isOrphan(Path folder, Instant settled) throws IOException {
        Matcher name = NAME.matcher(String.valueOf(folder.getFileName()));
        // Closing any descriptor of a file lets go of all locks that this process has on it.
        if (!name.matches() || name.group(1).equals(ownPid())
                || !Files.getLastModifiedTime(folder).toInstant().isBefore(settled)) {
            return false;
        }
        try (FileChannel lock = FileChannel.open(folder.resolve(LOCK_FILE),
                StandardOpenOption.WRITE)) {
            return lock.tryLock() != null;
        } catch (NoSuchFileException e) {
            return isEmpty(folder); // died between the two steps of making it
        } catch (IOException | OverlappingFileLockException e) {
            return false;
        }
    }

    private static String ownPid() {
        return Long.toString(ProcessHandle.current().pid());
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (DirectoryStream<Path> content = Files.newDirectoryStream(folder)) {
            return !content.iterator().hasNext();
        }
    }

    private static final class Deleter extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE; // gone already, or not ours
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e)
                throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
