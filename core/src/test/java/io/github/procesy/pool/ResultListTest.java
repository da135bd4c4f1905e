package io.github.procesy.pool;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The list of results does what an {@link ArrayList} does, across the bounds of its parts. */
class ResultListTest {
    private static final int PARTS = 2 * 8192 + 5;

    @Test
    void doesTheSameAsAnArrayListAtRandom() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<String> expected = new ArrayList<>();
        List<String> results = new ResultList<>();
        for (int i = 0; i < PARTS; i++) {
            expected.add("" + i);
            results.add("" + i);
        }
        for (int i = 0; i < 200; i++) {
            change(expected, results, random);
        }
        assertThat(results).as("seed %d", seed).isEqualTo(expected).hasSameHashCodeAs(expected);
    }

    private static void change(List<String> expected, List<String> results, Random random) {
        int at = random.nextInt(expected.size());
        String value = "" + random.nextInt();
        switch (random.nextInt(6)) {
            case 0 -> {
                expected.add(at, value);
                results.add(at, value);
            }
            case 1 -> assertThat(results.remove(at)).isEqualTo(expected.remove(at));
            case 2 -> assertThat(results.set(at, value)).isEqualTo(expected.set(at, value));
            case 3 -> {
                List<String> more = List.of("a" + value, "b" + value, "c" + value);
                assertThat(results.addAll(at, more)).isEqualTo(expected.addAll(at, more));
            }
            case 4 -> {
                String digit = "" + random.nextInt(10);
                assertThat(results.removeIf(each -> each.endsWith(digit + digit)))
                        .isEqualTo(expected.removeIf(each -> each.endsWith(digit + digit)));
            }
            default -> {
                List<String> end = expected.subList(expected.size() - 9, expected.size());
                end.clear();
                results.subList(results.size() - 9, results.size()).clear();
            }
        }
    }

    @Test
    void shrinksAndGrowsAtTheBoundOfAPart() {
        List<Integer> results = new ResultList<>();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 8193; i++) {
                results.add(i);
            }
            assertThat(results).hasSize(8193).endsWith(8191, 8192);
            if (round == 1) {
                results.clear();
            }
            while (!results.isEmpty()) {
                results.removeLast();
            }
            assertThat(results).isEmpty();
        }
    }

    @Test
    void isSortedAndShuffled() {
        List<Integer> results = new ResultList<>();
        for (int i = 0; i < PARTS; i++) {
            results.add(i);
        }
        List<Integer> before = new ArrayList<>(results);
        Collections.shuffle(results, new Random(1));
        assertThat(results).isNotEqualTo(before);
        Collections.sort(results);
        assertThat(results).isEqualTo(before);
    }

    @Test
    void hasNulls() {
        List<Integer> results = new ResultList<>();
        Collections.addAll(results, 1, null, 3);
        assertThat(results).containsExactly(1, null, 3).contains((Integer) null);
        results.removeIf(each -> each == null);
        assertThat(results).containsExactly(1, 3);
    }

    @Test
    void refusesWhatIsOutside() {
        List<String> results = new ResultList<>();
        results.add("a");
        assertThatThrownBy(() -> results.get(1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> results.set(-1, "b"))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> results.remove(1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> results.add(2, "b")).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(results).containsExactly("a");
    }

    @Test
    void findsOutThatItWasChangedWhileItIsIterated() {
        List<Integer> results = new ResultList<>();
        Collections.addAll(results, 1, 2, 3);
        Iterator<Integer> iterator = results.iterator();
        results.add(4);
        assertThatThrownBy(iterator::next).isInstanceOf(ConcurrentModificationException.class);
    }

    @Test
    void travelsAsAnArrayList() throws Exception {
        List<Integer> results = new ResultList<>();
        for (int i = 0; i < PARTS; i++) {
            results.add(i);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(results);
        }
        try (ObjectInputStream in = new ObjectInputStream(
                new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isInstanceOf(ArrayList.class).isEqualTo(results);
        }
    }
}
