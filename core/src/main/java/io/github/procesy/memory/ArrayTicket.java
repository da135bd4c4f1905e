package io.github.procesy.memory;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;

import org.jspecify.annotations.Nullable;

/** What travels in place of an array. */
final class ArrayTicket implements Externalizable {
    private static final long serialVersionUID = 1L;

    private transient @Nullable ElementType type;
    private transient @Nullable SharedMemory memory;

    /** For deserialization. */
    public ArrayTicket() {}

    ArrayTicket(ElementType type, SharedMemory memory) {
        this.type = type;
        this.memory = memory;
    }

    @Override
    public void writeExternal(ObjectOutput out) throws IOException {
        out.writeChar(Read.once(type).code());
        out.writeObject(memory);
    }

    @Override
    public void readExternal(ObjectInput in) throws IOException, ClassNotFoundException {
        type = ElementType.of(in.readChar());
        memory = (SharedMemory) in.readObject();
    }

    private Object readResolve() {
        return Read.once(type).view(Read.once(memory));
    }
}
