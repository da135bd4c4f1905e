package io.github.procesy.transfer;

import java.io.Serializable;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;

import io.github.procesy.SerializableCallable;
import io.github.procesy.SerializableFunction;
import io.github.procesy.process.ChildProcess;
import io.github.procesy.support.AnyLauncher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Tasks and results that can travel, and come out as they went in. */
class RoundTripTest {
    record Point(int x, int y) implements Serializable {
        static final Point ORIGIN = new Point(0, 0);

        Point mirrored() {
            return new Point(-x, -y);
        }
    }

    enum Shape {
        ROUND {
            @Override
            String draw() {
                return "o";
            }
        },
        SQUARE {
            @Override
            String draw() {
                return "#";
            }
        };

        abstract String draw();
    }

    private static String staticMethod() {
        return "static";
    }

    /** One process that calls what it is given: a task like any other, and cheaper than many. */
    private static List<Object> call(List<SerializableCallable<?>> tasks) throws Exception {
        ArrayList<SerializableCallable<?>> copy = new ArrayList<>(tasks);
        try (ChildProcess<List<Object>> child = ChildProcess.start(() -> {
            List<Object> results = new ArrayList<>();
            for (SerializableCallable<?> task : copy) {
                results.add(task.call());
            }
            return results;
        })) {
            return child.result();
        }
    }

    @Test
    @AnyLauncher
    void lambdasAndMethodReferences() throws Exception {
        int number = 6;
        long wide = 1L << 40;
        double real = 0.5;
        String text = "größe €\uD83D\uDE00";
        int[] array = {1, 2, 3};
        Point point = new Point(3, 4);
        List<Point> points = List.of(point, Point.ORIGIN);
        SerializableFunction<Integer, Integer> square = n -> n * n;
        SerializableCallable<Integer> inner = () -> square.apply(number) + 1;
        assertThat(call(List.of(() -> number * wide * real, () -> text + array[2],
                () -> inner.call() + 1, point::mirrored, RoundTripTest::staticMethod,
                String::new, Point.ORIGIN::hashCode, () -> points.get(0).mirrored(),
                Shape.ROUND::draw, () -> square)).subList(0, 9))
                .containsExactly(number * wide * real, text + 3, 38, new Point(-3, -4), "static",
                        "", Point.ORIGIN.hashCode(), new Point(-3, -4), "o");
    }

    @Test
    @AnyLauncher
    void results() throws Exception {
        List<Object> results = call(List.of(() -> null, () -> Shape.SQUARE, () -> "\uD800 lone",
                () -> new int[][] {{1}, {2, 3}}, () -> Map.of("a", List.of(1, 2)),
                () -> new TreeMap<>(Map.of(2, "b", 1, "a")), () -> Point.class, () -> int.class,
                () -> DayOfWeek.MONDAY, () -> Duration.ofDays(1), () -> new Point[] {Point.ORIGIN},
                () -> List.of(Shape.ROUND, Shape.SQUARE)));
        assertThat(results.get(0)).isNull();
        assertThat(results.get(1)).isSameAs(Shape.SQUARE);
        assertThat(results.get(2)).isEqualTo("\uD800 lone");
        assertThat(results.get(3)).isEqualTo(new int[][] {{1}, {2, 3}});
        assertThat(results.get(4)).isEqualTo(Map.of("a", List.of(1, 2)));
        assertThat(results.get(5)).hasToString("{1=a, 2=b}");
        assertThat(results.get(6)).isSameAs(Point.class);
        assertThat(results.get(7)).isSameAs(int.class);
        assertThat(results.get(8)).isSameAs(DayOfWeek.MONDAY);
        assertThat(results.get(9)).isEqualTo(Duration.ofDays(1));
        assertThat(results.get(10)).isEqualTo(new Point[] {Point.ORIGIN});
        assertThat(results.get(11)).isEqualTo(List.of(Shape.ROUND, Shape.SQUARE));
    }

    @Test
    @AnyLauncher
    void textsOfAnyKind() throws Exception {
        for (String text : List.of("", "latin ÿ", "€", "\uD800", "\0")) {
            try (var child = ChildProcess.start(() -> text + text)) {
                assertThat(child.result()).isEqualTo(text + text);
            }
        }
    }

    @Test
    @AnyLauncher
    void aLambdaComesBackAndCanBeCalled() throws Exception {
        int captured = 5;
        try (ChildProcess<Supplier<Integer>> child = ChildProcess
                .start(() -> (Supplier<Integer> & Serializable) () -> captured + 1)) {
            assertThat(child.result().get()).isEqualTo(6);
        }
    }

    @Test
    void fiftyMegabytesInBothDirections() throws Exception {
        byte[] data = new byte[50 << 20];
        new Random(1).nextBytes(data);
        try (var child = ChildProcess.builder().heap(1L << 30).start(() -> data)) {
            assertThat(child.result()).isEqualTo(data);
        }
    }

    @Test
    @AnyLauncher
    void anObjectThatTheTaskChangesIsACopy() throws Exception {
        List<String> list = new ArrayList<>(List.of("kept"));
        try (var child = ChildProcess.start(() -> {
            list.add("added");
            return list.size();
        })) {
            assertThat(child.result()).isEqualTo(2);
            assertThat(list).containsExactly("kept");
        }
    }

    static final class Node implements Serializable {
        private static final long serialVersionUID = 1L;
        private @Nullable Node next;

        static Node chain(int length) {
            Node node = new Node();
            for (int i = 1; i < length; i++) {
                Node first = new Node();
                first.next = node;
                node = first;
            }
            return node;
        }

        int length() {
            int length = 0;
            for (Node node = this; node != null; node = node.next) {
                length++;
            }
            return length;
        }
    }

    @Test
    @AnyLauncher
    void aCircleOfObjects() throws Exception {
        Node node = new Node();
        node.next = new Node();
        node.next.next = node;
        try (var child = ChildProcess.start(() -> Optional.of(node.next.next == node).get())) {
            assertThat(child.result()).isTrue();
        }
    }

    @Test
    @AnyLauncher
    void aLongChainOfObjects() throws Exception {
        Node chain = Node.chain(20_000); // overflows a stack of ordinary size
        try (var child = ChildProcess.start(chain::length)) {
            assertThat(child.result()).isEqualTo(20_000);
        }
    }
}
