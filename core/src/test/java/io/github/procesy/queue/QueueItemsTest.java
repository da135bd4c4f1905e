package io.github.procesy.queue;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.procesy.ItemCodec;
import io.github.procesy.TransferException;
import io.github.procesy.process.ChildProcess;
import io.github.procesy.support.AnyLauncher;
import io.github.procesy.support.TestThread;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What can be put into a queue comes out of it as it was, and what cannot harms nothing else. */
@AnyLauncher
@SuppressWarnings("ArrayRecordComponent") // how they travel is the question
final class QueueItemsTest {
    private static final AtomicBoolean REFUSES = new AtomicBoolean();

    private record Point(int x, int y) {
    }

    private record All(boolean flag, byte small, short shorter, char letter, int number, long large,
            float real, double precise) {
    }

    private record Boxed(Boolean flag, Byte small, Short shorter, Character letter, Integer number,
            Long large, Float real, Double precise) {
    }

    private record Parts(String text, Point point, Boxed boxed, All all) {
    }

    private record Arrays1(byte[] bytes, short[] shorts, char[] chars, int[] ints, long[] longs,
            float[] floats, double[] doubles, boolean[] flags) {
    }

    private record Empty() {
    }

    private record Listed(List<String> names, DayOfWeek day, Point[] points, Object any)
            implements
            Serializable {
    }

    /** Refers to its own class, as lists and trees do. */
    private record Node(int value, Node left, Node right) implements Serializable {
    }

    private record Left(Right right) implements Serializable {
    }

    private record Right(Left left) implements Serializable {
    }

    private record Held(Object any) {
    }

    private record Strict(int value) {
        Strict {
            if (REFUSES.get()) {
                throw new IllegalArgumentException("refuses " + value);
            }
        }
    }

    private record Outer(Point inner) {
    }

    private record Failing(int value) {
        @Override
        @SuppressWarnings("UnusedMethod") // a record is written by its accessors
        public int value() {
            throw new UnsupportedOperationException("no value");
        }
    }

    private record Replaced(String text) implements Serializable {
        private Object writeReplace() {
            return "in place of " + text;
        }
    }

    private record Shouting(String text) {
        Shouting {
            text = text.toUpperCase(java.util.Locale.ROOT);
        }
    }

    private static final class Unreadable implements Serializable {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException {
            throw new InvalidObjectException("not today, " + in);
        }
    }

