package io.github.procesy.pool;

import java.util.EnumMap;
import java.util.Map;

/** What a pool has done so far. Guarded by the lock of the engine. */
final class Counts {
    private final Map<TaskState, Long> ended = new EnumMap<>(TaskState.class);
    private long items;
    private long retries;
    private long workersLost;

    /** A task has ended. */
    void taskEnded(TaskState how) {
        ended.merge(how, 1L, Long::sum);
    }

    /** Items of a mapping have ended. */
    void itemsEnded(int count) {
        items += count;
    }

    /** A task or an item is tried again. */
    void retried() {
        retries++;
    }

    /** A worker ended that nobody had told to. */
    void workerLost() {
        workersLost++;
    }

    /** How many tasks have ended like that. */
    long tasks(TaskState how) {
        return ended.getOrDefault(how, 0L);
    }

    long items() {
        return items;
    }

    long retries() {
        return retries;
    }

    long workersLost() {
        return workersLost;
    }
}
