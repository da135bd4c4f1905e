package io.github.procesy.sync;

import java.io.Externalizable;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInput;
import java.io.ObjectOutput;

import io.github.procesy.SerializableRunnable;
import io.github.procesy.memory.SharedMemory;
import org.jspecify.annotations.Nullable;

/** What travels in place of a synchronizer: its memory, and what it is. */
final class SyncTicket implements Externalizable {
    static final byte LOCK = 1;
    static final byte CONDITION = 2;
    static final byte READ_WRITE_LOCK = 3;
    static final byte SEMAPHORE = 4;
    static final byte LATCH = 5;
    static final byte BARRIER = 6;
    static final byte EVENT = 7;
    static final byte READ_LOCK = 8;
    static final byte WRITE_LOCK = 9;

    private static final long serialVersionUID = 1L;

    private transient byte kind;
    private transient @Nullable Object content;
    private transient int number;
    private transient @Nullable SerializableRunnable action;

    /** For deserialization. */
    public SyncTicket() {}

    SyncTicket(byte kind, Object content, int number) {
        this.kind = kind;
        this.content = content;
        this.number = number;
    }

    static SyncTicket ofCondition(SharedLock lock, int list) {
        return new SyncTicket(CONDITION, lock, list);
    }

    static SyncTicket ofBarrier(SharedMemory memory, @Nullable SerializableRunnable action) {
        SyncTicket ticket = new SyncTicket(BARRIER, memory, 0);
        ticket.action = action;
        return ticket;
    }

    @Override
    public void writeExternal(ObjectOutput out) throws IOException {
        out.writeByte(kind);
        out.writeInt(number);
        out.writeObject(content);
        if (kind == BARRIER) {
            out.writeObject(action);
        }
    }

    @Override
    public void readExternal(ObjectInput in) throws IOException, ClassNotFoundException {
        kind = in.readByte();
        number = in.readInt();
        content = in.readObject();
        if (kind == BARRIER) {
            action = (SerializableRunnable) in.readObject();
        }
    }

    private Object readResolve() throws InvalidObjectException {
        if (content instanceof SharedLock lock && kind == CONDITION) {
            return new SharedCondition(lock, number);
        }
        if (content instanceof SharedReadWriteLock whole) {
            return kind == READ_LOCK ? whole.readLock() : whole.writeLock();
        }
        if (!(content instanceof SharedMemory memory)) {
            throw new InvalidObjectException("no memory in a synchronizer");
        }
        return switch (kind) {
            case LOCK -> SharedLock.open(memory);
            case READ_WRITE_LOCK -> SharedReadWriteLock.open(memory);
            case SEMAPHORE -> SharedSemaphore.open(memory);
            case LATCH -> SharedCountDownLatch.open(memory);
            case BARRIER -> SharedCyclicBarrier.open(memory, action);
            case EVENT -> SharedEvent.open(memory);
            default -> throw new InvalidObjectException("unknown synchronizer " + kind
                    + ": the processes run different versions of the library");
        };
    }
}
