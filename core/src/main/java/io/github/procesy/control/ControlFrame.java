package io.github.procesy.control;

/** The frames of the control channel between a process and the process that started it. */
public final class ControlFrame {
    /** Parent to child: run this. Payload: a {@link TaskMessage}. */
    public static final byte TASK = 1;
    /**
     * Parent to child: end soon. Payload: {@code long} milliseconds until the parent kills.
     */
    public static final byte TERMINATE = 2;
    /**
     * Parent to child: answer to {@link #FETCH}, {@link #SEGMENT_CREATE}, {@link #ATTACH}, {@link #SEGMENT_HOLD},
     * {@link #SEGMENT_ADOPT} or {@link #TOKEN_CREATE}. Payload: {@code int request},
     * then what those frames say.
     */
    public static final byte ANSWER = 3;
    /** Parent to child: answer to {@link #EXITING}. No payload. */
    public static final byte EXIT_NOTED = 4;
    /**
     * Parent to child, before the task: get ready for tasks like one of before. Payload: its
     * outline, see {@code EncodedTask}.
     */
    public static final byte PREPARE = 5;
    /**
     * Parent to child: a task is likely to come at once. No payload. It takes a process that waits a
     * while to wake up; meanwhile the parent writes the task.
     */
    public static final byte WAKE = 6;
    /**
     * Parent to child: interrupt the thread that does something, if it still does that. Payload: {@code long} number of
     * that, see {@link Interruptible}.
     */
    public static final byte INTERRUPT = 7;

    /**
     * Child to parent: send me a class file or resource. Payload: {@code int request, byte all, UTF-8
     * path}; all of that name if {@code all} is 1, those of the class path left out, which the child
     * has. Answer: {@code int count, count times int length and bytes}.
     */
    public static final byte FETCH = 10;
    /** Child to parent: the task returned. Payload: the serialized result. */
    public static final byte RETURNED = 11;
    /** Child to parent: the task threw. Payload: the encoded failure. */
    public static final byte THREW = 12;
    /**
     * Child to parent: the JVM shuts down in an orderly way. Payload: {@code int} number of the
     * signal that it obeys, 0 if none.
     */
    public static final byte EXITING = 13;

    /**
     * Child to parent: make shared memory. Payload: {@code int request, long bytes}. Answer:
     * {@code boolean made}, then the handle of the segment or, in UTF, why there is none.
     */
    public static final byte SEGMENT_CREATE = 14;
    /**
     * Child to parent: shared memory is no longer needed. Payload: {@code long id, int grants}, how often
     * it was granted to the child.
     */
    public static final byte SEGMENT_RELEASE = 15;

    /**
     * Child to parent: give me, or a descendant of mine, a place in the tree. Payload: {@code int request,
     * long pid, long main thread, UTF name}. Answer: {@code boolean given}, then the attachment or, in UTF,
     * why there is none.
     */
    public static final byte ATTACH = 16;

    /** Child to parent: threads of the tree wait for each other. Payload: their waits. */
    public static final byte DEADLOCK = 17;

    /**
     * Child to parent: keep segments for something that lies in another. Payload: {@code int request, long owner, int
     * count, count times long id}. Answer: {@code boolean kept}, then {@code long hold} or, in UTF, why not.
     */
    public static final byte SEGMENT_HOLD = 18;
    /**
     * Child to parent: let me open what a hold keeps. Payload: {@code int request, long hold}. Answer: {@code boolean
     * granted}, then {@code int count, count times long id} or, in UTF, why not.
     */
    public static final byte SEGMENT_ADOPT = 19;
    /**
     * Child to parent: make a token. Payload: {@code int request, long other segment, long place in it}. Answer as to
     * {@link #SEGMENT_CREATE}.
     */
    public static final byte TOKEN_CREATE = 21;
    /** Child to parent: a hold is no longer needed. Payload: {@code long hold}. */
    public static final byte SEGMENT_GIVE_BACK = 20;

    private ControlFrame() {}
}
