package io.github.procesy.queue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Random;
import java.util.Spliterator;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.procesy.support.AnyLauncher;
import io.github.procesy.support.TestThread;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A queue does what {@link BlockingQueue} says, as {@link ArrayBlockingQueue} does. */
@AnyLauncher
final class SharedQueueTwinTest {
    private static final long SEED = Long.getLong("procesy.seed", System.nanoTime());
    private static final int CAPACITY = 5;
    private static final long[] NO_TIME = {0, -1, Long.MIN_VALUE};

    /** Which of the two. */
    enum Kind {
        TWIN, SHARED;

        <E> BlockingQueue<E> empty(int capacity) {
            return this == SHARED
                    ? SharedQueue.create(capacity)
                    : new ArrayBlockingQueue<>(capacity);
        }

        /** With the numbers from 0 on. */
        BlockingQueue<Integer> filled(int count, int capacity) {
            BlockingQueue<Integer> queue = empty(capacity);
            for (int i = 0; i < count; i++) {
                assertThat(queue.offer(i)).isTrue();
            }
            return queue;
        }

        BlockingQueue<Integer> full() {
            return filled(CAPACITY, CAPACITY);
        }
    }

    private static TestThread waits(TestThread.Body body) {
        return untilItWaits(TestThread.start(body));
    }

    private static TestThread untilItWaits(TestThread thread) {
        return thread.until("it waits", () -> isWaiting(thread.thread().getState()));
    }

    private static boolean isWaiting(Thread.State state) {
        return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    }

    private static void assertNull(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(NullPointerException.class);
    }

    private static <E> List<E> drained(BlockingQueue<E> queue) {
        List<E> items = new ArrayList<>();
        for (E item = queue.poll(); item != null; item = queue.poll()) {
            items.add(item);
        }
        assertThat(queue).isEmpty();
        return items;
    }

    // ---- capacity

    @ParameterizedTest
    @EnumSource
    void holdsOneItemOrMore(Kind kind) {
        for (int capacity : new int[] {0, -1, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> kind.empty(capacity))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        BlockingQueue<String> one = kind.empty(1);
        assertThat(one.remainingCapacity()).isEqualTo(1);
        assertThat(one.offer("a")).isTrue();
        assertThat(one.offer("b")).isFalse();
        assertThat(one.poll()).isEqualTo("a");
        assertThat(one.offer("c")).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void countsAlongTheWay(Kind kind) throws Exception {
        BlockingQueue<Integer> queue = kind.empty(CAPACITY);
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < CAPACITY; i++) {
                assertThat(queue.size()).isEqualTo(i);
                assertThat(queue.remainingCapacity()).isEqualTo(CAPACITY - i);
                assertThat(queue.isEmpty()).isEqualTo(i == 0);
                switch (i % 4) {
                    case 0 -> assertThat(queue.add(i)).isTrue();
                    case 1 -> assertThat(queue.offer(i)).isTrue();
                    case 2 -> queue.put(i);
                    default -> assertThat(queue.offer(i, 1, TimeUnit.HOURS)).isTrue();
                }
            }
            assertThat(queue.remainingCapacity()).isZero();
            for (int i = 0; i < CAPACITY; i++) {
                assertThat(queue.size()).isEqualTo(CAPACITY - i);
                assertThat(queue.remainingCapacity()).isEqualTo(i);
                assertThat(queue.peek()).isEqualTo(i);
                assertThat(queue.element()).isEqualTo(i);
                assertThat(switch (i % 4) {
                    case 0 -> queue.take();
                    case 1 -> queue.poll();
                    case 2 -> queue.remove();
                    default -> queue.poll(1, TimeUnit.HOURS);
                }).isEqualTo(i);
            }
        }
        assertThat(queue.isEmpty()).isTrue();
    }

    // ---- null

    @ParameterizedTest
    @EnumSource
    @SuppressWarnings("ReturnValueIgnored") // it throws
    void refusesNull(Kind kind) {
        BlockingQueue<Integer> queue = kind.filled(2, CAPACITY);
        assertNull(() -> queue.add(null));
        assertNull(() -> queue.offer(null));
        assertNull(() -> queue.put(null));
        assertNull(() -> queue.offer(null, 0, TimeUnit.SECONDS));
        assertNull(() -> queue.offer(1, 1, null));
        assertNull(() -> queue.poll(1, null));
        assertNull(() -> queue.addAll(null));
        assertNull(() -> queue.addAll(Arrays.asList(null, null)));
        assertNull(() -> queue.drainTo(null));
        assertNull(() -> queue.drainTo(null, 0));
        assertNull(() -> queue.removeAll(null));
        assertNull(() -> queue.retainAll(null));
        assertNull(() -> queue.removeIf(null));
        assertNull(() -> queue.containsAll(null));
        assertNull(() -> queue.forEach(null));
        assertNull(() -> queue.toArray((Integer[]) null));
        assertNull(() -> queue.toArray((IntFunction<Integer[]>) null));
        assertNull(() -> queue.iterator().forEachRemaining(null));
        assertNull(() -> queue.spliterator().tryAdvance(null));
        assertThat(queue.contains(null)).isFalse();
        assertThat(queue.remove(null)).isFalse();
        assertThat(drained(queue)).containsExactly(0, 1);
    }

