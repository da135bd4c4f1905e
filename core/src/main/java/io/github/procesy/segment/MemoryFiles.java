package io.github.procesy.segment;

import java.io.IOException;

import io.github.procesy.os.Descriptors;
import io.github.procesy.os.OsException;

/**
 * Files in memory that have no name: they are gone with the last process that has them. Another process
 * of the same user opens them by way of the root's descriptor.
 */
final class MemoryFiles implements SegmentStore {
    static final String PREFIX = "procesy-";

    @Override
    public File create(String name, long fileBytes) throws IOException {
        int descriptor = -1;
        try {
            descriptor = Descriptors.memoryFile(PREFIX + name);
            Descriptors.reserve(descriptor, fileBytes);
            return new MemoryFile(descriptor);
        } catch (OsException e) {
            if (descriptor >= 0) {
                Descriptors.close(descriptor);
            }
            throw new IOException(e.getMessage(), e);
        }
    }

    private record MemoryFile(int descriptor) implements File {
        @Override
        public String path() {
            return "/proc/" + ProcessHandle.current().pid() + "/fd/" + descriptor;
        }

        @Override
        public void seal() {
            Descriptors.sealSize(descriptor);
        }

        @Override
        public void delete() {
            Descriptors.close(descriptor);
        }
    }
}
