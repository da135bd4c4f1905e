package io.github.procesy.segment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import io.github.procesy.os.PrivateFolder;
import io.github.procesy.os.Uninterrupted;
import org.jspecify.annotations.Nullable;

/** Files in a private folder of the root, for platforms that have nothing better. */
final class FolderFiles implements SegmentStore {
    private static final int BLOCK_BYTES = 1 << 20;

    /** There as long as a file is. */
    private @Nullable PrivateFolder folder;
    private int files;

    @Override
    public File create(String name, long fileBytes) throws IOException {
        return Uninterrupted.call(() -> write(name, fileBytes));
    }

    private synchronized File write(String name, long fileBytes) throws IOException {
        if (folder == null) {
            folder = PrivateFolder.create();
        }
        files++;
        try {
            return write(folder, name, fileBytes);
        } catch (IOException | RuntimeException e) {
            forgetFile();
            throw e;
        }
    }

    private synchronized void forgetFile() {
        files--;
        if (files == 0 && folder != null) {
            folder.close();
            folder = null;
        }
    }

    private File write(PrivateFolder folder, String name, long fileBytes) throws IOException {
        Path path = folder.path().resolve(name);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocateDirect(BLOCK_BYTES);
            for (long written = 0; written < fileBytes;) {
                zeros.clear().limit((int) Math.min(BLOCK_BYTES, fileBytes - written));
                written += channel.write(zeros);
            }
        } catch (IOException e) {
            Files.deleteIfExists(path);
            throw e;
        }
        return new FolderFile(this, path);
    }

    private record FolderFile(FolderFiles store, Path file) implements File {
        @Override
        public String path() {
            return file.toString();
        }

        @Override
        public void seal() {
            // Nothing keeps the owner of a file from changing its size here.
        }

        @Override
        public void delete() {
            try {
                Files.deleteIfExists(file);
                store.forgetFile();
            } catch (IOException e) {
                throw new UncheckedIOException("deleting the file of shared memory", e);
            }
        }
    }
}
