package io.github.procesy.pool;

import java.io.Serial;
import java.io.Serializable;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * The results of a mapping, in arrays of at most {@value #PART} places. One array for all is what G1, the default collector,
 * puts among the old objects at once when it is large: the results in it then outlive the list, and each young
 * collection moves them (a million numbers: 130 to 370 ms for each collection of a program that maps again and again).
 */
final class ResultList<R extends @Nullable Object> extends AbstractList<R>
        implements RandomAccess, Serializable {
    @Serial
    private static final long serialVersionUID = 1L;
    private static final int SHIFT = 13;
    private static final int PART = 1 << SHIFT;
    private static final int FIRST = 16;

    /** Full but for the last. */
    private final transient List<@Nullable Object[]> parts = new ArrayList<>();
    private transient @Nullable Object[] last = new Object[0];
    private transient int size;

    @Override
    public int size() {
        return size;
    }

    @Override
    @SuppressWarnings("unchecked") // nothing else was put
    public R get(int index) {
        Objects.checkIndex(index, size);
        return (R) parts.get(index >> SHIFT)[index & (PART - 1)];
    }

    @Override
    public R set(int index, R result) {
        R before = get(index);
        parts.get(index >> SHIFT)[index & (PART - 1)] = result;
        return before;
    }

    @Override
    public boolean add(R result) {
        int at = size & (PART - 1);
        if (at == 0 && size == (parts.size() << SHIFT)) {
            last = new Object[parts.isEmpty() ? FIRST : PART];
            parts.add(last);
        } else if (at == last.length) {
            last = Arrays.copyOf(last, 2 * at);
            parts.set(parts.size() - 1, last);
        }
        last[at] = result;
        size++;
        modCount++;
        return true;
    }

    @Override
    public void add(int index, R result) {
        Objects.checkIndex(index, size + 1);
        var _ = add(result);
        for (int i = size - 1; i > index; i--) {
            set(i, get(i - 1));
        }
        set(index, result);
    }

    @Override
    public boolean addAll(int index, Collection<? extends R> others) {
        Objects.checkIndex(index, size + 1);
        List<R> more = new ArrayList<>(others);
        more.forEach(this::add);
        Collections.rotate(subList(index, size), more.size());
        return !more.isEmpty();
    }

    @Override
    public R remove(int index) {
        R removed = get(index);
        removeRange(index, index + 1);
        return removed;
    }

    @Override
    protected void removeRange(int from, int to) {
        int left = size - (to - from);
        for (int i = from; i < left; i++) {
            set(i, get(i + to - from));
        }
        truncate(left);
    }

    @Override
    public boolean removeIf(Predicate<? super R> filter) {
        int changes = modCount;
        BitSet removed = new BitSet(size);
        for (int i = 0; i < size; i++) {
            removed.set(i, filter.test(get(i)));
        }
        if (changes != modCount) {
            throw new ConcurrentModificationException();
        }
        int left = 0;
        for (int i = removed.nextClearBit(0); i < size; i = removed.nextClearBit(i + 1)) {
            set(left++, get(i));
        }
        truncate(left);
        return !removed.isEmpty();
    }

    private void truncate(int left) {
        if (left == size) {
            return;
        }
        while (parts.size() > (left + PART - 1) >> SHIFT) {
            parts.removeLast();
        }
        last = parts.isEmpty() ? new Object[0] : parts.getLast();
        if (!parts.isEmpty()) {
            Arrays.fill(last, left - ((parts.size() - 1) << SHIFT), last.length, null);
        }
        size = left;
        modCount++;
    }

    /** What is written holds no places that are not taken. */
    @Serial
    private Object writeReplace() {
        return new ArrayList<>(this);
    }
}
