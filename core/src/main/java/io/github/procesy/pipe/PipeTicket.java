package io.github.procesy.pipe;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.util.Objects;

import io.github.procesy.ItemCodec;
import io.github.procesy.memory.SharedMemory;
import org.jspecify.annotations.Nullable;

/** What travels in place of an end of a pipe. */
final class PipeTicket implements Externalizable {
    private static final long serialVersionUID = 1L;

    private transient @Nullable SharedMemory memory;
    private transient @Nullable SharedMemory token;
    private transient boolean left;
    private transient @Nullable ItemCodec<?> codec;
    private transient @Nullable String filter;

    /** For deserialization. */
    public PipeTicket() {}

    PipeTicket(SharedMemory memory, SharedMemory token, boolean left, @Nullable ItemCodec<?> codec,
            @Nullable String filter) {
        this.memory = memory;
        this.token = token;
        this.left = left;
        this.codec = codec;
        this.filter = filter;
    }

    @Override
    public void writeExternal(ObjectOutput out) throws IOException {
        out.writeObject(memory);
        out.writeObject(token);
        out.writeBoolean(left);
        out.writeObject(codec);
        out.writeObject(filter);
    }

    @Override
    public void readExternal(ObjectInput in) throws IOException, ClassNotFoundException {
        memory = (SharedMemory) in.readObject();
        token = (SharedMemory) in.readObject();
        left = in.readBoolean();
        codec = (ItemCodec<?>) in.readObject();
        filter = (String) in.readObject();
    }

    private Object readResolve() {
        return new PipeEnd<>(Objects.requireNonNull(memory, "not read yet"),
                Objects.requireNonNull(token, "not read yet"), left, codec, filter);
    }
}
