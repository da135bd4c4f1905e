package io.github.procesy.memory;

/** The memory of single variables. */
final class VariableMemory {
    /** A cache line, so that two variables do not slow each other down. */
    private static final int BYTES = 64;

    private VariableMemory() {}

    /** Memory for one variable of up to eight bytes, filled with zeros. */
    static SharedMemory allocate(int bytes) {
        return SharedMemory.create(BYTES).slice(0, bytes);
    }
}
