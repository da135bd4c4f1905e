package io.github.procesy.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

import io.github.procesy.SerializableRunnable;
import io.github.procesy.memory.SharedArray;
import io.github.procesy.memory.SharedLongArray;
import io.github.procesy.process.ChildProcess;
import io.github.procesy.queue.QueueClosedException;
import io.github.procesy.queue.SharedQueue;
import io.github.procesy.support.AnyLauncher;
import io.github.procesy.testing.Conditions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Processes that put into and take out of one queue without a pause are killed at random moments, and new ones come. Every
 * item has a writer and a number. Nothing is taken twice, nothing is torn, each reader gets what a writer put in
 * order, and of what was put at most one item is gone for each reader that was killed. The system property
 * {@code procesy.kills} says how many are killed for each number of processes.
 */
@AnyLauncher
final class QueueChaosTest {
    private static final long SEED = Long.getLong("procesy.seed", System.nanoTime());
    private static final int KILLS = Integer.getInteger("procesy.kills", 3);
    private static final Duration TIME = Duration.ofSeconds(30);
    private static final double MAX_DELAY_NANOS = 60e6;
    private static final int LARGE_BYTES = 100_000;
    /** Above a quarter of the bytes of the queue, so that it lies in shared memory of its own. */
    private static final long QUEUE_BYTES = 1 << 18;

    /** What happened, in shared memory: it outlives those who write it. */
    private static final int TAKEN = 0;
    private static final int VIOLATIONS = 1;
    private static final int STOP = 2;
    private static final int LAST_VIOLATION = 3;
    private static final int FIRST_WRITER = 8;
    private static final int MAX_ITEMS = 1 << 17;
    private static final int BITS = 64;

    /** One word for each writer, how many it has put, and a bit for each of its items, whether it was taken. */
    private static int words(int writers) {
        return FIRST_WRITER + writers * (1 + MAX_ITEMS / BITS);
    }

    private static int countOf(int writer) {
        return FIRST_WRITER + writer * (1 + MAX_ITEMS / BITS);
    }

    @ParameterizedTest
    @Timeout(7200) // a campaign takes its time; each step has a bound of its own
    @MethodSource(Campaign.NUMBERS_OF_PROCESSES)
    void aKillHarmsNobodyElse(int processes) throws Exception {
        System.out.println("QueueChaosTest: -Dprocesy.seed=" + SEED);
        Random random = new Random(SEED + processes);
        int places = Math.max(2, processes); // with one process the test is the other side
        int writers = places + KILLS + 1;
        try (SharedLongArray ledger = SharedArray.ofLongs(words(writers))) {
            boolean tracked = random.nextBoolean();
            SharedQueue<Object> queue = SharedQueue.builder(50)
                    .name("chaos")
                    .bytes(QUEUE_BYTES)
                    .trackTasks(tracked)
                    .create();
            Crew crew = new Crew(ledger, queue, random.nextBoolean(), tracked);
            List<ChildProcess<?>> children = new ArrayList<>();
            Thread helper = processes == 1 ? crew.help() : null;
            try {
                for (int i = 0; i < processes; i++) {
                    children.add(crew.start(i));
                }
                for (int kill = 0; kill < KILLS; kill++) {
                    awaitItems(ledger, 100);
                    LockSupport.parkNanos((long) (random.nextDouble() * MAX_DELAY_NANOS));
                    int victim = random.nextInt(processes);
                    crew.kill(children.get(victim), victim);
                    Campaign.assertNothingWrong(ledger, VIOLATIONS, LAST_VIOLATION);
                    children.set(victim, crew.start(victim));
                }
                awaitItems(ledger, 100);
                crew.stopWriters(children);
                Conditions.await("the queue is empty", TIME, queue::isEmpty);
                if (tracked) {
                    assertThat(queue.join(TIME)).as("all is done or lost").isTrue();
                }
            } finally {
                ledger.setVolatile(STOP, 1);
                queue.close();
                if (helper != null) {
                    assertThat(helper.join(TIME)).isTrue();
                }
                if (!queue.isEmpty()) {
                    children.forEach(ChildProcess::kill);
                }
                for (var child : children) {
                    child.join();
                }
            }
            Campaign.assertNothingWrong(ledger, VIOLATIONS, LAST_VIOLATION);
            crew.assertNothingIsMissing();
        }
    }

    private static void awaitItems(SharedLongArray ledger, long more) {
        long enough = ledger.getVolatile(TAKEN) + more;
        Conditions.await(more + " further items are taken", TIME,
                () -> ledger.getVolatile(TAKEN) >= enough,
                () -> "; violations: " + ledger.getVolatile(VIOLATIONS));
    }

    /** Who writes and who reads. Even places write, odd ones read; the only one, by chance. */
    private static final class Crew {
        private final SharedLongArray ledger;
        private final SharedQueue<Object> queue;
        private final boolean onlyOneWrites;
        private final boolean tracked;
        private int writers;
        private int killedReaders;

        Crew(SharedLongArray ledger, SharedQueue<Object> queue, boolean onlyOneWrites,
                boolean tracked) {
            this.ledger = ledger;
            this.queue = queue;
            this.tracked = tracked;
            this.onlyOneWrites = onlyOneWrites;
        }

        private boolean isWriter(int place) {
            return place % 2 == (onlyOneWrites ? 0 : 1);
        }

        /** A thread of this process, which does what no child does. */
        Thread help() {
            return Thread.ofPlatform().start(() -> {
                try {
                    do { // as one writer after another: each has so many items at most
                        life(1).run();
                    } while (ledger.getVolatile(STOP) == 0);
                } catch (Exception e) {
                    violation(ledger, 9);
                }
            });
        }

