package io.github.procesy.pool;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

import io.github.procesy.ProcesyException;

/** Items in groups, each of which becomes one result in a worker. */
final class Reduction<T> implements Iterable<List<T>> {
    private static final int FIRST_GROUP = 8;
    private static final int MAX_GROUP = 4096;

    private final Iterable<? extends T> items;

    Reduction(Iterable<? extends T> items) {
        this.items = items;
    }

    /** Combines in this process. */
    static <R> R combine(SerializableCombiner<R> combiner, R first, R second) {
        try {
            return combiner.combine(first, second);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new CombinerException(e);
        }
    }

    /** What combines is declared to throw anything. */
    private static final class CombinerException extends ProcesyException {
        private static final long serialVersionUID = 1L;

        CombinerException(Exception cause) {
            super("The results cannot be combined: " + cause, cause);
        }
    }

    /** Small ones first: so few items are shared out too. */
    @Override
    public Iterator<List<T>> iterator() {
        Iterator<? extends T> rest = items.iterator();
        return new Iterator<>() {
            private int size = FIRST_GROUP;
            private int made;

            @Override
            public boolean hasNext() {
                return rest.hasNext();
            }

            @Override
            public List<T> next() {
                List<T> group = new ArrayList<>();
                do {
                    group.add(rest.next());
                } while (group.size() < size && rest.hasNext());
                if (++made % FIRST_GROUP == 0) {
                    size = Math.min(2 * size, MAX_GROUP);
                }
                return group;
            }
        };
    }
}