    @ParameterizedTest
    @EnumSource
    void refusesNullWhereThereIsNoRoomToo(Kind kind) {
        BlockingQueue<Integer> queue = kind.full();
        assertNull(() -> queue.add(null));
        assertNull(() -> queue.offer(null));
        assertNull(() -> queue.put(null));
        assertNull(() -> queue.offer(null, 1, TimeUnit.HOURS));
        assertThat(queue).hasSize(CAPACITY);
    }

    // ---- putting

    @ParameterizedTest
    @EnumSource
    void aFullQueueTakesNoMore(Kind kind) throws Exception {
        BlockingQueue<Integer> queue = kind.full();
        assertThatThrownBy(() -> queue.add(9)).isInstanceOf(IllegalStateException.class)
                .hasMessage("Queue full");
        assertThat(queue.offer(9)).isFalse();
        for (long time : NO_TIME) {
            assertThat(queue.offer(9, time, TimeUnit.SECONDS)).isFalse();
        }
        long start = System.nanoTime();
        assertThat(queue.offer(9, 30, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(30_000_000);
        assertThat(drained(queue)).containsExactly(0, 1, 2, 3, 4);
    }

    @ParameterizedTest
    @EnumSource
    void noTimeIsEnoughWhereThereIsRoom(Kind kind) throws Exception {
        BlockingQueue<Object> queue = kind.empty(CAPACITY);
        for (long time : NO_TIME) {
            for (Object item : new Object[] {1, "a"}) {
                assertThat(queue.offer(item, time, TimeUnit.NANOSECONDS)).isTrue();
                assertThat(queue.poll(time, TimeUnit.DAYS)).isEqualTo(item);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void addsAllOrWhatThereIsRoomFor(Kind kind) {
        BlockingQueue<Integer> queue = kind.empty(CAPACITY);
        assertThat(queue.addAll(List.of())).isFalse();
        assertThat(queue.addAll(List.of(1, 2))).isTrue();
        Collection<Integer> same = queue;
        assertThatThrownBy(() -> queue.addAll(same)).isInstanceOf(IllegalArgumentException.class);
        assertNull(() -> queue.addAll(Arrays.asList(3, null, 4)));
        assertThat(queue).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> queue.addAll(List.of(4, 5, 6, 7)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(drained(queue)).containsExactly(1, 2, 3, 4, 5);
    }

    @ParameterizedTest
    @EnumSource
    void putWaitsForRoom(Kind kind) {
        Map<String, TestThread.Body> ways = new LinkedHashMap<>();
        BlockingQueue<Integer> queue = kind.empty(CAPACITY);
        ways.put("take", queue::take);
        ways.put("poll", queue::poll);
        ways.put("timed poll", () -> queue.poll(1, TimeUnit.HOURS));
        ways.put("remove", queue::remove);
        ways.put("remove(Object)", () -> queue.remove(2));
        if (kind == Kind.SHARED) { // the twin wakes nobody then
            ways.put("removeIf", () -> queue.removeIf(item -> item == 3));
            ways.put("removeAll", () -> queue.removeAll(List.of(1, 2, 4)));
            ways.put("retainAll", () -> queue.retainAll(List.of(1)));
        }
        ways.put("clear", queue::clear);
        ways.put("drainTo", () -> queue.drainTo(new ArrayList<>()));
        ways.put("drainTo(1)", () -> queue.drainTo(new ArrayList<>(), 1));
        ways.put("iterator", () -> {
            Iterator<Integer> iterator = queue.iterator();
            iterator.next();
            iterator.next();
            iterator.remove();
        });
        ways.forEach((name, way) -> {
            for (boolean timed : new boolean[] {false, true}) {
                queue.clear();
                assertThat(queue.addAll(List.of(0, 1, 2, 3, 4))).isTrue();
                TestThread writer = waits(() -> {
                    if (timed) {
                        assertThat(queue.offer(99, 1, TimeUnit.HOURS)).isTrue();
                    } else {
                        queue.put(99);
                    }
                });
                assertThat(queue).as(name).hasSize(CAPACITY).doesNotContain(99);
                try {
                    way.run();
                } catch (Exception e) {
                    throw new AssertionError(name, e);
                }
                writer.ends();
                assertThat(queue).as(name).endsWith(99);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void everyWriterThatWaitsGetsRoom(Kind kind) throws Exception {
        BlockingQueue<Integer> queue = kind.full();
        List<TestThread> writers = new ArrayList<>();
        for (int i = 0; i < CAPACITY; i++) {
            int item = 100 + i;
            writers.add(untilItWaits(i % 2 == 0
                    ? TestThread.start(() -> queue.put(item))
                    : TestThread.startVirtual(() -> queue.offer(item, 1, TimeUnit.HOURS))));
        }
        List<Integer> items = new ArrayList<>();
        assertThat(queue.drainTo(items)).isEqualTo(CAPACITY);
        assertThat(items).containsExactly(0, 1, 2, 3, 4);
        writers.forEach(TestThread::ends);
        assertThat(drained(queue)).containsExactlyInAnyOrder(100, 101, 102, 103, 104);
    }

    // ---- taking

    @ParameterizedTest
    @EnumSource
    void anEmptyQueueHasNothing(Kind kind) throws Exception {
        BlockingQueue<Integer> queue = kind.filled(1, CAPACITY);
        queue.take();
        assertThat(queue.poll()).isNull();
        assertThat(queue.peek()).isNull();
        assertThatThrownBy(queue::element).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(queue::remove).isInstanceOf(NoSuchElementException.class);
        assertThat(queue.remove(0)).isFalse();
        assertThat(queue.contains(0)).isFalse();
        assertThat(queue.iterator().hasNext()).isFalse();
        assertThat(queue.toArray()).isEmpty();
        assertThat(queue.toString()).isEqualTo("[]");
        assertThat(queue.drainTo(new ArrayList<>())).isZero();
        assertThat(queue.removeIf(item -> true)).isFalse();
        queue.clear();
        for (long time : NO_TIME) {
            assertThat(queue.poll(time, TimeUnit.SECONDS)).isNull();
        }
        long start = System.nanoTime();
        assertThat(queue.poll(30, TimeUnit.MILLISECONDS)).isNull();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(30_000_000);
    }

    @ParameterizedTest
    @EnumSource
    void takeWaitsForAnItem(Kind kind) {
        BlockingQueue<Integer> queue = kind.empty(CAPACITY);
        Map<String, TestThread.Body> ways = new LinkedHashMap<>();
        ways.put("put", () -> queue.put(7));
        ways.put("offer", () -> queue.offer(7));
        ways.put("timed offer", () -> queue.offer(7, 1, TimeUnit.HOURS));
        ways.put("add", () -> queue.add(7));
        ways.put("addAll", () -> queue.addAll(List.of(7)));
        ways.forEach((name, way) -> {
            for (long time : new long[] {0, 1, Long.MAX_VALUE}) {
                TestThread reader = waits(() -> assertThat(
                        time == 0 ? queue.take() : queue.poll(time, TimeUnit.DAYS)).isEqualTo(7));
                try {
                    way.run();
                } catch (Exception e) {
                    throw new AssertionError(name, e);
                }
                reader.ends();
            }
        });
        assertThat(queue).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void everyReaderThatWaitsGetsOne(Kind kind) {
        BlockingQueue<Integer> queue = kind.empty(CAPACITY);
        List<Integer> taken = Collections.synchronizedList(new ArrayList<>());
        List<TestThread> readers = new ArrayList<>();
        for (int i = 0; i < CAPACITY; i++) {
            readers.add(untilItWaits(i % 2 == 0
                    ? TestThread.start(() -> taken.add(queue.take()))
                    : TestThread.startVirtual(() -> taken.add(queue.poll(1, TimeUnit.HOURS)))));
        }
        assertThat(queue.addAll(List.of(0, 1, 2, 3, 4))).isTrue();
        readers.forEach(TestThread::ends);
        assertThat(taken).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
        assertThat(queue).isEmpty();
    }

    // ---- interrupts

    @ParameterizedTest
    @EnumSource
    void anInterruptBeforeWhereItWouldNotWait(Kind kind) {
        BlockingQueue<Object> queue = kind.empty(CAPACITY);
        assertThat(queue.offer("first")).isTrue();
        List<TestThread.Body> calls = List.of(() -> queue.put(1), () -> queue.put("text"),
                () -> queue.put(new byte[9]), () -> queue.offer(1, 0, TimeUnit.SECONDS),
                () -> queue.offer(1, 1, TimeUnit.HOURS),
                () -> queue.offer("text", -1, TimeUnit.SECONDS),
                () -> queue.offer("text", 1, TimeUnit.HOURS), queue::take,
                () -> queue.poll(0, TimeUnit.SECONDS), () -> queue.poll(1, TimeUnit.HOURS));
        for (TestThread.Body call : calls) {
            TestThread.start(() -> {
                Thread.currentThread().interrupt();
                call.run();
            }).throwsA(InterruptedException.class);
            assertThat(queue).containsExactly("first");
        }
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptBeforeWhereItWouldWait(Kind kind) {
        BlockingQueue<Integer> empty = kind.empty(CAPACITY);
        BlockingQueue<Integer> full = kind.full();
        List<TestThread.Body> calls = List.of(empty::take,
                () -> empty.poll(1, TimeUnit.HOURS), () -> empty.poll(0, TimeUnit.HOURS),
                () -> full.put(9), () -> full.offer(9, 1, TimeUnit.HOURS),
                () -> full.offer(9, 0, TimeUnit.HOURS));
        for (TestThread.Body call : calls) {
            TestThread.start(() -> {
                Thread.currentThread().interrupt();
                call.run();
            }).throwsA(InterruptedException.class);
        }
        assertThat(full).containsExactly(0, 1, 2, 3, 4);
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptMeanwhile(Kind kind) {
        BlockingQueue<Integer> empty = kind.empty(CAPACITY);
        BlockingQueue<Integer> full = kind.full();
        List<TestThread.Body> calls = List.of(empty::take,
                () -> empty.poll(1, TimeUnit.HOURS), () -> full.put(9),
                () -> full.offer(9, 1, TimeUnit.HOURS));
        for (TestThread.Body call : calls) {
            waits(call).interrupt().throwsA(InterruptedException.class);
            untilItWaits(TestThread.startVirtual(call)).interrupt()
                    .throwsA(InterruptedException.class);
        }
        assertThat(empty).isEmpty();
        assertThat(drained(full)).containsExactly(0, 1, 2, 3, 4);
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptIsKeptByWhatDoesNotWait(Kind kind) {
        BlockingQueue<Integer> queue = kind.filled(3, CAPACITY);
        TestThread.start(() -> {
            Thread.currentThread().interrupt();
            assertThat(queue.offer(3)).isTrue();
            assertThat(queue.add(4)).isTrue();
            assertThat(queue.peek()).isZero();
            assertThat(queue.poll()).isZero();
            assertThat(queue.remove()).isEqualTo(1);
            assertThat(queue.contains(3)).isTrue();
            assertThat(queue.remove(3)).isTrue();
            assertThat(queue).containsExactly(2, 4);
            assertThat(queue.drainTo(new ArrayList<>(), 1)).isEqualTo(1);
            queue.clear();
        }).endsInterrupted();
    }

    /** A ring for one that is just interrupted goes on to the next. */
    @ParameterizedTest
    @EnumSource
    void anInterruptedThreadTakesNoItemAway(Kind kind) throws Exception {
        BlockingQueue<Integer> queue = kind.empty(CAPACITY);
        for (int round = 0; round < 30; round++) {
            AtomicBoolean taken = new AtomicBoolean();
            AtomicBoolean interrupted = new AtomicBoolean();
            TestThread first = waits(() -> {
                try {
                    queue.take();
                    taken.set(true);
                } catch (InterruptedException e) {
                    assertThat(taken).isFalse();
                }
                while (!interrupted.get()) {
                    Thread.onSpinWait();
                }
                Thread.interrupted();
            });
            TestThread second = waits(queue::take);
            TestThread interrupter = TestThread.start(() -> {
                first.interrupt();
                interrupted.set(true);
            });
            queue.put(1);
            interrupter.ends();
            first.ends();
            if (taken.get()) {
                queue.put(2);
            }
            second.ends();
            assertThat(queue).isEmpty();
        }
    }

    // ---- removing, and asking what is in it

    @ParameterizedTest
    @EnumSource
    void removesTheFirstThatIsEqual(Kind kind) {
        BlockingQueue<String> queue = kind.empty(9);
        assertThat(queue.addAll(List.of("a", "b", "c", "b", "d", "b"))).isTrue();
        assertThat(queue.remove("x")).isFalse();
        assertThat(queue.remove((Object) 1)).isFalse();
        assertThat(queue.remove(new String("b"))).isTrue();
        assertThat(queue).containsExactly("a", "c", "b", "d", "b");
        assertThat(queue.remove("b")).isTrue();
        assertThat(queue.remove("a")).isTrue();
        assertThat(queue).containsExactly("c", "d", "b");
        assertThat(queue.remainingCapacity()).isEqualTo(6);
        assertThat(queue.remove("b")).isTrue();
        assertThat(queue.remove("b")).isFalse();
        assertThat(queue.offer("e")).isTrue();
        assertThat(drained(queue)).containsExactly("c", "d", "e");
    }

    @ParameterizedTest
    @EnumSource
    void knowsWhatItContains(Kind kind) {
        BlockingQueue<Integer> queue = kind.full();
        assertThat(queue.poll()).isZero();
        assertThat(queue.contains(0)).isFalse();
        assertThat(queue.contains(4)).isTrue();
        assertThat(queue.contains((Object) "4")).isFalse();
        assertThat(queue.containsAll(List.of())).isTrue();
        assertThat(queue.containsAll(List.of(4, 1, 1))).isTrue();
        assertThat(queue.containsAll(List.of(4, 0))).isFalse();
        assertThat(queue.containsAll(new ArrayList<>(queue))).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void removesAnySubset(Kind kind) {
        int size = 6;
        BlockingQueue<Integer> queue = kind.empty(size);
        for (int mask = 0; mask < 1 << size; mask++) {
            for (int way = 0; way < 4; way++) {
                List<Integer> kept = new ArrayList<>();
                List<Integer> removed = new ArrayList<>();
                for (int i = 0; i < size; i++) {
                    ((mask >> i & 1) == 0 ? kept : removed).add(i);
                    assertThat(queue.add(i)).isTrue();
                }
                boolean changed = switch (way) {
                    case 0 -> queue.removeIf(removed::contains);
                    case 1 -> queue.removeAll(removed);
                    case 2 -> queue.retainAll(kept);
                    default -> removed.stream().map(queue::remove).toList().contains(true);
                };
                assertThat(changed).isEqualTo(mask != 0);
                assertThat(queue).hasSize(kept.size());
                assertThat(queue.remainingCapacity()).isEqualTo(removed.size());
                assertThat(queue.toArray()).isEqualTo(kept.toArray());
                assertThat(queue.peek()).isEqualTo(kept.isEmpty() ? null : kept.getFirst());
                assertThat(drained(queue)).isEqualTo(kept);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void removesItselfFromItself(Kind kind) {
        BlockingQueue<Integer> queue = kind.full();
        Collection<Integer> same = queue;
        assertThat(queue.retainAll(same)).isFalse();
        assertThat(queue).hasSize(CAPACITY);
        assertThat(queue.removeAll(same)).isTrue();
        assertThat(queue).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aPredicateThatThrowsHarmsNothing(Kind kind) {
        BlockingQueue<Integer> queue = kind.full();
        assertThatThrownBy(() -> queue.removeIf(item -> {
            if (item == 2) {
                throw new UnsupportedOperationException();
            }
            return item == 4;
        })).isInstanceOf(UnsupportedOperationException.class);
        assertThat(drained(queue)).containsExactly(0, 1, 2, 3, 4);
    }

    @ParameterizedTest
    @EnumSource
    void clears(Kind kind) {
        BlockingQueue<Integer> queue = kind.full();
        queue.clear();
        assertThat(queue).isEmpty();
        assertThat(queue.remainingCapacity()).isEqualTo(CAPACITY);
        assertThat(queue.addAll(List.of(5, 6))).isTrue();
        queue.clear();
        queue.clear();
        assertThat(queue.poll()).isNull();
    }

    /** Room comes back whichever way an item leaves. */
    @ParameterizedTest
    @EnumSource
    void removingForEverLeavesRoom(Kind kind) {
        BlockingQueue<Integer> queue = kind.empty(2);
        for (int i = 0; i < 40_000; i++) {
            assertThat(queue.offer(i)).as("offer %d", i).isTrue();
            assertThat(queue.remove((Object) i)).as("remove %d", i).isTrue();
        }
        assertThat(queue).isEmpty();
    }

    // ---- copies

    @ParameterizedTest
    @EnumSource
    void copiesToArrays(Kind kind) {
        BlockingQueue<Integer> queue = kind.full();
        assertThat(queue.toArray()).containsExactly(0, 1, 2, 3, 4);
        assertThat(queue.toArray().getClass()).isEqualTo(Object[].class);
        assertThat(queue.toArray(new Integer[0])).containsExactly(0, 1, 2, 3, 4);
        Number[] exact = new Number[CAPACITY];
        assertThat(queue.toArray(exact)).isSameAs(exact).containsExactly(0, 1, 2, 3, 4);
        Integer[] large = {9, 9, 9, 9, 9, 9, 9};
        assertThat(queue.toArray(large)).isSameAs(large)
                .containsExactly(0, 1, 2, 3, 4, null, 9);
        assertThat(queue.toArray(Integer[]::new)).containsExactly(0, 1, 2, 3, 4);
        Collection<?> any = queue;
        assertThatThrownBy(() -> any.toArray(new String[9]))
                .isInstanceOf(ArrayStoreException.class);
        assertThatThrownBy(() -> any.toArray(new String[0]))
                .isInstanceOf(ArrayStoreException.class);
        assertThat(queue).hasSize(CAPACITY);
    }

    @ParameterizedTest
    @EnumSource
    void printsWhatIsInIt(Kind kind) {
        BlockingQueue<Object> queue = kind.empty(3);
        assertThat(queue.addAll(List.of("a", 1, 'c'))).isTrue();
        assertThat(queue.toString()).isEqualTo("[a, 1, c]");
    }

    @ParameterizedTest
    @EnumSource
    void isEqualToItselfAlone(Kind kind) {
        BlockingQueue<Integer> queue = kind.full();
        assertThat(queue.equals(queue)).isTrue();
        assertThat(queue.equals(kind.full())).isFalse();
        assertThat(queue.hashCode()).isEqualTo(queue.hashCode());
    }

    // ---- iterators

    @ParameterizedTest
    @EnumSource
    void iteratesInOrder(Kind kind) {
        BlockingQueue<Integer> queue = kind.full();
        Iterator<Integer> iterator = queue.iterator();
        for (int i = 0; i < CAPACITY; i++) {
            assertThat(iterator.hasNext()).isTrue();
            assertThat(iterator.hasNext()).isTrue();
            assertThat(iterator.next()).isEqualTo(i);
        }
        assertThat(iterator.hasNext()).isFalse();
        assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
        List<Integer> rest = new ArrayList<>();
        Iterator<Integer> other = queue.iterator();
        other.next();
        other.forEachRemaining(rest::add);
        assertThat(rest).containsExactly(1, 2, 3, 4);
        assertThat(queue).hasSize(CAPACITY);
    }

    @ParameterizedTest
    @EnumSource
    void removesByItsIterator(Kind kind) {
        for (int removed = 0; removed < CAPACITY; removed++) {
            BlockingQueue<Integer> queue = kind.full();
            Iterator<Integer> iterator = queue.iterator();
            assertThatThrownBy(iterator::remove).isInstanceOf(IllegalStateException.class);
            for (int i = 0; i <= removed; i++) {
                iterator.next();
            }
            iterator.remove();
            assertThatThrownBy(iterator::remove).isInstanceOf(IllegalStateException.class);
            int gone = removed;
            List<Integer> rest = IntStream.range(0, CAPACITY)
                    .filter(i -> i != gone)
                    .boxed()
                    .toList();
            assertThat(queue).containsExactlyElementsOf(rest);
            assertThat(queue.size()).isEqualTo(CAPACITY - 1);
            iterator.forEachRemaining(item -> assertThat(item).isNotNull());
            assertThat(drained(queue)).isEqualTo(rest);
        }
    }

    @ParameterizedTest
    @EnumSource
    void removesTheLastByAnIteratorThatIsAtItsEnd(Kind kind) {
        BlockingQueue<Integer> queue = kind.filled(2, CAPACITY);
        Iterator<Integer> iterator = queue.iterator();
        iterator.next();
        iterator.next();
        assertThat(iterator.hasNext()).isFalse();
        iterator.remove();
        assertThat(drained(queue)).containsExactly(0);
    }

    /** It removes the very item that it returned, not one that is equal. */
    @ParameterizedTest
    @EnumSource
    void anIteratorDoesNotRemoveWhatWasTakenMeanwhile(Kind kind) {
        BlockingQueue<String> queue = kind.empty(3);
        assertThat(queue.offer("same")).isTrue();
        Iterator<String> iterator = queue.iterator();
        assertThat(iterator.next()).isEqualTo("same");
        assertThat(queue.poll()).isEqualTo("same");
        assertThat(queue.offer("same")).isTrue();
        assertThat(queue.offer("other")).isTrue();
        iterator.remove();
        assertThat(drained(queue)).containsExactly("same", "other");
    }

    @ParameterizedTest
    @EnumSource
    void iteratorsAreWeaklyConsistent(Kind kind) {
        BlockingQueue<Integer> queue = kind.empty(9);
        assertThat(queue.addAll(List.of(0, 1, 2))).isTrue();
        Iterator<Integer> iterator = queue.iterator();
        assertThat(iterator.next()).isZero();
        assertThat(queue.addAll(List.of(3, 4))).isTrue();
        assertThat(queue.poll()).isZero();
        assertThat(queue.poll()).isEqualTo(1);
        List<Integer> rest = new ArrayList<>();
        iterator.forEachRemaining(rest::add);
        assertThat(rest).isSubsetOf(1, 2, 3, 4).contains(2).isSorted().doesNotHaveDuplicates();
        assertThat(drained(queue)).containsExactly(2, 3, 4);
        assertThat(queue.iterator().hasNext()).isFalse();
    }

    /** It may have one item in its hands; those behind it are not there any more. */
    @ParameterizedTest
    @EnumSource
    void anIteratorHasNothingOfAQueueThatWasCleared(Kind kind) {
        BlockingQueue<Integer> queue = kind.full();
        Iterator<Integer> promised = queue.iterator();
        Iterator<Integer> begun = queue.iterator();
        assertThat(begun.next()).isZero();
        assertThat(promised.hasNext()).isTrue();
        queue.clear();
        assertThat(promised.next()).isZero();
        assertThat(promised.hasNext()).isFalse();
        List<Integer> rest = new ArrayList<>();
        begun.forEachRemaining(rest::add);
        assertThat(rest).isSubsetOf(1);
    }

    @ParameterizedTest
    @EnumSource
    void anIteratorLeavesOutWhatWasRemovedMeanwhile(Kind kind) {
        BlockingQueue<Integer> queue = kind.full();
        Iterator<Integer> iterator = queue.iterator();
        assertThat(iterator.next()).isZero();
        assertThat(queue.removeIf(item -> item >= 2 && item <= 3)).isTrue();
        List<Integer> rest = new ArrayList<>();
        iterator.forEachRemaining(rest::add);
        assertThat(rest).containsExactly(1, 4);
    }

    /** As {@link Spliterator} wants it: what was put before the first item is asked for is there. */
    @ParameterizedTest
    @EnumSource
    void aSpliteratorBeginsWhenItIsUsed(Kind kind) {
        BlockingQueue<Integer> queue = kind.empty(CAPACITY);
        Spliterator<Integer> one = queue.spliterator();
        Spliterator<Integer> all = queue.spliterator();
        assertThat(queue.offer(7)).isTrue();
        assertThat(one.tryAdvance(item -> assertThat(item).isEqualTo(7))).isTrue();
        assertThat(queue.offer(8)).isTrue();
        List<Integer> seen = new ArrayList<>();
        all.forEachRemaining(seen::add);
        assertThat(seen).containsExactly(7, 8);
        assertThat(all.tryAdvance(seen::add)).isFalse();
        assertThat(queue.offer(9)).isTrue();
        assertThat(all.tryAdvance(seen::add)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void anIteratorOutlivesWhatItSaw(Kind kind) {
        BlockingQueue<Integer> queue = kind.empty(3);
        assertThat(queue.addAll(List.of(0, 1, 2))).isTrue();
        Iterator<Integer> iterator = queue.iterator();
        for (int i = 3; i < 40; i++) {
            assertThat(queue.poll()).isEqualTo(i - 3);
            assertThat(queue.offer(i)).isTrue();
        }
        while (iterator.hasNext()) {
            iterator.next();
            iterator.remove();
        }
        List<Integer> left = drained(queue);
        assertThat(left).isSubsetOf(37, 38, 39).isSorted();
    }

    @ParameterizedTest
    @EnumSource
    void iteratesWhileOthersPutAndTake(Kind kind) {
        BlockingQueue<Integer> queue = kind.empty(50);
        AtomicInteger stop = new AtomicInteger();
        TestThread writer = TestThread.start(() -> {
            for (int i = 0; stop.get() == 0; i++) {
                queue.put(i);
            }
        });
        TestThread reader = TestThread.start(() -> {
            int last = -1;
            while (stop.get() < 2) {
                Integer item = queue.poll(1, TimeUnit.MILLISECONDS);
                if (item != null) {
                    assertThat(item).isGreaterThan(last);
                    last = item;
                }
            }
        });
        for (int round = 0; round < 300; round++) {
            int last = -1;
            int removals = 0;
            for (Iterator<Integer> it = queue.iterator(); it.hasNext();) {
                int item = it.next();
                assertThat(item).isGreaterThan(last);
                last = item;
                if (removals++ % 7 == 0) {
                    it.remove();
                }
            }
            assertThat(queue.size()).isBetween(0, 50);
        }
        stop.set(1);
        writer.ends();
        stop.set(2);
        reader.ends();
    }

    // ---- streams

    @ParameterizedTest
    @EnumSource
    void streams(Kind kind) {
        BlockingQueue<Integer> queue = kind.full();
        List<Integer> seen = new ArrayList<>();
        queue.forEach(seen::add);
        assertThat(seen).containsExactly(0, 1, 2, 3, 4);
        assertThat(queue.stream().map(item -> item * 2).toList())
                .containsExactly(0, 2, 4, 6, 8);
        assertThat(queue.parallelStream().mapToInt(item -> item).sum()).isEqualTo(10);
        assertThat(queue.stream().collect(Collectors.toSet())).hasSize(CAPACITY);
        Spliterator<Integer> spliterator = queue.spliterator();
        assertThat(spliterator.hasCharacteristics(
                Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.CONCURRENT)).isTrue();
        assertThat(spliterator.hasCharacteristics(Spliterator.SIZED)).isFalse();
        assertThat(spliterator.tryAdvance(item -> assertThat(item).isZero())).isTrue();
        List<Integer> rest = new ArrayList<>();
        spliterator.forEachRemaining(rest::add);
        assertThat(rest).containsExactly(1, 2, 3, 4);
        assertThat(spliterator.tryAdvance(rest::add)).isFalse();
        assertThat(queue).hasSize(CAPACITY);
    }

    // ---- drainTo

    @ParameterizedTest
    @EnumSource
    void drains(Kind kind) {
        BlockingQueue<Integer> queue = kind.full();
        Collection<Object> target = new ArrayList<>(List.of("before"));
        assertThat(queue.drainTo(target, 0)).isZero();
        assertThat(queue.drainTo(target, -1)).isZero();
        assertThat(queue.drainTo(target, Integer.MIN_VALUE)).isZero();
        assertThat(queue.drainTo(target, 2)).isEqualTo(2);
        assertThat(target).containsExactly("before", 0, 1);
        assertThat(queue).containsExactly(2, 3, 4);
        assertThat(queue.offer(5)).isTrue();
        assertThat(queue.drainTo(target, 99)).isEqualTo(4);
        assertThat(target).containsExactly("before", 0, 1, 2, 3, 4, 5);
        assertThat(queue).isEmpty();
        assertThat(queue.addAll(List.of(6, 7))).isTrue();
        assertThat(queue.drainTo(target)).isEqualTo(2);
        assertThat(target).endsWith(6, 7);
        assertThat(queue.drainTo(target)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void isNotDrainedIntoItself(Kind kind) {
        BlockingQueue<Integer> queue = kind.full();
        List<ThrowingCallable> calls =
                List.of(() -> queue.drainTo(queue), () -> queue.drainTo(queue, 0),
                        () -> queue.drainTo(queue, 1));
        for (ThrowingCallable call : calls) {
            assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(queue).containsExactly(0, 1, 2, 3, 4);
    }

    @ParameterizedTest
    @EnumSource
    void drainsIntoAnotherQueue(Kind kind) {
        BlockingQueue<Integer> queue = kind.full();
        Queue<Integer> other = kind.empty(9);
        assertThat(queue.drainTo(other)).isEqualTo(CAPACITY);
        assertThat(other).containsExactly(0, 1, 2, 3, 4);
    }

    @ParameterizedTest
    @EnumSource
    void aTargetThatRefusesIsNamed(Kind kind) throws Exception {
        BlockingQueue<Integer> queue = kind.full();
        BlockingQueue<Integer> target = new ArrayBlockingQueue<>(2);
        assertThatThrownBy(() -> queue.drainTo(target)).isInstanceOf(IllegalStateException.class);
        assertThat(target).containsExactly(0, 1);
        assertThat(drained(queue)).containsExactly(2, 3, 4);
        for (int i = 0; i < CAPACITY; i++) {
            queue.put(i);
        }
        assertThat(drained(queue)).containsExactly(0, 1, 2, 3, 4);
    }

    // ---- threads

    @ParameterizedTest
    @EnumSource
    void aThreadThatWaitsSaysSo(Kind kind) {
        BlockingQueue<Integer> empty = kind.empty(CAPACITY);
        BlockingQueue<Integer> full = kind.full();
        reaches(Thread.State.WAITING, empty::take);
        reaches(Thread.State.WAITING, () -> full.put(1));
        reaches(Thread.State.TIMED_WAITING, () -> empty.poll(1, TimeUnit.HOURS));
        reaches(Thread.State.TIMED_WAITING, () -> full.offer(1, 1, TimeUnit.HOURS));
    }

    private static void reaches(Thread.State state, TestThread.Body body) {
        for (TestThread thread : List.of(TestThread.start(body), TestThread.startVirtual(body))) {
            thread.until("it is " + state, () -> thread.thread().getState() == state)
                    .interrupt()
                    .throwsA(InterruptedException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void handsOverBackAndForth(Kind kind) throws Exception {
        BlockingQueue<Integer> there = kind.empty(1);
        BlockingQueue<Integer> back = kind.empty(1);
        TestThread other = TestThread.start(() -> {
            for (int i = 0; i < 2000; i++) {
                back.put(there.take() + 1);
            }
        });
        for (int i = 0; i < 2000; i++) {
            there.put(i);
            assertThat(back.take()).isEqualTo(i + 1);
        }
        other.ends();
    }

    @ParameterizedTest
    @EnumSource
    void losesNothingBetweenManyThreads(Kind kind) {
        for (int capacity : new int[] {1, 3, 100}) {
            exchange(kind.empty(capacity), 5, 5, 1000);
        }
    }

    private static void exchange(BlockingQueue<Long> queue, int writers, int readers, int each) {
        List<TestThread> threads = new ArrayList<>();
        List<List<Long>> got = new ArrayList<>();
        AtomicInteger left = new AtomicInteger(writers * each);
        for (int i = 0; i < writers; i++) {
            long base = i * 1_000_000L;
            TestThread.Body body = () -> write(queue, base, each);
            threads.add(i % 2 == 0 ? TestThread.start(body) : TestThread.startVirtual(body));
        }
        for (int i = 0; i < readers; i++) {
            List<Long> mine = new ArrayList<>();
            got.add(mine);
            TestThread.Body body = () -> read(queue, mine, left);
            threads.add(i % 2 == 0 ? TestThread.start(body) : TestThread.startVirtual(body));
        }
        threads.forEach(TestThread::ends);
        BitSet all = new BitSet();
        for (List<Long> mine : got) {
            long[] last = new long[writers];
            Arrays.fill(last, -1);
            for (long item : mine) {
                int writer = (int) (item / 1_000_000);
                int number = (int) (item % 1_000_000);
                assertThat((long) number).as("order of writer").isGreaterThan(last[writer]);
                last[writer] = number;
                assertThat(all.get(writer * each + number)).as("read before").isFalse();
                all.set(writer * each + number);
            }
        }
        assertThat(all.cardinality()).isEqualTo(writers * each);
        assertThat(queue).isEmpty();
    }

    private static void write(BlockingQueue<Long> queue, long base, int count)
            throws InterruptedException {
        for (int i = 0; i < count;) {
            boolean done = switch (i % 3) {
                case 0 -> queue.offer(base + i);
                case 1 -> queue.offer(base + i, 20, TimeUnit.MICROSECONDS);
                default -> {
                    queue.put(base + i);
                    yield true;
                }
            };
            if (done) {
                i++;
            } else {
                Thread.onSpinWait();
            }
        }
    }

    private static void read(BlockingQueue<Long> queue, List<Long> mine, AtomicInteger left)
            throws InterruptedException {
        for (int i = 0; left.get() > 0; i++) {
            int before = mine.size();
            switch (i % 4) {
                case 0 -> queue.drainTo(mine, 3);
                case 1 -> add(mine, queue.poll());
                default -> add(mine, queue.poll(1, TimeUnit.MILLISECONDS));
            }
            left.addAndGet(before - mine.size());
        }
    }

    private static void add(List<Long> mine, Long item) {
        if (item != null) {
            mine.add(item);
        }
    }

    // ---- all together

    @ParameterizedTest
    @EnumSource
    void anySequenceOfCalls(Kind kind) throws Exception {
        System.out.println("SharedQueueTwinTest: -Dprocesy.seed=" + SEED);
        Random random = new Random(SEED);
        BlockingQueue<String> queue = kind.empty(20);
        Deque<String> model = new ArrayDeque<>();
        for (int step = 0; step < 20_000; step++) {
            String text = "x".repeat(random.nextInt(random.nextInt(10) == 0 ? 300 : 4))
                    + random.nextInt(5);
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3 -> {
                    boolean room = model.size() < 20;
                    assertThat(queue.offer(text)).isEqualTo(room);
                    if (room) {
                        model.add(text);
                    }
                }
                case 4 -> assertThat(queue.poll()).isEqualTo(model.poll());
                case 5 -> assertThat(queue.poll(0, TimeUnit.SECONDS)).isEqualTo(model.poll());
                case 6 -> assertThat(queue.remove(text)).isEqualTo(model.remove(text));
                case 7 -> {
                    int bound = random.nextInt(5);
                    assertThat(queue.removeIf(item -> item.length() % 5 == bound))
                            .isEqualTo(model.removeIf(item -> item.length() % 5 == bound));
                }
                case 8 -> assertThat(queue.peek()).isEqualTo(model.peek());
                case 9 -> assertThat(queue.contains(text)).isEqualTo(model.contains(text));
                case 10 -> {
                    List<String> target = new ArrayList<>();
                    int max = random.nextInt(4);
                    assertThat(queue.drainTo(target, max))
                            .isEqualTo(Math.min(max, model.size()));
                    for (String item : target) {
                        assertThat(item).isEqualTo(model.poll());
                    }
                }
                default -> assertThat(queue.toArray()).isEqualTo(model.toArray());
            }
            assertThat(queue.size()).isEqualTo(model.size());
        }
    }
}
