package io.github.procesy.queue;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.procesy.memory.SharedArray;
import io.github.procesy.memory.SharedIntArray;
import io.github.procesy.memory.SharedLong;
import io.github.procesy.memory.SharedMemory;
import io.github.procesy.process.ChildProcess;
import io.github.procesy.process.Outcome;
import io.github.procesy.sync.SharedLock;
import io.github.procesy.sync.SharedSemaphore;
import io.github.procesy.testing.Conditions;
import io.github.procesy.testing.Hostile;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Queues go from process to process, and what is in them outlives who put it. */
final class QueueTravelsTest {
    private static final Duration TIME = Duration.ofSeconds(20);

    /** What a record that is serialized can carry. */
    private record Job(String name, SharedIntArray numbers, SharedQueue<String> answers)
            implements
            Serializable {
    }

    @Test
    void goesToAChildByALambda() throws Exception {
        SharedQueue<String> there = SharedQueue.<String>builder(3).name("there").create();
        SharedQueue<String> back = SharedQueue.create(3);
        try (var child = ChildProcess.start(() -> {
            back.put(there.name() + " " + there.capacity() + " " + there.size());
            back.put(there.take() + "!");
        })) {
            assertThat(back.take()).isEqualTo("there 3 0");
            there.put("hello");
            assertThat(back.take()).isEqualTo("hello!");
            child.result();
        }
    }

    @Test
    void goesOnToAGrandchild() throws Exception {
        SharedQueue<Integer> queue = SharedQueue.create(3);
        try (var child = ChildProcess.start(() -> {
            try (var grandchild = ChildProcess.start(() -> {
                queue.put(1);
                return queue.isClosed();
            })) {
                queue.put(2);
                return grandchild.result();
            }
        })) {
            assertThat(queue.take() + queue.take()).isEqualTo(3);
            assertThat(child.result()).isFalse();
        }
    }

    @Test
    void goesFromAGrandchildToAnotherChild() throws Exception {
        SharedQueue<Object> queue = SharedQueue.create(10);
        try (var reader = ChildProcess.start(() -> {
            long sum = 0;
            for (int i = 0; i < 4; i++) {
                sum += queue.take() instanceof byte[] bytes
                        ? bytes.length
                        : 1;
            }
            return sum;
        });
                var writer = ChildProcess.start(() -> ChildProcess.start(() -> {
                    queue.putAll(List.of("a", new byte[1_000_000], 3));
                    queue.put(SharedArray.copyOf(1, 2));
                }).result())) {
            writer.result();
            assertThat(reader.result()).isEqualTo(1_000_003);
        }
    }

    @Test
    void comesBackAsAResultAndOutlivesItsMaker() throws Exception {
        SharedQueue<Object> made;
        try (var child = ChildProcess.start(() -> {
            SharedQueue<Object> queue =
                    SharedQueue.builder(5).name("of a child").trackTasks(true).create();
            queue.putAll(List.of(1, "two", new byte[500_000]));
            queue.put(SharedArray.copyOf(7L, 8L));
            queue.take();
            return queue;
        })) {
            made = child.result();
            child.join();
        }
        assertThat(made.name()).isEqualTo("of a child");
        assertThat(made.take()).isEqualTo("two");
        assertThat((byte[]) made.take()).hasSize(500_000);
        assertThat(made.take().toString()).isNotEmpty();
        for (int i = 0; i < 3; i++) {
            made.taskDone();
        }
        assertThat(made.join(TIME)).isTrue();
        assertThat(made.lost()).isEqualTo(1);
    }

    @Test
    void goesThroughAnotherQueue() throws Exception {
        SharedQueue<SharedQueue<String>> queues = SharedQueue.create(3);
        try (var child = ChildProcess.start(() -> {
            for (int i = 0; i < 3; i++) {
                queues.take().put("answer " + i);
            }
        })) {
            for (int i = 0; i < 3; i++) {
                SharedQueue<String> answers = SharedQueue.create(1);
                queues.put(answers);
                assertThat(answers.poll(TIME)).isEqualTo("answer " + i);
            }
            child.result();
        }
    }

    @Test
    void goesThroughItself() throws Exception {
        SharedQueue<Object> queue = SharedQueue.create(3);
        queue.put(queue);
        queue.put(Map.of("self", queue));
        @SuppressWarnings("unchecked") var same = (SharedQueue<Object>) queue.take();
        same.put("by the other");
        assertThat(((Map<?, ?>) queue.take()).get("self")).isInstanceOf(SharedQueue.class);
        assertThat(queue.take()).isEqualTo("by the other");
        queue.put(queue); // and stays there: that keeps nothing alive
    }

    @Test
    void aRecordBringsArraysAndQueuesAlong() throws Exception {
        SharedQueue<Job> jobs = SharedQueue.create(3);
        try (var child = ChildProcess.start(() -> {
            Job job = jobs.take();
            job.numbers().set(1, 42);
            job.answers().put("done " + job.name());
        })) {
            try (SharedIntArray numbers = SharedArray.ofInts(3)) {
                SharedQueue<String> answers = SharedQueue.create(1);
                jobs.put(new Job("it", numbers, answers));
                assertThat(answers.poll(TIME)).isEqualTo("done it");
                assertThat(numbers.get(1)).isEqualTo(42);
            }
            child.result();
        }
    }

