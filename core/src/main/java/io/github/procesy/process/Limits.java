package io.github.procesy.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

import io.github.procesy.child.DescriptorReserve;

/**
 * The bounds of a process, as far as its builder was told.
 *
 * @param heap bytes
 * @param directMemory bytes
 * @param metaspace bytes
 * @param memory bytes of the whole process
 * @param cpuTime from the begin of the task
 * @param openFiles how many
 * @param cores how many the JVM counts
 * @param siblings how many processes share the memory with which this one has its default heap
 */
record Limits(OptionalLong heap, OptionalLong directMemory, OptionalLong metaspace,
        OptionalLong memory, Optional<Duration> cpuTime, OptionalInt openFiles,
        OptionalInt cores, OptionalInt siblings) {
    /** No bounds but the defaults. */
    static final Limits NONE = new Limits(OptionalLong.empty(), OptionalLong.empty(),
            OptionalLong.empty(), OptionalLong.empty(), Optional.empty(), OptionalInt.empty(),
            OptionalInt.empty(), OptionalInt.empty());

    Limits withHeap(long bytes) {
        return new Limits(OptionalLong.of(bytes), directMemory, metaspace, memory, cpuTime,
                openFiles, cores, siblings);
    }

    Limits withDirectMemory(long bytes) {
        return new Limits(heap, OptionalLong.of(bytes), metaspace, memory, cpuTime, openFiles,
                cores, siblings);
    }

    Limits withMetaspace(long bytes) {
        return new Limits(heap, directMemory, OptionalLong.of(bytes), memory, cpuTime, openFiles,
                cores, siblings);
    }

    Limits withMemory(long bytes) {
        return new Limits(heap, directMemory, metaspace, OptionalLong.of(bytes), cpuTime,
                openFiles, cores, siblings);
    }

    Limits withCpuTime(Duration time) {
        return new Limits(heap, directMemory, metaspace, memory, Optional.of(time), openFiles,
                cores, siblings);
    }

    Limits withOpenFiles(int count) {
        return new Limits(heap, directMemory, metaspace, memory, cpuTime, OptionalInt.of(count),
                cores, siblings);
    }

    Limits withCores(int count) {
        return new Limits(heap, directMemory, metaspace, memory, cpuTime, openFiles,
                OptionalInt.of(count), siblings);
    }

    Limits withSiblings(int count) {
        return new Limits(heap, directMemory, metaspace, memory, cpuTime, openFiles, cores,
                OptionalInt.of(count));
    }

    /** Whether those are the same that a JVM is launched with; the parent watches the others. */
    boolean areLaunchedLike(Limits other) {
        return heap.equals(other.heap) && directMemory.equals(other.directMemory)
                && metaspace.equals(other.metaspace) && memory.equals(other.memory)
                && openFiles.equals(other.openFiles) && cores.equals(other.cores)
                && siblings.equals(other.siblings);
    }

    /** What the kernel is told: the reserve comes on top. */
    OptionalInt descriptors() {
        return openFiles.isEmpty()
                ? openFiles
                : OptionalInt.of(openFiles.getAsInt() + DescriptorReserve.SIZE);
    }

    /** Whether the parent must look at the process from time to time. */
    boolean areWatched() {
        return memory.isPresent() || cpuTime.isPresent();
    }

    /** Those that are set, as a message shows them. */
    @Override
    public String toString() {
        List<String> set = new ArrayList<>();
        heap.ifPresent(bytes -> set.add(Limit.HEAP + " " + bytes));
        directMemory.ifPresent(bytes -> set.add(Limit.DIRECT_MEMORY + " " + bytes));
        metaspace.ifPresent(bytes -> set.add(Limit.METASPACE + " " + bytes));
        memory.ifPresent(bytes -> set.add(Limit.MEMORY + " " + bytes));
        cpuTime.ifPresent(time -> set.add(Limit.CPU_TIME + " " + Time.text(time)));
        openFiles.ifPresent(count -> set.add(Limit.OPEN_FILES + " " + count));
        cores.ifPresent(count -> set.add("cores " + count));
        return String.join(", ", set);
    }
}
