package io.github.procesy.cli.items;

import java.util.Map;
import java.util.TreeMap;

/** Which items have ended, as ranges: they end nearly in their order. */
final class EndedItems {
    /** The first item of a range, and the one behind its last. */
    private final TreeMap<Long, Long> ranges = new TreeMap<>();

    void add(long item) {
        Map.Entry<Long, Long> before = ranges.floorEntry(item);
        long from = item;
        long to = item + 1;
        if (before != null && before.getValue() >= item) {
            from = before.getKey();
            to = Math.max(to, before.getValue());
        }
        Long behind = ranges.remove(to);
        ranges.put(from, behind == null ? to : behind);
    }

    boolean has(long item) {
        Map.Entry<Long, Long> before = ranges.floorEntry(item);
        return before != null && before.getValue() > item;
    }
}
