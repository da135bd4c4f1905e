package io.github.procesy.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.procesy.TransferException;
import io.github.procesy.process.ChildProcess;
import io.github.procesy.support.AnyLauncher;
import io.github.procesy.support.ParentJvm;
import io.github.procesy.support.TestThread;
import io.github.procesy.testing.Conditions;
import io.github.procesy.testing.Hostile;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a queue between processes has beyond a {@link java.util.concurrent.BlockingQueue}. */
@AnyLauncher
final class SharedQueueTest {
    private static final Duration TIME = Duration.ofSeconds(20);

    private static TestThread waits(TestThread.Body body) {
        TestThread thread = TestThread.start(body);
        return thread.until("it waits", () -> isWaiting(thread.thread().getState()));
    }

    private static boolean isWaiting(Thread.State state) {
        return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    }

    private static void assertClosed(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(QueueClosedException.class)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'jobs' is closed");
    }

    // ---- how it is made

    @Test
    void errorsOfTheBuilderSayTheRuleAndTheValue() {
        assertThatThrownBy(() -> SharedQueue.create(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one item or more")
                .hasMessageContaining("0");
        assertThatThrownBy(() -> SharedQueue.builder(-7))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-7");
        var builder = SharedQueue.<String>builder(3);
        for (long bytes : new long[] {Long.MIN_VALUE, 0, 1023, (4L << 30) + 1}) {
            assertThatThrownBy(() -> builder.bytes(bytes))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1024 bytes to 4294967296")
                    .hasMessageContaining(Long.toString(bytes));
        }
        assertThatThrownBy(() -> builder.filter("maxdepth=x"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.name(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> builder.codec(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> builder.filter(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void hasItsNameOrThePlaceWhereItIsMade() {
        assertThat(SharedQueue.builder(1).name("jobs").create().name()).isEqualTo("jobs");
        assertThat(SharedQueue.create(1).name()).contains("SharedQueueTest");
        assertThat(SharedQueue.builder(1).create().name()).contains("SharedQueueTest");
        assertThat(SharedQueue.builder(1).name("n".repeat(100)).create().name())
                .isEqualTo("n".repeat(64));
        assertThat(SharedQueue.builder(1).name("").create().name()).isEmpty();
    }

    @Test
    void hasItsCapacity() {
        assertThat(SharedQueue.create(7).capacity()).isEqualTo(7);
        SharedQueue<Integer> large = SharedQueue.create(Integer.MAX_VALUE);
        assertThat(large.offer(1)).isTrue();
        assertThat(large.remainingCapacity()).isEqualTo(Integer.MAX_VALUE - 1);
    }

    @Test
    void holdsAsManySmallItemsAsItSays() {
        for (int capacity : new int[] {1, 4096, 100_000}) {
            SharedQueue<String> queue = SharedQueue.create(capacity);
            for (int i = 0; i < capacity; i++) {
                assertThat(queue.offer("item " + i)).as("item %d", i).isTrue();
            }
            assertThat(queue.offer("no")).isFalse();
            assertThat(queue).hasSize(capacity);
        }
    }

    // ---- close

    @Test
    void nothingIsPutIntoAClosedQueue() {
        SharedQueue<Object> queue = SharedQueue.builder(3).name("jobs").create();
        assertThat(queue.isClosed()).isFalse();
        queue.close();
        queue.close();
        assertThat(queue.isClosed()).isTrue();
        for (Object item : new Object[] {1, "text", new byte[1 << 20]}) {
            assertClosed(() -> queue.put(item));
            assertClosed(() -> queue.offer(item));
            assertClosed(() -> queue.add(item));
            assertClosed(() -> queue.offer(item, 0, TimeUnit.SECONDS));
            assertClosed(() -> queue.offer(item, Duration.ofHours(1)));
            assertClosed(() -> queue.addAll(List.of(item)));
            assertClosed(() -> queue.putAll(List.of(item)));
        }
        assertThat(queue).isEmpty();
    }

    @Test
    void whatIsInAClosedQueueCanBeTaken() throws Exception {
        SharedQueue<Integer> queue = SharedQueue.<Integer>builder(9).name("jobs").create();
        queue.putAll(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8));
        queue.close();
        assertClosed(() -> queue.offer(9)); // full, too
        assertThat(queue.take()).isZero();
        assertThat(queue.poll()).isEqualTo(1);
        assertThat(queue.poll(1, TimeUnit.HOURS)).isEqualTo(2);
        assertThat(queue.poll(Duration.ZERO)).isEqualTo(3);
        assertThat(queue.remove(7)).isTrue();
        List<Integer> target = new ArrayList<>();
        assertThat(queue.takeTo(target, 2)).isEqualTo(2);
        assertThat(queue.drainTo(target)).isEqualTo(2);
        assertThat(target).containsExactly(4, 5, 6, 8);
        assertClosed(queue::take);
        assertClosed(() -> queue.poll(1, TimeUnit.HOURS));
        assertClosed(() -> queue.poll(0, TimeUnit.HOURS));
        assertClosed(() -> queue.poll(Duration.ofHours(1)));
        assertClosed(() -> queue.takeTo(target, 1));
        assertThat(queue.poll()).isNull();
        assertThat(queue.peek()).isNull();
        assertThat(queue.drainTo(target)).isZero();
        assertThat(queue.toArray()).isEmpty();
        queue.clear();
    }

    /** The last who is told unmaps it, perhaps before the one who closes has come to its end. */
    @Test
    void closingGoesWellWhileThoseWhoWaitedAreTold() throws Exception {
        for (int round = 0; round < 300; round++) {
            SharedQueue<Integer> queue =
                    SharedQueue.<Integer>builder(1).trackTasks(round % 2 == 0).create();
            Callable<Void> closer = () -> {
                queue.close();
                return null;
            };
            List<FutureTask<?>> closers = List.of(
                    new FutureTask<>(closer),
                    new FutureTask<>(closer));
            List<FutureTask<?>> takers = List.of(
                    new FutureTask<>(queue::take),
                    new FutureTask<>(queue::take));
            takers.forEach(taker -> Thread.ofPlatform().daemon().start(taker));
            closers.forEach(taker -> Thread.ofPlatform().daemon().start(taker));
            for (var closing : closers) {
                closing.get(20, TimeUnit.SECONDS);
            }
            for (var taker : takers) {
                assertThatThrownBy(() -> taker.get(20, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(QueueClosedException.class);
            }
            assertThat(queue.isClosed()).isTrue();
            assertThat(queue.lost()).isZero();
        }
    }

    @Test
    void whoWaitsIsToldThatItIsClosed() {
        for (boolean byChild : new boolean[] {false, true}) {
            SharedQueue<Integer> empty = SharedQueue.create(1);
            SharedQueue<Object> full = SharedQueue.create(1);
            full.add("first");
            List<TestThread> threads = List.of(waits(empty::take), waits(empty::take),
                    waits(() -> empty.poll(1, TimeUnit.HOURS)),
                    waits(() -> empty.takeTo(new ArrayList<>(), 3)), waits(() -> full.put(1)),
                    waits(() -> full.put("text")), waits(() -> full.put(new byte[1 << 20])),
                    waits(() -> full.offer("text", 1, TimeUnit.HOURS)),
                    waits(() -> full.putAll(List.of(2, 3))));
            if (byChild) {
                try (var child = ChildProcess.start(() -> {
                    empty.close();
                    full.close();
                })) {
                    child.result();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            } else {
                empty.close();
                full.close();
            }
            for (TestThread thread : threads) {
                thread.throwsA(QueueClosedException.class);
            }
            assertThat(full.poll()).isEqualTo("first");
            assertThat(full.poll()).isNull();
        }
    }

    @Test
    void aChildThatWaitsIsToldThatItIsClosed() throws Exception {
        SharedQueue<Integer> queue = SharedQueue.create(9);
        try (var child = ChildProcess.start(() -> {
            int sum = 0;
            try {
                while (true) {
                    sum += queue.take();
                }
            } catch (QueueClosedException e) {
                return sum;
            }
        })) {
            queue.putAll(List.of(1, 2, 3, 4));
            queue.close();
            assertThat(child.result()).isEqualTo(10);
        }
    }

    // ---- putAll and takeTo

    @Test
    void putsMoreThanThereIsRoomForWhileOthersTake() throws Exception {
        SharedQueue<Object> queue = SharedQueue.create(10);
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            items.add(i % 3 == 0 ? i : "text " + i);
        }
        items.add(250, new byte[200_000]);
        TestThread writer = TestThread.start(() -> queue.putAll(items));
        List<Object> taken = new ArrayList<>();
        while (taken.size() < items.size()) {
            int before = taken.size();
            assertThat(queue.takeTo(taken, 7)).isBetween(1, 7)
                    .isEqualTo(taken.size() - before);
        }
        writer.ends();
        assertThat(taken).hasSameSizeAs(items);
        for (int i = 0; i < items.size(); i++) {
            assertThat(taken.get(i)).isEqualTo(items.get(i));
        }
    }

    @Test
    void putsNoneIfOneCannotTravel() throws Exception {
        SharedQueue<Object> queue = SharedQueue.create(10);
        assertThatThrownBy(() -> queue.putAll(Arrays.asList(1, null)))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> queue.putAll(List.of(1, new Object())))
                .isInstanceOf(TransferException.class);
        assertThatThrownBy(() -> queue.putAll(null)).isInstanceOf(NullPointerException.class);
        Collection<Object> same = queue;
        assertThatThrownBy(() -> queue.putAll(same)).isInstanceOf(IllegalArgumentException.class);
        TestThread.start(() -> {
            Thread.currentThread().interrupt();
            queue.putAll(List.of(1));
        }).throwsA(InterruptedException.class);
        assertThat(queue).isEmpty();
        queue.putAll(List.of());
        assertThat(queue).isEmpty();
    }

    @Test
    void anInterruptedPutAllHasPutWhatThereWasRoomFor() {
        SharedQueue<Integer> queue = SharedQueue.create(3);
        waits(() -> queue.putAll(List.of(0, 1, 2, 3, 4))).interrupt()
                .throwsA(InterruptedException.class);
        assertThat(queue).containsExactly(0, 1, 2);
    }

    @Test
    void aPutAllWakesAllWhoWait() {
        SharedQueue<Integer> queue = SharedQueue.create(9);
        List<TestThread> readers = IntStream.range(0, 5)
                .mapToObj(i -> waits(queue::take))
                .toList();
        TestThread.start(() -> queue.putAll(List.of(0, 1, 2, 3, 4))).ends();
        readers.forEach(TestThread::ends);
        assertThat(queue).isEmpty();
    }

    @Test
    void takesUpToALimit() throws Exception {
        SharedQueue<Integer> queue = SharedQueue.create(10);
        List<Integer> target = new ArrayList<>();
        for (int limit : new int[] {0, -1, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> queue.takeTo(target, limit))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(Integer.toString(limit));
        }
        assertThatThrownBy(() -> queue.takeTo(queue, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> queue.takeTo(null, 1)).isInstanceOf(NullPointerException.class);
        queue.putAll(List.of(0, 1, 2, 3));
        assertThat(queue.takeTo(target, 3)).isEqualTo(3);
        assertThat(queue.takeTo(target, 3)).isEqualTo(1);
        assertThat(target).containsExactly(0, 1, 2, 3);
        TestThread reader = waits(() -> assertThat(queue.takeTo(target, 3)).isPositive());
        queue.put(4);
        reader.ends();
        assertThat(target).endsWith(4);
        waits(() -> queue.takeTo(target, 3)).interrupt().throwsA(InterruptedException.class);
        queue.put(5);
        TestThread.start(() -> {
            Thread.currentThread().interrupt();
            queue.takeTo(target, 3);
        }).throwsA(InterruptedException.class);
        assertThat(queue).containsExactly(5);
    }

    @Test
    void drainsMoreThanIsTakenAtOnce() throws Exception {
        SharedQueue<Integer> queue = SharedQueue.create(5000);
        List<Integer> items = IntStream.range(0, 5000).boxed().toList();
        queue.putAll(items);
        List<Integer> target = new ArrayList<>();
        assertThat(queue.drainTo(target, 3000)).isEqualTo(3000);
        assertThat(queue.drainTo(target)).isEqualTo(2000);
        assertThat(target).isEqualTo(items);
    }

    // ---- durations

    @Test
    void waitsForADuration() throws Exception {
        SharedQueue<String> queue = SharedQueue.create(1);
        assertThat(queue.poll(Duration.ZERO)).isNull();
        assertThat(queue.poll(Duration.ofSeconds(Long.MIN_VALUE))).isNull();
        assertThat(queue.poll(Duration.ofMillis(5))).isNull();
        assertThat(queue.offer("a", Duration.ofSeconds(-1))).isTrue();
        assertThat(queue.offer("b", Duration.ofSeconds(Long.MIN_VALUE))).isFalse();
        assertThat(queue.offer("b", Duration.ofMillis(5))).isFalse();
        TestThread writer =
                waits(() -> assertThat(queue.offer("b", Duration.ofSeconds(Long.MAX_VALUE)))
                        .isTrue());
        assertThat(queue.poll(Duration.ofHours(1))).isEqualTo("a");
        writer.ends();
        assertThat(queue.poll()).isEqualTo("b");
    }

    // ---- work

    @Test
    void joinWaitsUntilAllIsDone() throws Exception {
        SharedQueue<Integer> queue = SharedQueue.<Integer>builder(9).trackTasks(true).create();
        queue.join(); // nothing was put
        queue.putAll(List.of(1, 2, 3));
        assertThat(queue.join(Duration.ZERO)).isFalse();
        assertThat(queue.join(Duration.ofSeconds(Long.MIN_VALUE))).isFalse();
        assertThat(queue.join(Duration.ofMillis(5))).isFalse();
        TestThread joiner = waits(queue::join);
        queue.take();
        queue.taskDone();
        queue.drainTo(new ArrayList<>());
        queue.taskDone();
        assertThat(joiner.isRunning()).isTrue();
        assertThat(queue.join(Duration.ofMillis(5))).isFalse();
        queue.taskDone();
        joiner.ends();
        assertThat(queue.join(Duration.ZERO)).isTrue();
        queue.put(4);
        assertThat(queue.join(Duration.ZERO)).isFalse();
        TestThread.start(() -> {
            Thread.currentThread().interrupt();
            queue.join();
        }).throwsA(InterruptedException.class);
        waits(queue::join).interrupt().throwsA(InterruptedException.class);
        assertThat(queue.lost()).isZero();
    }

    @Test
    void whatIsRemovedOrClearedIsDone() throws Exception {
        SharedQueue<Integer> queue = SharedQueue.<Integer>builder(9).trackTasks(true).create();
        queue.putAll(List.of(1, 2, 3, 4, 5));
        TestThread joiner = waits(queue::join);
        assertThat(queue.remove((Object) 2)).isTrue();
        assertThat(queue.removeIf(item -> item == 1)).isTrue();
        assertThat(joiner.isRunning()).isTrue();
        queue.clear();
        joiner.ends();
        assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void errorsOfWhatIsDoneSayWhatToDo() throws Exception {
        SharedQueue<Integer> plain = SharedQueue.<Integer>builder(9).name("jobs").create();
        for (ThrowingCallable call : List.<ThrowingCallable>of(plain::taskDone, plain::join,
                () -> plain.join(Duration.ZERO))) {
            assertThatThrownBy(call).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("'jobs' does not track")
                    .hasMessageContaining("trackTasks(true)");
        }
        SharedQueue<Integer> queue =
                SharedQueue.<Integer>builder(9).name("jobs").trackTasks(true).create();
        queue.put(1);
        assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("once for each item")
                .hasMessageContaining("'jobs'");
        queue.take();
        try (var child = ChildProcess.start(() -> {
            try {
                queue.taskDone();
                return "done";
            } catch (IllegalStateException e) {
                return "not mine";
            }
        })) {
            assertThat(child.result()).isEqualTo("not mine");
        }
        queue.taskDone();
        assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
        assertThat(queue.join(Duration.ZERO)).isTrue();
    }

    @Test
    void aChildDoesTheWork() throws Exception {
        SharedQueue<Integer> queue = SharedQueue.<Integer>builder(9).trackTasks(true).create();
        try (var child = ChildProcess.start(() -> {
            try {
                while (true) {
                    queue.take();
                    queue.taskDone();
                }
            } catch (QueueClosedException e) {
                return "closed";
            }
        })) {
            for (int i = 0; i < 200; i++) {
                queue.put(i);
                if (i % 10 == 0) {
                    assertThat(queue.join(TIME)).isTrue();
                    assertThat(queue).isEmpty();
                }
            }
            queue.close();
            assertThat(child.result()).isEqualTo("closed");
        }
        assertThat(queue.join(Duration.ZERO)).isTrue();
        assertThat(queue.lost()).isZero();
    }

    @Test
    void whatADeadProcessDidNotFinishIsLostAndNotWaitedFor() throws Exception {
        for (boolean killed : new boolean[] {true, false}) {
            SharedQueue<Object> queue =
                    SharedQueue.builder(9).trackTasks(true).create();
            SharedQueue<String> news = SharedQueue.create(9);
            queue.putAll(List.of(1, new byte[1 << 20], 3, 4));
            try (var child = ChildProcess.start(() -> {
                queue.take();
                queue.taskDone();
                queue.take();
                queue.take();
                news.put("taken");
                if (killed) {
                    Hostile.sleepForEver();
                }
            })) {
                assertThat(news.poll(TIME)).isEqualTo("taken");
                queue.take();
                TestThread joiner = waits(() -> assertThat(queue.join(TIME)).isTrue());
                if (killed) {
                    assertThat(queue.lost()).isZero();
                    child.kill();
                }
                child.join();
                queue.taskDone();
                joiner.ends();
                assertThat(queue.lost()).isEqualTo(2);
            }
        }
    }

    // ---- bytes

    @Test
    void itsBytesAreBounded() throws Exception {
        SharedQueue<byte[]> queue = SharedQueue.<byte[]>builder(1000).bytes(1024).create();
        for (int round = 0; round < 50; round++) {
            int size = 190 + round;
            int count = 0;
            while (queue.offer(new byte[size])) {
                count++;
            }
            assertThat(count).isBetween(3, 5);
            assertThat(queue).hasSize(count);
            assertThat(queue.remainingCapacity()).isEqualTo(1000 - count);
            byte[] last = {(byte) round};
            TestThread writer = waits(() -> queue.put(new byte[size]));
            assertThat(queue.take()).hasSize(size);
            assertThat(queue.take()).hasSize(size);
            writer.ends();
            queue.clear();
            assertThat(queue.offer(last)).isTrue();
            assertThat(queue.take()).isEqualTo(last);
        }
    }

    @Test
    void largeItemsAreBoundedToo() throws Exception {
        SharedQueue<byte[]> queue = SharedQueue.<byte[]>builder(100).bytes(1 << 20).create();
        byte[] half = new byte[1 << 19];
        assertThat(queue.offer(half)).isTrue();
        assertThat(queue.offer(half)).isTrue();
        assertThat(queue.offer(half)).isFalse();
        assertThat(queue.offer(half, 5, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(queue.offer(new byte[100])).isTrue(); // a small one has room
        List<TestThread> writers = List.of(waits(() -> queue.put(half)),
                waits(() -> queue.putAll(List.of(half, half))));
        for (int i = 0; i < 2; i++) {
            assertThat(queue.take()).hasSize(half.length);
        }
        assertThat(queue.take()).hasSize(100);
        for (int i = 0; i < 3; i++) {
            assertThat(queue.take()).hasSize(half.length);
        }
        writers.forEach(TestThread::ends);
        assertThat(queue).isEmpty();
    }

    @Test
    void oneItemAboveTheLimitPassesAlone() throws Exception {
        SharedQueue<byte[]> queue = SharedQueue.<byte[]>builder(100).bytes(1024).create();
        byte[] huge = new byte[3_000_000];
        huge[huge.length - 1] = 1;
        for (int round = 0; round < 3; round++) {
            queue.put(huge);
            assertThat(queue.offer(new byte[300])).isFalse(); // it, too, would lie outside
            assertThat(queue.offer(new byte[8])).isTrue();
            TestThread next = waits(() -> queue.put(huge));
            assertThat(queue.take()).isEqualTo(huge);
            next.ends();
            assertThat(queue.take()).hasSize(8);
            assertThat(queue.take()).isEqualTo(huge);
            assertThat(queue).isEmpty();
        }
    }

    @Test
    void largeItemsCanBeLookedAtAndRemoved() throws Exception {
        SharedQueue<Object> queue = SharedQueue.builder(100).bytes(8 << 20).create();
        String large = "ä€".repeat(1_000_000);
        queue.putAll(List.of(1, large, 2, new byte[3_000_000]));
        for (int i = 0; i < 3; i++) {
            assertThat(queue.contains(large)).isTrue();
            assertThat(queue.toArray()).hasSize(4).contains(large);
        }
        assertThat(queue.offer(large)).isFalse();
        assertThat(queue.remove(large)).isTrue();
        assertThat(queue.remove(large)).isFalse();
        assertThat(queue.offer(large)).isTrue(); // its bytes are free
        assertThat(queue.removeIf(item -> item instanceof byte[])).isTrue();
        assertThat(queue.take()).isEqualTo(1);
        assertThat(queue.take()).isEqualTo(2);
        assertThat(queue.peek()).isEqualTo(large);
        assertThat(queue.peek()).isEqualTo(large);
        queue.clear();
        assertThat(queue).isEmpty();
        assertThat(queue.offer(new byte[8_000_000])).isTrue();
        assertThat(queue.take()).isEqualTo(new byte[8_000_000]);
    }

    // ---- processes

    @Test
    void severalProcessesTakeEachItemOnce() throws Exception {
        SharedQueue<Integer> queue = SharedQueue.create(10);
        SharedQueue<Integer> results = SharedQueue.create(2000);
        List<ChildProcess<?>> children = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                children.add(ChildProcess.start(() -> {
                    try {
                        while (true) {
                            results.put(queue.take());
                        }
                    } catch (QueueClosedException e) {
                        return;
                    }
                }));
            }
            for (int i = 0; i < 2000; i++) {
                queue.put(i);
            }
            queue.close();
            for (var child : children) {
                child.result();
            }
        } finally {
            children.forEach(ChildProcess::close);
        }
        assertThat(results).hasSize(2000)
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 2000).boxed().toList());
        assertThat(queue.lost()).isZero();
    }

    @Test
    void aProcessThatIsKilledWhileItWaitsTakesNothing() throws Exception {
        SharedQueue<Integer> queue = SharedQueue.create(3);
        SharedQueue<String> news = SharedQueue.create(3);
        try (var child = ChildProcess.start(() -> {
            news.put("here");
            queue.take();
        })) {
            assertThat(news.poll(TIME)).isEqualTo("here");
            TestThread reader = waits(() -> assertThat(queue.poll(TIME)).isEqualTo(1));
            child.kill();
            queue.put(1);
            reader.ends();
            child.join();
        }
        assertThat(queue.lost()).isZero();
        assertThat(queue).isEmpty();
    }

    @Test
    void aStoppedReaderHoldsNobodyUp() throws Exception {
        SharedQueue<Integer> queue = SharedQueue.create(3);
        SharedQueue<Long> news = SharedQueue.create(3);
        try (var child = ChildProcess.start(() -> {
            news.put(ProcessHandle.current().pid());
            return queue.take();
        })) {
            long pid = news.take();
            Conditions.await("the child waits", TIME, () -> WaitsFor.items() == 1);
            ParentJvm.stop(pid);
            for (int i = 0; i < 5; i++) {
                queue.put(i);
                assertThat(queue.poll(TIME)).isEqualTo(i);
            }
            queue.put(9);
            Hostile.signal("CONT", pid);
            assertThat(child.result()).isEqualTo(9);
        }
    }

    // ---- room

    @Test
    void roomOfRemovedItemsComesBackWhenTheItemBeforeThemIsTaken() throws Exception {
        try (SharedQueue<Object> queue = SharedQueue.create(100)) {
            queue.put(1);
            for (int i = 0; i < 4; i++) {
                queue.put(new byte[60_000]);
            }
            assertThat(queue.removeIf(byte[].class::isInstance)).isTrue();
            assertThat(queue.take()).isEqualTo(1);
            for (int i = 0; i < 4; i++) {
                assertThat(queue.offer(new byte[60_000])).isTrue();
            }
            assertThat(queue).hasSize(4);
        }
    }

    /** Just small enough to lie in the ring itself, and too large to lie there with something beside it. */
    @Test
    void whoWaitsForRoomForTheLargestItemThatLiesInTheRingCanBeInterrupted() throws Exception {
        try (SharedQueue<byte[]> queue = SharedQueue.<byte[]>builder(100).bytes(1024).create()) {
            for (int i = 0; i < 4; i++) {
                queue.put(new byte[200]);
            }
            for (int size = 235; size <= 260; size++) {
                int bytes = size;
                waits(() -> queue.put(new byte[bytes])).interrupt()
                        .throwsA(InterruptedException.class);
            }
            queue.clear();
            for (int size = 235; size <= 260; size++) {
                queue.put(new byte[size]);
                assertThat(queue.take()).hasSize(size);
            }
        }
    }

    @Test
    void theLastItemIsTakenByOneThoughTheQueueIsClosedAtOnce() throws Exception {
        for (int round = 0; round < 200; round++) {
            SharedQueue<Integer> queue = SharedQueue.create(2);
            FutureTask<Integer> one = new FutureTask<>(() -> takeOr(queue, 0));
            FutureTask<Integer> other = new FutureTask<>(() -> takeOr(queue, 0));
            TestThread first = TestThread.start(one::run);
            TestThread second = TestThread.start(other::run);
            if (round % 2 == 0) {
                first.until("both wait", () -> first.isAsleep() && second.isAsleep());
            }
            queue.put(7);
            queue.close();
            assertNotInterrupted();
            assertThat(one.get() + other.get()).isEqualTo(7);
            first.ends();
            second.ends();
        }
    }

    @Test
    void anInterruptThatComesWithTheCloseIsNotLost() {
        for (int round = 0; round < 20; round++) {
            SharedQueue<Integer> queue = SharedQueue.create(2);
            TestThread taker = TestThread.start(() -> {
                try {
                    queue.take();
                } catch (QueueClosedException e) {
                    Thread.sleep(Duration.ofDays(1));
                }
            });
            taker.until("waits", taker::isAsleep);
            queue.close();
            taker.interrupt().throwsA(InterruptedException.class);
        }
    }

    private static int takeOr(SharedQueue<Integer> queue, int otherwise)
            throws InterruptedException {
        try {
            return queue.take();
        } catch (QueueClosedException e) {
            return otherwise;
        } finally {
            assertNotInterrupted();
        }
    }

    /** The JVM interrupts a thread that it finds within memory which another one unmaps; nobody is to notice. */
    private static void assertNotInterrupted() {
        assertThat(Thread.interrupted()).as("interrupted by nobody").isFalse();
    }

    @Test
    void whatIsLostStaysLostWhenAnotherProcessComes() throws Exception {
        try (SharedQueue<Integer> queue =
                SharedQueue.<Integer>builder(10).trackTasks(true).create()) {
            for (int i = 0; i < 4; i++) {
                queue.put(i);
            }
            try (var dies = ChildProcess.start(() -> {
                for (int i = 0; i < 3; i++) {
                    queue.take();
                }
                Hostile.signalSelf("KILL");
            })) {
                dies.join();
            }
            Conditions.await("three are lost", TIME, () -> queue.lost() == 3);
            for (int i = 0; i < 3; i++) {
                try (var child = ChildProcess.start(() -> {
                    Integer item = queue.poll();
                    if (item != null) {
                        queue.taskDone();
                    }
                })) {
                    child.result();
                }
            }
            assertThat(queue.lost()).isEqualTo(3);
            assertThat(queue.join(TIME)).isTrue();
        }
    }
}
