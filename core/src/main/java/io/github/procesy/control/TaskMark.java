package io.github.procesy.control;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;

/**
 * A file by which a child lets its parent see that its task has begun: it is empty before. The mark
 * is set by one write before the first instruction of the task and read when it matters, so that it
 * costs neither side a message, and is there whatever the task does next.
 */
public final class TaskMark {
    private final FileOutputStream file;

    private TaskMark(FileOutputStream file) {
        this.file = file;
    }

    /**
     * Opens the mark in the child.
     *
     * @param path its path, of an existing file
     * @return the mark
     * @throws IOException if it cannot be written
     */
    public static TaskMark open(String path) throws IOException {
        return new TaskMark(new FileOutputStream(path));
    }

    /**
     * Sets the mark.
     *
     * @throws IOException if it cannot be written
     */
    public void set() throws IOException {
        file.write(1);
    }

    /**
     * Looks at the mark in the parent.
     *
     * @param file the file, opened and never read; a stream, because an interrupt would close a
     *        channel
     * @return whether the mark is set
     * @throws IOException if it cannot be read
     */
    public static boolean isSet(FileInputStream file) throws IOException {
        return file.available() > 0;
    }
}
