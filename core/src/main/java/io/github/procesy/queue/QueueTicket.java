package io.github.procesy.queue;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.util.Objects;

import io.github.procesy.ItemCodec;
import io.github.procesy.memory.SharedMemory;
import org.jspecify.annotations.Nullable;

/** What travels in place of a queue: its memory, and how its items are written. */
final class QueueTicket implements Externalizable {
    private static final long serialVersionUID = 1L;

    private transient @Nullable SharedMemory memory;
    private transient @Nullable ItemCodec<?> codec;
    private transient @Nullable String filter;

    /** For deserialization. */
    public QueueTicket() {}

    QueueTicket(SharedMemory memory, @Nullable ItemCodec<?> codec, @Nullable String filter) {
        this.memory = memory;
        this.codec = codec;
        this.filter = filter;
    }

    @Override
    public void writeExternal(ObjectOutput out) throws IOException {
        out.writeObject(memory);
        out.writeObject(codec);
        out.writeObject(filter);
    }

    @Override
    public void readExternal(ObjectInput in) throws IOException, ClassNotFoundException {
        memory = (SharedMemory) in.readObject();
        codec = (ItemCodec<?>) in.readObject();
        filter = (String) in.readObject();
    }

    private Object readResolve() {
        return SharedQueue.open(Objects.requireNonNull(memory, "not read yet"), codec, filter);
    }
}