        ChildProcess<?> start(int place) {
            return ChildProcess.builder().heap(48L << 20).start(life(place));
        }

        private SerializableRunnable life(int place) {
            SharedLongArray book = ledger;
            SharedQueue<Object> items = queue;
            if (isWriter(place)) {
                int writer = writers++;
                return () -> write(book, items, writer);
            }
            int allWriters = places();
            boolean tells = tracked;
            return () -> read(book, items, allWriters, tells);
        }

        private int places() {
            return (ledger.length() - FIRST_WRITER) / (1 + MAX_ITEMS / BITS);
        }

        void kill(ChildProcess<?> child, int place) throws InterruptedException {
            child.kill();
            child.join();
            if (!isWriter(place)) {
                killedReaders++;
            }
        }

        void stopWriters(List<ChildProcess<?>> children) throws InterruptedException {
            ledger.setVolatile(STOP, 1);
            for (int i = 0; i < children.size(); i++) {
                if (isWriter(i)) {
                    children.get(i).join();
                }
            }
        }

        void assertNothingIsMissing() {
            long missing = 0;
            long put = 0;
            for (int writer = 0; writer < writers; writer++) {
                long count = ledger.getVolatile(countOf(writer));
                put += count;
                for (long item = 0; item < count; item++) {
                    if (!isTaken(ledger, writer, item)) {
                        missing++;
                    }
                }
            }
            System.out.println("QueueChaosTest: " + put + " put, " + ledger.getVolatile(TAKEN)
                    + " taken, " + missing + " gone, " + queue.lost() + " lost, of "
                    + killedReaders + " killed readers");
            assertThat(missing).as("missing items").isLessThanOrEqualTo(killedReaders);
            // Of a tracked queue an item is lost too that its reader has noted and has not said to be done.
            assertThat(queue.lost()).as("lost items")
                    .isLessThanOrEqualTo(tracked ? killedReaders : missing);
        }
    }

    private static void violation(SharedLongArray ledger, int which) {
        ledger.setVolatile(LAST_VIOLATION, which);
        ledger.getAndAdd(VIOLATIONS, 1);
    }

    private static boolean isTaken(SharedLongArray ledger, int writer, long item) {
        return (ledger.getVolatile(countOf(writer) + 1 + item / BITS) >>> (item % BITS)
                & 1) != 0;
    }

    private static void write(SharedLongArray ledger, SharedQueue<Object> queue, int writer)
            throws InterruptedException {
        Random dice = new Random();
        for (int number = 0; number < MAX_ITEMS && ledger.getVolatile(STOP) == 0; number++) {
            queue.put(item(dice, (long) writer << Integer.SIZE | number));
            ledger.setVolatile(countOf(writer), number + 1);
        }
    }

    private static Object item(Random dice, long id) {
        return switch (dice.nextInt(8)) {
            case 0, 1, 2 -> id;
            case 3, 4 -> id + ":" + "x".repeat(dice.nextInt(200)) + ":" + id;
            case 5 -> new long[] {id, ~id, id};
            case 6 -> List.of(id, id);
            default -> {
                byte[] large = new byte[LARGE_BYTES];
                for (int i = 0; i < large.length; i++) {
                    large[i] = (byte) (id >>> (i % Long.BYTES * Byte.SIZE));
                }
                yield large;
            }
        };
    }

    private static void read(SharedLongArray ledger, SharedQueue<Object> queue, int writers,
            boolean tracked) {
        long[] last = new long[writers];
        java.util.Arrays.fill(last, -1);
        try {
            while (true) {
                long id = idOf(queue.take());
                int writer = (int) (id >>> Integer.SIZE);
                int number = (int) id;
                if (id < 0 || writer >= writers) {
                    violation(ledger, 1);
                } else if (number <= last[writer]) {
                    violation(ledger, 2);
                } else {
                    last[writer] = number;
                    long bit = 1L << (number % BITS);
                    long before = ledger.getAndUpdate(
                            countOf(writer) + 1 + number / BITS, word -> word | bit);
                    if ((before & bit) != 0) {
                        violation(ledger, 3);
                    }
                    ledger.getAndAdd(TAKEN, 1);
                }
                if (tracked) {
                    queue.taskDone();
                }
            }
        } catch (QueueClosedException e) {
            return;
        } catch (InterruptedException | RuntimeException e) {
            e.printStackTrace();
            violation(ledger, 4);
        }
    }

    /** Its writer and number; -1 if it is torn. */
    private static long idOf(Object item) {
        return switch (item) {
            case Long id -> id;
            case String text -> {
                String[] parts = text.split(":", -1);
                yield parts.length == 3 && parts[0].equals(parts[2])
                        && parts[1].chars().allMatch(letter -> letter == 'x')
                                ? Long.parseLong(parts[0])
                                : -1;
            }
            case long[] longs -> longs.length == 3 && longs[0] == ~longs[1] && longs[0] == longs[2]
                    ? longs[0]
                    : -1;
            case List<?> list -> list.get(0).equals(list.get(1)) ? (Long) list.get(0) : -1;
            case byte[] bytes -> idOf(bytes);
            default -> -1;
        };
    }

    private static long idOf(byte[] bytes) {
        long id = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            id |= (bytes[i] & 0xffL) << (i * Byte.SIZE);
        }
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != (byte) (id >>> (i % Long.BYTES * Byte.SIZE))) {
                return -1;
            }
        }
        return bytes.length == LARGE_BYTES ? id : -1;
    }
}
