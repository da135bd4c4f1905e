package io.github.procesy.tree;

/** What a thread can wait for. */
public enum WaitKind {
    /** Nothing: the record is free. */
    NOTHING("nothing"),
    /** A lock. */
    LOCK("lock"),
    /** A condition of a lock. */
    CONDITION("condition of lock"),
    /** A read-write lock, to read. */
    READ("read lock"),
    /** A read-write lock, to write. */
    WRITE("write lock"),
    /** Permits of a semaphore. */
    SEMAPHORE("semaphore"),
    /** A latch. */
    LATCH("latch"),
    /** A barrier. */
    BARRIER("barrier"),
    /** An event. */
    EVENT("event"),
    /** The end of a process. */
    JOIN("end of process"),
    /** An item of a queue. */
    ITEM("item of queue"),
    /** Room in a queue. */
    ROOM("room in queue"),
    /** Until all items of a queue are done with. */
    DONE("work of queue"),
    /** A message of a pipe. */
    MESSAGE("message of pipe"),
    /** Room in a pipe. */
    PIPE_ROOM("room in pipe");

    private static final WaitKind[] ALL = values();

    private final String text;

    WaitKind(String text) {
        this.text = text;
    }

    @SuppressWarnings("EnumOrdinal") // all processes of a tree run the same version of this enum
    int code() {
        return ordinal();
    }

    static WaitKind of(int code) {
        return code >= 0 && code < ALL.length ? ALL[code] : NOTHING;
    }

    /** What people call it. */
    @Override
    public String toString() {
        return text;
    }
}
