package io.github.procesy.pool;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is to be tried again, and waits until then. Guarded by the lock of the engine. */
final class Retries {
    private final Clock clock;
    private final Set<Work> waiting = new HashSet<>();

    Retries(Clock clock) {
        this.clock = clock;
    }

    /** Has something done when its time has come, if it waits until then. */
    void add(Work work, long afterNanos, Runnable then) {
        waiting.add(work);
        clock.schedule(afterNanos, () -> {
            if (waiting.remove(work)) {
                then.run();
            }
        });
    }

    /** A task does not wait any more. */
    void remove(Task task) {
        waiting.remove(task);
    }

    /** Nor does what there is of a mapping. */
    void remove(MapRun run) {
        waiting.removeIf(work -> work instanceof Chunk chunk && chunk.isOf(run));
    }

    /** Takes all away. */
    List<Work> drain() {
        List<Work> all = new ArrayList<>(waiting);
        waiting.clear();
        return all;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** How many tasks wait. */
    long tasks() {
        return waiting.stream().filter(Task.class::isInstance).count();
    }

    /** How many items of mappings wait. */
    long items() {
        return waiting.stream().filter(Chunk.class::isInstance).mapToLong(Work::size).sum();
    }
}
