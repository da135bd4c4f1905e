package io.github.procesy.pool;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

import io.github.procesy.ProcesyException;
import io.github.procesy.SerializableFunction;

/**
 * Items in groups, each of which becomes one result in a worker. Groups are of one item until it is known how long that takes, and grow to
 * a millisecond of work. Used by one thread.
 *
 * @param <T> the type of the items
 * @param <R> the type of the results
 */
final class Reduction<T, R> implements Iterable<List<T>> {
    private static final int MAX_GROUP = 4096;
    /** A hand-over is of some ten of them. */
    private static final double TARGET_NANOS = 1_000_000;
    /** The part of the last group in what is known of an item. */
    private static final double NEWS = 0.25;

    private final Iterable<? extends T> items;
    private final boolean grouped;
    private final SerializableCombiner<R> combiner;
    private R combined;
    private int size = 1;
    private double nanosPerItem;

    /**
     * A reduction.
     *
     * @param grouped false if each item has a deadline of its own
     */
    Reduction(Iterable<? extends T> items, boolean grouped, R identity,
            SerializableCombiner<R> combiner) {
        this.items = items;
        this.grouped = grouped;
        this.combiner = combiner;
        combined = identity;
    }

    /**
     * What a worker makes of a group.
     *
     * @param value the results of its items combined
     * @param count how many items
     * @param nanos how long that took
     */
    record Part<R>(R value, int count, long nanos) implements Serializable {
    }

    /** What a worker does with a group. */
    static <T, R> Part<R> part(List<T> group, R identity,
            SerializableFunction<? super T, ? extends R> function,
            SerializableCombiner<R> combiner) throws Exception {
        long start = System.nanoTime();
        R result = identity;
        for (T item : group) {
            result = combiner.combine(result, function.apply(item));
        }
        return new Part<>(result, group.size(), System.nanoTime() - start);
    }

    /** Combines the next result with those before it, in this process. */
    void add(Part<R> part) {
        try {
            combined = combiner.combine(combined, part.value());
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new CombinerException(e);
        }
        double now = part.nanos() / (double) part.count();
        nanosPerItem = nanosPerItem == 0 ? now : nanosPerItem + NEWS * (now - nanosPerItem);
        double most = Math.min(MAX_GROUP, TARGET_NANOS / Math.max(1, nanosPerItem));
        size = Math.max(1, (int) Math.min(most, 2.0 * part.count()));
    }

    /** All results so far. */
    R combined() {
        return combined;
    }

    /** What combines is declared to throw anything. */
    private static final class CombinerException extends ProcesyException {
        private static final long serialVersionUID = 1L;

        CombinerException(Exception cause) {
            super("The results cannot be combined: " + cause, cause);
        }
    }

    @Override
    public Iterator<List<T>> iterator() {
        Iterator<? extends T> rest = items.iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rest.hasNext();
            }

            @Override
            public List<T> next() {
                int most = grouped ? size : 1;
                List<T> group = new ArrayList<>(most);
                do {
                    group.add(rest.next());
                } while (group.size() < most && rest.hasNext());
                return group;
            }
        };
    }
}
