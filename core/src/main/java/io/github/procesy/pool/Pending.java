package io.github.procesy.pool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/** What waits for a worker: by priority, and among equals first come, first served. Guarded by the lock of the engine. */
final class Pending {
    private final TreeMap<Integer, Deque<Work>> byPriority =
            new TreeMap<>(Collections.reverseOrder());
    private int tasks;

    void add(Work work) {
        queue(work).addLast(work);
        tasks += count(work);
    }

    /** Adds what was taken before: it is the next again. */
    void addFirst(Work work) {
        queue(work).addFirst(work);
        tasks += count(work);
    }

    private Deque<Work> queue(Work work) {
        return byPriority.computeIfAbsent(work.options().priority(),
                priority -> new ArrayDeque<>());
    }

    /** The bound of a pool is for tasks; a mapping has its window. */
    private static int count(Work work) {
        return work instanceof Task ? 1 : 0;
    }

    /** The next; null if there is none. What is over by now is dropped. */
    @Nullable
    Work peek() {
        while (!byPriority.isEmpty()) {
            var first = byPriority.firstEntry();
            Work work = first.getValue().peek();
            if (work == null) {
                byPriority.remove(first.getKey());
            } else if (work.isOver()) {
                remove(first.getValue());
            } else {
                return work;
            }
        }
        return null;
    }

    /** Takes the next; null if there is none. */
    @Nullable
    Work poll() {
        Work next = peek();
        if (next != null) {
            remove(byPriority.firstEntry().getValue());
        }
        return next;
    }

    private void remove(Deque<Work> queue) {
        tasks -= count(queue.remove());
    }

    /** Removes what is over, so that it takes no room. */
    void removeOver(Work over) {
        Deque<Work> queue = byPriority.get(over.options().priority());
        if (queue != null && queue.remove(over)) {
            tasks -= count(over);
        }
    }

    boolean isEmpty() {
        return byPriority.values().stream().allMatch(Deque::isEmpty);
    }

    /** How many things wait, but no more than are counted. */
    int size(int most) {
        int size = 0;
        for (Deque<Work> queue : byPriority.values()) {
            size += queue.size();
            if (size >= most) {
                return most;
            }
        }
        return size;
    }

    /** How many tasks wait. */
    int tasks() {
        return tasks;
    }

    /** How many items of mappings wait. */
    long items() {
        long items = 0;
        for (Deque<Work> queue : byPriority.values()) {
            for (Work work : queue) {
                items += work instanceof Chunk chunk ? chunk.left() : 0;
            }
        }
        return items;
    }

    /** Takes all. */
    List<Work> drain() {
        List<Work> all = new ArrayList<>();
        Work work;
        while ((work = poll()) != null) {
            all.add(work);
        }
        return all;
    }
}
