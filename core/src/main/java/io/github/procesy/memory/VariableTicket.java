package io.github.procesy.memory;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;

import org.jspecify.annotations.Nullable;

/** What travels in place of a variable. */
final class VariableTicket implements Externalizable {
    private static final long serialVersionUID = 1L;

    private transient @Nullable SharedArray<?, ?> variable;

    /** For deserialization. */
    public VariableTicket() {}

    VariableTicket(SharedArray<?, ?> variable) {
        this.variable = variable;
    }

    @Override
    public void writeExternal(ObjectOutput out) throws IOException {
        out.writeObject(variable);
    }

    @Override
    public void readExternal(ObjectInput in) throws IOException, ClassNotFoundException {
        variable = (SharedArray<?, ?>) in.readObject();
    }

    // No switch over types: its linking takes milliseconds in a JVM that has just booted.
    @SuppressWarnings("IfChainToSwitch")
    private Object readResolve() {
        SharedArray<?, ?> array = Read.once(variable);
        if (array instanceof SharedIntArray ints) {
            return SharedInt.of(ints);
        } else if (array instanceof SharedLongArray longs) {
            return SharedLong.of(longs);
        } else if (array instanceof SharedDoubleArray doubles) {
            return SharedDouble.of(doubles);
        } else if (array instanceof SharedBooleanArray booleans) {
            return SharedBoolean.of(booleans);
        }
        throw new IllegalStateException("no variable is of " + array.getClass());
    }
}
