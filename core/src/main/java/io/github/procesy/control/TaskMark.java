package io.github.procesy.control;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;

/**
 * A file by which a child lets its parent see that its task has begun: it has two bytes then. The
 * second is written before the first instruction of the task and looked for when it matters, so
 * that it costs neither side a message, and is there whatever the task does next. The first byte is
 * there to have the file's memory and the native code at hand.
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
        TaskMark mark = new TaskMark(new FileOutputStream(path));
        mark.file.write(1);
        return mark;
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
        return file.available() > 1;
    }
}