    private static final class Nothing implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object readResolve() {
            return null;
        }
    }

    private enum Color {
        RED, GREEN {
            @Override
            public String toString() {
                return "green";
            }
        }
    }

    private static Object through(SharedQueue<Object> queue, Object item) throws Exception {
        queue.put(item);
        assertThat(queue.peek()).isNotNull();
        Object taken = queue.take();
        assertThat(queue.isEmpty()).isTrue();
        assertThat(taken).isNotNull();
        assertThat(taken.getClass()).isEqualTo(item.getClass());
        return taken;
    }

    private static void comeOutEqual(Object... items) throws Exception {
        SharedQueue<Object> queue = SharedQueue.create(100);
        for (Object item : items) {
            assertThat(through(queue, item)).isEqualTo(item);
        }
        for (List<Object> some : List.of(List.of(items), List.of(items).reversed())) {
            TestThread writer = TestThread.start(() -> queue.putAll(some)); // not all have room
            for (Object item : some) {
                assertThat(queue.take()).isEqualTo(item);
            }
            writer.ends();
        }
    }

    // ---- round trips

    @Test
    void boxedPrimitives() throws Exception {
        comeOutEqual(true, false, Byte.MIN_VALUE, (byte) -1, (byte) 0, Byte.MAX_VALUE,
                Short.MIN_VALUE, (short) -1, Short.MAX_VALUE, Character.MIN_VALUE, 'a', '\ud800',
                Character.MAX_VALUE, Integer.MIN_VALUE, -1, 0, Integer.MAX_VALUE,
                Long.MIN_VALUE, -1L, 0L, 1L << 32, Long.MAX_VALUE, Float.MIN_VALUE,
                Float.MAX_VALUE, -0.0f, Float.NaN, Float.NEGATIVE_INFINITY, Double.MIN_VALUE,
                Double.MAX_VALUE, -0.0, Double.NaN, Double.POSITIVE_INFINITY);
        SharedQueue<Object> queue = SharedQueue.create(1);
        float oddFloat = Float.intBitsToFloat(0x7fc01234);
        assertThat(Float.floatToRawIntBits((Float) through(queue, oddFloat)))
                .isEqualTo(0x7fc01234);
        double oddDouble = Double.longBitsToDouble(0xfff8000012345678L);
        assertThat(Double.doubleToRawLongBits((Double) through(queue, oddDouble)))
                .isEqualTo(0xfff8000012345678L);
    }

    @Test
    void strings() throws Exception {
        comeOutEqual("", "a", "\0", "plain", "Grüße \u00ff", "\u0100", "žluťoučký kůň", "日本語",
                "\ud83d\ude00", "lone \ud800", "\udc00 lone", "\uffff", "x".repeat(1 << 20),
                "ř".repeat(1 << 20), "x".repeat(65_519), "x".repeat(65_520), "x".repeat(65_521),
                "x".repeat(65_528), "x".repeat(65_529), "x".repeat(65_536));
    }

    @Test
    void arraysOfPrimitives() throws Exception {
        comeOutEqual(new boolean[0], new byte[0], new short[0], new char[0], new int[0],
                new long[0], new float[0], new double[0], new boolean[] {true, false, true},
                new byte[] {-128, 0, 127}, new short[] {Short.MIN_VALUE, 3},
                new char[] {'a', '\uffff', '\ud800'}, new int[] {Integer.MIN_VALUE, 1},
                new long[] {Long.MIN_VALUE, 1}, new float[] {Float.NaN, -0.0f},
                new double[] {Double.NaN, -0.0});
    }

    @Test
    void arraysOfEverySizeAroundAWord() throws Exception {
        SharedQueue<Object> queue = SharedQueue.builder(100).bytes(1024).create();
        for (int size = 0; size < 400; size++) {
            byte[] bytes = new byte[size];
            Arrays.fill(bytes, (byte) (size | 1));
            short[] shorts = new short[size];
            Arrays.fill(shorts, (short) (size | 1));
            queue.put(bytes);
            assertThat(queue.take()).isEqualTo(bytes);
            queue.put(shorts);
            assertThat(queue.take()).isEqualTo(shorts);
        }
    }

    @Test
    void largeItems() throws Exception {
        byte[] bytes = new byte[5 << 20];
        long[] longs = new long[5 << 17];
        for (int i = 0; i < longs.length; i++) {
            longs[i] = i * 0x9e3779b97f4a7c15L;
            bytes[i * 8 + 3] = (byte) longs[i];
        }
        SharedQueue<Object> queue = SharedQueue.create(10);
        assertThat(Arrays.equals((byte[]) through(queue, bytes), bytes)).isTrue();
        assertThat(Arrays.equals((long[]) through(queue, longs), longs)).isTrue();
        boolean[] flags = new boolean[300_000];
        flags[299_999] = true;
        assertThat(Arrays.equals((boolean[]) through(queue, flags), flags)).isTrue();
        List<String> list = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            list.add("entry " + i);
        }
        assertThat(through(queue, list)).isEqualTo(list);
        Parts parts = new Parts("y".repeat(1 << 20), new Point(1, 2), null, null);
        assertThat(through(queue, parts)).isEqualTo(parts);
    }

    @Test
    void records() throws Exception {
        record Local(String name, int[] values) {
        }
        All all = new All(true, (byte) -1, Short.MIN_VALUE, '\uffff', Integer.MIN_VALUE,
                Long.MAX_VALUE, Float.NaN, -0.0);
        Boxed boxed = new Boxed(true, (byte) -1, Short.MIN_VALUE, '\uffff', Integer.MIN_VALUE,
                Long.MAX_VALUE, -0.0f, Double.NaN);
        Boxed nulls = new Boxed(null, null, null, null, null, null, null, null);
        comeOutEqual(new Point(Integer.MIN_VALUE, -1), all, boxed, nulls, new Empty(),
                new Parts("text €", new Point(3, 4), boxed, all),
                new Parts(null, null, null, null), new Parts("", null, nulls, all),
                new Outer(null), new Outer(new Point(1, 2)), new Shouting("LOUD"));
        SharedQueue<Object> queue = SharedQueue.create(9);
        assertThat(through(queue, new Local("n", new int[] {1, 2})))
                .usingRecursiveComparison()
                .isEqualTo(new Local("n", new int[] {1, 2}));
    }

    @Test
    void recordsOfArrays() throws Exception {
        SharedQueue<Object> queue = SharedQueue.create(9);
        for (Arrays1 item : List.of(
                new Arrays1(null, null, null, null, null, null, null, null),
                new Arrays1(new byte[0], new short[0], new char[0], new int[0], new long[0],
                        new float[0], new double[0], new boolean[0]),
                new Arrays1(new byte[] {1}, new short[] {2, 3}, new char[] {'c', '\uffff'},
                        new int[] {Integer.MIN_VALUE}, new long[] {Long.MIN_VALUE, 7},
                        new float[] {1.5f}, new double[] {-0.0},
                        new boolean[] {true, false, true}))) {
            assertThat(through(queue, item)).usingRecursiveComparison().isEqualTo(item);
        }
    }

    @Test
    void recordsOfEverySize() throws Exception {
        SharedQueue<Object> queue = SharedQueue.create(9);
        for (int length = 0; length < 600; length++) {
            Parts item = new Parts("x".repeat(length), null, null, null);
            assertThat(through(queue, item)).isEqualTo(item);
        }
    }

    @Test
    void recordsOfWhatIsSerialized() throws Exception {
        comeOutEqual(new Listed(null, null, null, null));
        SharedQueue<Object> queue = SharedQueue.create(9);
        Listed item = new Listed(List.of("a", "b"), DayOfWeek.FRIDAY,
                new Point[0], Map.of("k", 1));
        assertThat(through(queue, item)).usingRecursiveComparison().isEqualTo(item);
        queue.put(new Replaced("it"));
        assertThat(queue.take()).isEqualTo("in place of it");
    }

    @Test
    void recordsThatReferToTheirOwnClass() throws Exception {
        comeOutEqual(new Node(1, null, null),
                new Node(1, new Node(2, null, new Node(3, null, null)), new Node(4, null, null)),
                new Left(null), new Left(new Right(new Left(null))), new Right(new Left(null)));
    }

    @Test
    void objects() throws Exception {
        comeOutEqual(Color.RED, DayOfWeek.MONDAY, new ArrayList<>(List.of(1, "two", 3.0)),
                new HashMap<>(Map.of("a", List.of(1))), new TreeMap<>(Map.of(1, "x")),
                List.of(), Set.of("one"), Map.of(), EnumSet.of(Color.RED),
                new BigDecimal("123456789012345678901234567890.5"), Instant.EPOCH, String.class,
                int.class, new String[] {"a", null}, new int[][] {{1}, {}, {2, 3}},
                new Object[] {1, "b", null, new int[] {4}}, new Integer[0]);
        SharedQueue<Object> queue = SharedQueue.create(9);
        queue.put(Color.GREEN);
        assertThat(queue.take()).isSameAs(Color.GREEN);
    }

    @Test
    void aCopyIsTakenWhenItIsPut() throws Exception {
        SharedQueue<Object> queue = SharedQueue.create(9);
        int[] array = {1, 2};
        List<String> list = new ArrayList<>(List.of("a"));
        queue.put(array);
        queue.put(list);
        array[0] = 9;
        list.add("b");
        int[] first = (int[]) queue.peek();
        assertThat(first).containsExactly(1, 2);
        first[0] = 7;
        assertThat((int[]) queue.take()).containsExactly(1, 2);
        assertThat(queue.take()).isEqualTo(List.of("a"));
    }

    @Test
    void itemsOfAllKindsOfAChild() throws Exception {
        SharedQueue<Object> queue = SharedQueue.create(20);
        List<Object> items = List.of(1, "two €", 3L, DayOfWeek.MONDAY,
                new Node(1, new Node(2, null, null), null), List.of(6), 7.5, 'x');
        try (var child = ChildProcess.start(() -> {
            queue.putAll(items);
            queue.put(new Point(4, 5));
            queue.put(new long[] {8});
        })) {
            for (Object item : items) {
                assertThat(queue.take()).isEqualTo(item);
            }
            assertThat(queue.take()).isEqualTo(new Point(4, 5));
            assertThat(queue.take()).isEqualTo(new long[] {8});
            child.result();
        }
    }

    // ---- what cannot be written

    @Test
    void whatCannotBeWrittenLeavesTheQueueAsItWas() throws Exception {
        SharedQueue<Object> queue = SharedQueue.create(2);
        queue.put("first");
        for (Object item : new Object[] {new Object(), Thread.currentThread(),
                List.of(new Object()),
                new Held(1), new Held(new Object()), new Failing(3), (Runnable) () -> {
                }}) {
            for (ThrowingCallable call : List.<ThrowingCallable>of(() -> queue.put(item),
                    () -> queue.offer(item), () -> queue.add(item),
                    () -> queue.offer(item, java.time.Duration.ofHours(1)),
                    () -> queue.putAll(List.of("second", item)))) {
                assertThatThrownBy(call).as(item.getClass().getName())
                        .isInstanceOf(TransferException.class)
                        .hasMessageContaining("item");
            }
        }
        assertThat(queue).containsExactly("first");
        assertThat(queue.offer("second")).isTrue();
        assertThat(queue.offer("third")).isFalse();
    }

    @Test
    void saysWhichPartCannotBeWritten() {
        SharedQueue<Object> queue = SharedQueue.create(2);
        assertThatThrownBy(() -> queue.put(List.of("fine", new Object())))
                .isInstanceOfSatisfying(TransferException.class, e -> {
                    assertThat(e.typeName()).isEqualTo("java.lang.Object");
                    assertThat(e.path()).startsWith("item");
                })
                .hasCauseInstanceOf(NotSerializableException.class);
    }

    @Test
    void whatIsTooDeepIsRefused() throws Exception {
        Node deep = null;
        for (int i = 0; i < 200_000; i++) {
            deep = new Node(i, deep, null);
        }
        Node item = deep;
        SharedQueue<Object> queue = SharedQueue.create(2);
        assertThatThrownBy(() -> queue.put(item)).isInstanceOf(TransferException.class)
                .hasMessageContaining("deep");
        queue.put(1);
        assertThat(queue.take()).isEqualTo(1);
    }

    // ---- what cannot be read

    private static void assertUnreadable(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(TransferException.class)
                .hasMessageContaining("item cannot be rebuilt in this process");
    }

    @Test
    void whatCannotBeReadFailsInThatTake() throws Exception {
        SharedQueue<Object> queue = SharedQueue.create(9);
        for (Object bad : new Object[] {new Unreadable(), List.of(new Unreadable()),
                new Nothing()}) {
            List<ThrowingCallable> ways = List.of(queue::take, queue::poll, queue::remove,
                    () -> queue.poll(java.time.Duration.ZERO),
                    () -> queue.takeTo(new ArrayList<>(), 1),
                    () -> queue.drainTo(new ArrayList<>(), 1));
            for (ThrowingCallable way : ways) {
                queue.putAll(List.of(bad, "next"));
                assertUnreadable(queue::peek);
                assertThat(queue).hasSize(2);
                assertUnreadable(way);
                assertThat(queue.take()).isEqualTo("next");
                assertThat(queue.isEmpty()).isTrue();
            }
        }
    }

    @Test
    void aConstructorThatThrowsFailsInThatTake() throws Exception {
        SharedQueue<Object> queue = SharedQueue.create(9);
        queue.put(new Strict(3));
        queue.put(new Strict(4));
        REFUSES.set(true);
        try {
            assertThatThrownBy(queue::take).isInstanceOf(TransferException.class)
                    .hasMessageContaining("refuses 3");
        } finally {
            REFUSES.set(false);
        }
        assertThat(queue.take()).isEqualTo(new Strict(4));
    }

    @Test
    void theOthersAreDrained() throws Exception {
        SharedQueue<Object> queue = SharedQueue.create(9);
        List<Object> target = new ArrayList<>();
        queue.putAll(List.of(1, new Unreadable(), "two", new Nothing(), 3));
        assertThatThrownBy(() -> queue.drainTo(target)).isInstanceOf(TransferException.class)
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1)
                        .allMatch(TransferException.class::isInstance));
        assertThat(target).containsExactly(1, "two", 3);
        assertThat(queue.isEmpty()).isTrue();
        queue.putAll(List.of(new Unreadable(), 4));
        assertThatThrownBy(() -> queue.takeTo(target, 9)).isInstanceOf(TransferException.class);
        assertThat(target).endsWith(4);
    }

    @Test
    void whatCannotBeReadCanBeRemoved() throws Exception {
        SharedQueue<Object> queue = SharedQueue.create(9);
        queue.putAll(List.of(1, new Unreadable(), 2));
        var iterator = queue.iterator();
        assertThat(iterator.next()).isEqualTo(1);
        assertUnreadable(iterator::next);
        iterator.remove();
        assertThat(iterator.next()).isEqualTo(2);
        assertThat(queue).containsExactly(1, 2);
        queue.add(new Unreadable());
        queue.clear();
        assertThat(queue).isEmpty();
    }

    // ---- filter

    @Test
    void aFilterRejectsObjectsAndRecords() throws Exception {
        SharedQueue<Object> queue = SharedQueue.builder(20)
                .filter(Outer.class.getName() + ";java.base/*;!*")
                .create();
        for (Object bad : new Object[] {Color.RED, new ArrayList<>(List.of(Color.RED)),
                new Point(1, 2), new Listed(null, null, null, null),
                new Outer(new Point(1, 2))}) {
            queue.put(bad);
            queue.put("next");
            assertThatThrownBy(queue::take).as(bad.toString())
                    .isInstanceOf(TransferException.class)
                    .hasMessageContaining("REJECTED");
            assertThat(queue.take()).isEqualTo("next");
        }
        for (Object good : List.of(1, "text", List.of(1), DayOfWeek.MONDAY, Map.of("a", 2L))) {
            queue.put(good);
            assertThat(queue.take()).isEqualTo(good);
        }
        queue.put(new Point(3, 4));
        try (var child = ChildProcess.start(() -> {
            try {
                return "taken " + queue.take();
            } catch (TransferException e) {
                return "rejected";
            }
        })) {
            assertThat(child.result()).isEqualTo("rejected");
        }
    }

    @Test
    void aFilterLetsRecordsPass() throws Exception {
        SharedQueue<Object> queue = SharedQueue.builder(20)
                .filter("io.github.procesy.queue.*;java.base/*;!*")
                .create();
        for (Object good : List.of(new Point(1, 2), new Outer(new Point(3, 4)), new Empty(),
                Color.RED, new Parts("a", null, null, null))) {
            queue.put(good);
            assertThat(queue.take()).isEqualTo(good);
        }
    }

    // ---- codec

    /** Writes the text of points; odd ones fail. */
    private record PointCodec() implements ItemCodec<Point> {
        private static final long serialVersionUID = 1L;

        @Override
        public byte[] encode(Point item) throws Exception {
            return switch (item.x()) {
                case -1 -> throw new IOException("cannot write -1");
                case -2 -> null;
                case -3 -> throw new IllegalStateException("cannot write -3");
                default -> (item.x() + "," + item.y()).getBytes(StandardCharsets.UTF_8);
            };
        }

        @Override
        public Point decode(byte[] bytes) throws Exception {
            String[] parts = new String(bytes, StandardCharsets.UTF_8).split(",", -1);
            return switch (Integer.parseInt(parts[1])) {
                case -1 -> throw new IOException("cannot read -1");
                case -2 -> null;
                case -3 -> throw new NoClassDefFoundError("cannot read -3");
                case -4 -> throw new StackOverflowError();
                default -> new Point(Integer.parseInt(parts[0]) + 100, Integer.parseInt(parts[1]));
            };
        }
    }

    @Test
    void aCodecWritesWhatHasNoFormOfItsOwn() throws Exception {
        SharedQueue<Point> queue =
                SharedQueue.<Point>builder(9).codec(new PointCodec()).create();
        queue.put(new Point(1, 2));
        assertThat(queue.peek()).isEqualTo(new Point(101, 2));
        assertThat(queue.take()).isEqualTo(new Point(101, 2));
        try (var child = ChildProcess.start(() -> {
            Point got = queue.take();
            queue.put(new Point(got.x() * 2, 5));
        })) {
            queue.put(new Point(3, 4));
            child.result();
        }
        assertThat(queue.take()).isEqualTo(new Point(306, 5));
    }

    @Test
    void aCodecThatCannotWriteLeavesTheQueueAsItWas() {
        SharedQueue<Point> queue =
                SharedQueue.<Point>builder(9).codec(new PointCodec()).create();
        assertThatThrownBy(() -> queue.put(new Point(-1, 0)))
                .isInstanceOf(TransferException.class)
                .hasMessageContaining("PointCodec failed")
                .hasMessageContaining("cannot write -1")
                .hasCauseInstanceOf(IOException.class);
        assertThatThrownBy(() -> queue.put(new Point(-2, 0)))
                .isInstanceOf(TransferException.class)
                .hasMessageContaining("returned null");
        assertThatThrownBy(() -> queue.put(new Point(-3, 0)))
                .isInstanceOf(TransferException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void aCodecThatCannotReadFailsInThatTake() throws Exception {
        SharedQueue<Point> queue =
                SharedQueue.<Point>builder(9).codec(new PointCodec()).create();
        for (int y = -4; y < 0; y++) {
            queue.put(new Point(0, y));
            queue.put(new Point(0, 7));
            assertUnreadable(queue::take);
            assertThat(queue.take()).isEqualTo(new Point(100, 7));
            queue.put(new Point(0, y));
            queue.put(new Point(1, 8));
            List<Point> target = new ArrayList<>();
            assertUnreadable(() -> queue.drainTo(target));
            assertThat(target).containsExactly(new Point(101, 8));
        }
        assertThat(queue.isEmpty()).isTrue();
    }
}
