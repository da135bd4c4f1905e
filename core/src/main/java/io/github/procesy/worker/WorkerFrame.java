package io.github.procesy.worker;

/** The frames between a worker and its owner. */
final class WorkerFrame {
    /** Owner to worker: treat these. Payload: for each item {@code int length, bytes}. */
    static final byte ITEMS = 1;
    /** Worker to owner: a result of the item. Payload: the encoded result. */
    static final byte RESULT = 2;
    /** Worker to owner: the item is finished. No payload. */
    static final byte FINISHED = 3;
    /** Worker to owner: the task threw. Payload: the encoded failure. */
    static final byte FAILED = 4;

    private WorkerFrame() {}
}