    @Test
    void sharedThingsInItOutliveTheProcessThatPutThem() throws Exception {
        for (boolean killed : new boolean[] {false, true}) {
            SharedQueue<Object> queue = SharedQueue.create(10);
            SharedQueue<String> news = SharedQueue.create(1);
            try (var child = ChildProcess.start(() -> {
                SharedLock lock = SharedLock.builder().name("of the dead").create();
                queue.put(lock);
                queue.put(List.of(SharedSemaphore.create(5), SharedLong.create(77)));
                queue.put(SharedArray.copyOf(1, 2, 3));
                SharedMemory memory = SharedMemory.create(1 << 20);
                memory.segment().fill((byte) 9);
                queue.put(memory);
                queue.put(SharedArray.copyOf(new byte[300_000]));
                news.put("put");
                if (killed) {
                    Hostile.sleepForEver();
                }
            })) {
                assertThat(news.poll(TIME)).isEqualTo("put");
                if (killed) {
                    child.kill();
                }
                child.join();
            }
            try (SharedLock lock = (SharedLock) queue.take()) {
                assertThat(lock.toString()).contains("of the dead");
                assertThat(lock.tryLock(20, TimeUnit.SECONDS)).isTrue();
                lock.unlock();
            }
            List<?> both = (List<?>) queue.take();
            assertThat(((SharedSemaphore) both.get(0)).availablePermits()).isEqualTo(5);
            assertThat(((SharedLong) both.get(1)).get()).isEqualTo(77);
            try (SharedIntArray numbers = (SharedIntArray) queue.take();
                    SharedMemory memory = (SharedMemory) queue.take()) {
                assertThat(numbers.get(2)).isEqualTo(3);
                assertThat(memory.segment()
                        .get(java.lang.foreign.ValueLayout.JAVA_BYTE, (1 << 20) - 1))
                        .isEqualTo((byte) 9);
            }
            assertThat(queue.peek()).isNotNull();
            queue.clear();
            assertThat(queue.lost()).isZero();
        }
    }

    /** The process that took it may be gone before another opens what was in it. */
    @Test
    void sharedThingsGoFromQueueToQueue() throws Exception {
        SharedQueue<SharedIntArray> first = SharedQueue.create(2);
        SharedQueue<SharedIntArray> second = SharedQueue.create(2);
        try (SharedIntArray array = SharedArray.copyOf(1, 2, 3)) {
            first.put(array);
        }
        try (var child = ChildProcess.start(() -> second.put(first.take()))) {
            child.result();
            child.join();
        }
        try (SharedIntArray array = second.take()) {
            assertThat(array.get(2)).isEqualTo(3);
        }
    }

    @Test
    void whatWasPutStaysWhenTheWriterEnds() throws Exception {
        for (int way = 0; way < 3; way++) {
            int how = way;
            SharedQueue<Object> queue = SharedQueue.create(10);
            try (var child = ChildProcess.start(() -> {
                queue.put(1);
                queue.put("two");
                queue.put(new byte[2_000_000]);
                queue.put(List.of(4));
                if (how == 1) {
                    Hostile.signal("KILL", ProcessHandle.current().pid());
                    Hostile.sleepForEver();
                } else if (how == 2) {
                    Runtime.getRuntime().halt(3);
                }
            })) {
                Outcome<?> outcome = child.join();
                assertThat(outcome).isNotNull();
            }
            assertThat(queue.take()).isEqualTo(1);
            assertThat(queue.take()).isEqualTo("two");
            assertThat((byte[]) queue.take()).hasSize(2_000_000);
            assertThat(queue.take()).isEqualTo(List.of(4));
            assertThat(queue).isEmpty();
            assertThat(queue.lost()).isZero();
        }
    }

    /** Items in pipes would keep the writer: those of Python's queues do. */
    @Test
    void aWriterEndsWithoutAReader() throws Exception {
        SharedQueue<byte[]> queue = SharedQueue.create(100);
        try (var child = ChildProcess.start(() -> {
            for (int i = 0; i < 100; i++) {
                queue.put(new byte[2_000]);
            }
            queue.put(new byte[1]); // waits for room
        })) {
            Conditions.await("the child waits for room", TIME,
                    () -> WaitsFor.room() == 1);
            assertThat(queue).hasSize(100);
            assertThat(queue.take()).hasSize(2_000);
            child.result();
            child.join();
        }
        assertThat(queue).hasSize(100);
    }

    @Test
    void manyChildrenShareOneQueue() throws Exception {
        SharedQueue<Integer> queue = SharedQueue.create(2);
        List<ChildProcess<?>> children = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                int number = i;
                children.add(ChildProcess.start(() -> {
                    for (int k = 0; k < 50; k++) {
                        queue.put(number * 1000 + k);
                    }
                }));
            }
            int[] next = new int[4];
            for (int i = 0; i < 200; i++) {
                int item = queue.take();
                assertThat(item % 1000).as("order of a writer").isEqualTo(next[item / 1000]++);
            }
        } finally {
            children.forEach(ChildProcess::close);
        }
        assertThat(queue).isEmpty();
    }
}
