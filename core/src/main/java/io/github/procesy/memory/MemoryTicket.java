package io.github.procesy.memory;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;

import io.github.procesy.segment.SegmentHandle;
import io.github.procesy.wire.References;
import org.jspecify.annotations.Nullable;

/** What travels in place of {@link SharedMemory}. */
final class MemoryTicket implements Externalizable {
    private static final long serialVersionUID = 1L;

    private transient @Nullable SegmentHandle handle;
    private transient long offset;
    private transient long bytes;
    private transient boolean readOnly;

    /** For deserialization. */
    public MemoryTicket() {}

    MemoryTicket(SegmentHandle handle, long offset, long bytes, boolean readOnly) {
        this.handle = handle;
        this.offset = offset;
        this.bytes = bytes;
        this.readOnly = readOnly;
    }

    SegmentHandle handle() {
        if (handle == null) {
            throw new IllegalStateException("not read yet");
        }
        return handle;
    }

    long offset() {
        return offset;
    }

    long bytes() {
        return bytes;
    }

    boolean isReadOnly() {
        return readOnly;
    }

    @Override
    public void writeExternal(ObjectOutput out) throws IOException {
        References.note(handle().id()); // once for each ticket in the stream
        handle().write(out);
        out.writeLong(offset);
        out.writeLong(bytes);
        out.writeBoolean(readOnly);
    }

    @Override
    public void readExternal(ObjectInput in) throws IOException {
        handle = SegmentHandle.read(in);
        offset = in.readLong();
        bytes = in.readLong();
        readOnly = in.readBoolean();
    }

    private Object readResolve() {
        return SharedMemory.open(this);
    }
}
