package io.github.procesy.memory;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;

import org.jspecify.annotations.Nullable;

/** What travels in place of a table. */
final class TableTicket implements Externalizable {
    private static final long serialVersionUID = 1L;

    private transient @Nullable Class<? extends Record> type;
    private transient @Nullable SharedMemory memory;
    private transient long rows;
    private transient long from;
    private transient long length;

    /** For deserialization. */
    public TableTicket() {}

    TableTicket(Class<? extends Record> type, SharedMemory memory, long rows, long from,
            long length) {
        this.type = type;
        this.memory = memory;
        this.rows = rows;
        this.from = from;
        this.length = length;
    }

    @Override
    public void writeExternal(ObjectOutput out) throws IOException {
        out.writeObject(type);
        out.writeObject(memory);
        out.writeLong(rows);
        out.writeLong(from);
        out.writeLong(length);
    }

    @Override
    public void readExternal(ObjectInput in) throws IOException, ClassNotFoundException {
        type = ((Class<?>) in.readObject()).asSubclass(Record.class);
        memory = (SharedMemory) in.readObject();
        rows = in.readLong();
        from = in.readLong();
        length = in.readLong();
    }

    private Object readResolve() {
        return SharedTable.open(Read.once(type), Read.once(memory), rows, from, length);
    }
}
