package io.github.procesy.chaos;

import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

import io.github.procesy.SerializableRunnable;
import io.github.procesy.memory.SharedArray;
import io.github.procesy.memory.SharedLongArray;
import io.github.procesy.pipe.PipeClosedException;
import io.github.procesy.pipe.PipeEnd;
import io.github.procesy.pipe.SharedPipe;
import io.github.procesy.process.ChildProcess;
import io.github.procesy.queue.QueueClosedException;
import io.github.procesy.queue.SharedQueue;
import io.github.procesy.support.AnyLauncher;
import io.github.procesy.testing.Conditions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pairs of processes send each other messages through a pipe, both at once and without a pause, and one of a pair is killed at a
 * random moment. What a message is follows from its number, so that the survivor knows what must come: every message
 * whose {@code send} had returned, whole and in order, at most one more, and then the end; and what it sends fails.
 * The survivor goes on with a new partner. The system property {@code procesy.kills} says how many are killed for each
 * number of processes.
 */
@AnyLauncher
final class PipeChaosTest {
    private static final long SEED = Long.getLong("procesy.seed", System.nanoTime());
    private static final int KILLS = Integer.getInteger("procesy.kills", 2);
    private static final Duration TIME = Duration.ofSeconds(30);
    private static final double MAX_DELAY_NANOS = 60e6;
    /** In this time a process starts. */
    private static final double MAX_START_NANOS = 400e6;
    private static final long HEAP = 48L << 20;

    private static final int PIECE_BYTES = 64 << 10;
    /** More than twice what there is room for. */
    private static final int MAX_BYTES = 1_200_000;

    /** What happened, in shared memory: it outlives those who write it. */
    private static final int VIOLATIONS = 0;
    private static final int LAST_VIOLATION = 1;
    /** For each place: what it says about its conversation. */
    private static final int FIRST_PLACE = 8;
    private static final int BEGUN = 0;
    private static final int SENT = 1;
    private static final int RECEIVED = 2;
    private static final int DONE = 3;
    private static final int WORDS = 8;

    private static int at(int place, int what) {
        return FIRST_PLACE + place * WORDS + what;
    }

    private static int words(int places) {
        return at(places, 0);
    }

    @ParameterizedTest
    @Timeout(7200) // a campaign takes its time; each step has a bound of its own
    @MethodSource(Campaign.NUMBERS_OF_PROCESSES)
    void theSurvivorGetsAllThatWasSentAndThenTheEnd(int processes) throws Exception {
        System.out.println("PipeChaosTest: -Dprocesy.seed=" + SEED);
        Random random = new Random(SEED + processes);
        int places = processes + processes % 2; // the test is the partner of who has none
        long messages = 0;
        try (SharedLongArray ledger = SharedArray.ofLongs(words(places))) {
            Pairs pairs = new Pairs(ledger, random, processes);
            try {
                for (int place = 0; place < places; place += 2) {
                    pairs.connect(place);
                }
                for (int kill = 0; kill < KILLS; kill++) {
                    int victim = random.nextInt(processes);
                    if (random.nextInt(4) != 0) {
                        awaitMessages(ledger, victim, 10);
                        park(random, MAX_DELAY_NANOS);
                    } else { // also while it starts, and its end is on its way
                        park(random, MAX_START_NANOS);
                    }
                    messages += pairs.kill(victim);
                    pairs.connect(victim);
                }
                for (int place = 0; place < processes; place += 2) {
                    messages += pairs.kill(place);
                }
            } finally {
                pairs.end();
            }
            Campaign.assertNothingWrong(ledger, VIOLATIONS, LAST_VIOLATION);
        }
        System.out.println("PipeChaosTest: " + messages + " messages received by survivors");
    }

    /** The maker of a pipe gives one end to the test, and the other by a lambda to a process that it starts. */
    @Test
    @Timeout(7200)
    @SuppressWarnings("try") // a queue that is closed says that nothing comes
    void whatAGrandchildSentArrivesWhenItsParentIsKilled() throws Exception {
        System.out.println("PipeChaosTest: -Dprocesy.seed=" + SEED);
        Random random = new Random(SEED);
        int connected = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            long seed = random.nextLong();
            try (SharedLongArray ledger = SharedArray.ofLongs(words(2));
                    SharedQueue<PipeEnd<Object>> ends = SharedQueue.create(1)) {
                ChildProcess<?> maker = ChildProcess.builder().heap(HEAP).start(() -> {
                    try (var pipe = SharedPipe.<Object>create()) {
                        ends.put(pipe.left());
                        pipe.left().close();
                        PipeEnd<Object> theirs = pipe.right();
                        var grandchild = ChildProcess.builder()
                                .heap(HEAP)
                                .start(
                                        () -> converse(ledger, 0, theirs, seed));
                        theirs.close();
                        grandchild.join();
                    }
                });
                Thread survivor = inThread(ledger, () -> {
                    try {
                        converse(ledger, 1, ends.take(), seed);
                    } catch (QueueClosedException e) {
                        ledger.setVolatile(at(1, DONE), 1);
                    }
                });
                if (random.nextBoolean()) {
                    awaitMessages(ledger, 0, 5);
                    park(random, MAX_DELAY_NANOS);
                } else {
                    park(random, 2 * MAX_START_NANOS);
                }
                maker.kill();
                maker.join();
                ends.close();
                connected += assertOneHasSurvived(ledger, 0) > 0 ? 1 : 0;
                assertThat(survivor.join(TIME)).isTrue();
                Campaign.assertNothingWrong(ledger, VIOLATIONS, LAST_VIOLATION);
            }
        }
        System.out.println("PipeChaosTest: " + connected + " of " + KILLS + " had sent something");
    }

    private static void park(Random random, double maxNanos) {
        LockSupport.parkNanos((long) (random.nextDouble() * maxNanos));
    }

    private static void awaitMessages(SharedLongArray ledger, int place, long more) {
        for (int receiver : new int[] {place, place ^ 1}) {
            long enough = ledger.getVolatile(at(receiver, RECEIVED)) + more;
            Conditions.await(more + " further messages are received", TIME,
                    () -> ledger.getVolatile(at(receiver, RECEIVED)) >= enough,
                    () -> state(ledger, place));
        }
    }

    private static String state(SharedLongArray ledger, int victim) {
        StringBuilder text = new StringBuilder();
        for (int place : new int[] {victim, victim ^ 1}) {
            text.append("; place ").append(place);
            for (int word = BEGUN; word <= DONE; word++) {
                text.append(' ').append(ledger.getVolatile(at(place, word)));
            }
        }
        return text + "; violations: " + ledger.getVolatile(VIOLATIONS) + ", the last "
                + ledger.getVolatile(LAST_VIOLATION);
    }

    /** How many the survivor has received, when it has come to the end. */
    private static long assertOneHasSurvived(SharedLongArray ledger, int victim) {
        int survivor = victim ^ 1;
        Conditions.await("the survivor has come to the end", TIME,
                () -> ledger.getVolatile(at(survivor, DONE)) != 0
                        || ledger.getVolatile(VIOLATIONS) != 0,
                () -> state(ledger, victim));
        Campaign.assertNothingWrong(ledger, VIOLATIONS, LAST_VIOLATION);
        long received = ledger.getVolatile(at(survivor, RECEIVED));
        assertThat(received).as("received, of what was sent")
                .isBetween(ledger.getVolatile(at(victim, SENT)),
                        ledger.getVolatile(at(victim, BEGUN)));
        assertThat(ledger.getVolatile(at(victim, RECEIVED)))
                .as("received by the victim, of what the survivor has begun to send")
                .isLessThanOrEqualTo(ledger.getVolatile(at(survivor, BEGUN)));
        return received;
    }

    /** An end, and what says which messages there will be. */
    private record Talk(PipeEnd<Object> end, long seed) implements Serializable {}

    /** Who talks with whom: each even place with the next one. A place beyond all processes is a thread of the test. */
    private static final class Pairs {
        private final SharedLongArray ledger;
        private final Random random;
        private final List<@Nullable Partner> partners = new ArrayList<>();
        private final int processes;

        /** A process, and through what it gets the ends that are not the first. */
        private record Partner(ChildProcess<?> process, SharedQueue<Talk> talks) {}

        Pairs(SharedLongArray ledger, Random random, int processes) {
            this.ledger = ledger;
            this.random = random;
            this.processes = processes;
            for (int i = 0; i < processes; i++) {
                partners.add(null);
            }
        }

        /** Gives both of a pair an end of a new pipe; starts who is not there. */
        void connect(int place) throws InterruptedException {
            for (int of : new int[] {place, place ^ 1}) {
                for (int word = BEGUN; word <= DONE; word++) {
                    ledger.setVolatile(at(of, word), 0);
                }
            }
            long seed = random.nextLong();
            boolean swapped = random.nextBoolean();
            var pipe = SharedPipe.<Object>builder().name("chaos").create();
            give(place, swapped ? pipe.right() : pipe.left(), seed);
            give(place ^ 1, swapped ? pipe.left() : pipe.right(), seed);
        }

        private void give(int place, PipeEnd<Object> end, long seed) throws InterruptedException {
            SharedLongArray book = ledger;
            if (place >= processes) {
                inThread(book, () -> converse(book, place, end, seed));
                return;
            }
            Partner partner = partners.get(place);
            if (partner == null) {
                SharedQueue<Talk> talks = SharedQueue.create(1);
                partners.set(place, new Partner(ChildProcess.builder()
                        .heap(HEAP)
                        .start(() -> live(book, place, end, seed, talks)), talks));
            } else {
                partner.talks().put(new Talk(end, seed));
            }
            end.close();
        }

        /** How many messages the other one received. */
        long kill(int victim) throws InterruptedException {
            Partner partner = partners.set(victim, null);
            partner.process().kill();
            partner.process().join();
            Talk notTaken = partner.talks().poll();
            if (notTaken != null) {
                notTaken.end().close();
            }
            partner.talks().close();
            return assertOneHasSurvived(ledger, victim);
        }

        void end() throws InterruptedException {
            for (Partner partner : partners) {
                if (partner != null) {
                    partner.talks().close();
                    if (ledger.getVolatile(VIOLATIONS) != 0) {
                        partner.process().kill();
                    }
                }
            }
            for (Partner partner : partners) {
                if (partner != null && !partner.process().join(TIME)) {
                    partner.process().kill();
                }
            }
        }
    }

    // ---- what a process does

    private static Thread inThread(SharedLongArray ledger, SerializableRunnable life) {
        return Thread.ofPlatform().daemon().start(() -> {
            try {
                life.run();
            } catch (Throwable e) {
                violation(ledger, 9, e);
            }
        });
    }

    private static void violation(SharedLongArray ledger, int which, Object what) {
        System.err.println("PipeChaosTest: violation " + which + ": " + what);
        if (what instanceof Throwable failure) {
            failure.printStackTrace();
        }
        ledger.setVolatile(LAST_VIOLATION, which);
        ledger.getAndAdd(VIOLATIONS, 1);
    }

    private static void live(SharedLongArray ledger, int place, PipeEnd<Object> first, long seed,
            SharedQueue<Talk> talks) throws InterruptedException {
        converse(ledger, place, first, seed);
        try {
            while (true) {
                Talk talk = talks.take();
                converse(ledger, place, talk.end(), talk.seed());
            }
        } catch (QueueClosedException e) {
            return;
        }
    }

    /** Sends and receives until the other one has died. */
    private static void converse(SharedLongArray ledger, int place, PipeEnd<Object> end, long seed)
            throws InterruptedException {
        Thread sender = inThread(ledger, () -> send(ledger, place, end, seed + place % 2));
        try {
            receive(ledger, place, end, seed + (place ^ 1) % 2);
        } catch (RuntimeException | Error e) {
            violation(ledger, 1, e);
        }
        sender.join();
        if (!end.poll()) {
            violation(ledger, 2, "the end of the stream is not ready");
        }
        try {
            Object more = end.receive();
            violation(ledger, 3, more);
        } catch (PipeClosedException e) {
            end.close();
        }
        ledger.setVolatile(at(place, DONE), 1);
    }

    private static void send(SharedLongArray ledger, int place, PipeEnd<Object> end, long seed)
            throws InterruptedException {
        try {
            for (long number = 0;; number++) {
                Message message = Message.of(seed, number);
                ledger.setVolatile(at(place, BEGUN), number + 1);
                message.sendTo(end);
                ledger.setVolatile(at(place, SENT), number + 1);
            }
        } catch (PipeClosedException e) {
            if (!e.getMessage().contains("nobody can receive")) {
                violation(ledger, 4, e);
            }
        }
    }

    private static void receive(SharedLongArray ledger, int place, PipeEnd<Object> end, long seed)
            throws InterruptedException {
        Random dice = new Random();
        byte[] room = new byte[MAX_BYTES];
        try {
            for (long number = 0;; number++) {
                Message expected = Message.of(seed, number);
                if (!expected.isReceivedFrom(end, dice, room)) {
                    violation(ledger, 5, number);
                    return;
                }
                ledger.setVolatile(at(place, RECEIVED), number + 1);
            }
        } catch (PipeClosedException e) {
            if (!e.getMessage().contains("all that was sent is received")) {
                violation(ledger, 6, e);
            }
        }
    }

    /**
     * What is sent, as its number says.
     *
     * @param content a number, a text or bytes
     * @param inMemory whether it lies in shared memory of its own, and the message is a list that has this in it too
     */
    private record Message(long number, Object content, boolean inMemory) {
        private static final byte[] NOISE = new byte[MAX_BYTES + PIECE_BYTES];
        static {
            new Random(1).nextBytes(NOISE);
        }

        static Message of(long seed, long number) {
            SplittableRandom dice = new SplittableRandom(seed + number * 0x9e3779b97f4a7c15L);
            return switch (dice.nextInt(32)) {
                case 0, 1, 2 -> new Message(number, new byte[0], false);
                case 3, 4, 5 -> bytes(number, dice.nextInt(MAX_BYTES / 6));
                case 6 -> bytes(number, dice.nextInt(MAX_BYTES));
                case 7, 8 -> bytes(number, PIECE_BYTES - 2 + dice.nextInt(5));
                case 9 -> new Message(number, content(number, dice.nextInt(100)), true);
                case 10 -> new Message(number, content(number, 2 * PIECE_BYTES), true);
                case 11, 12, 13, 14, 15, 16 ->
                    new Message(number, number + ":" + "x".repeat(dice.nextInt(200)), false);
                case 17, 18, 19, 20, 21, 22 -> new Message(number, number, false);
                default -> bytes(number, dice.nextInt(1000));
            };
        }

        private static Message bytes(long number, int size) {
            return new Message(number, content(number, size), false);
        }

        /** No two of them, and no two pieces of one, have the same bytes. */
        private static byte[] content(long number, int size) {
            int from = (int) (number % (PIECE_BYTES - 1));
            byte[] bytes = Arrays.copyOfRange(NOISE, from, from + size);
            if (size > Long.BYTES) {
                MemorySegment.ofArray(bytes).set(ValueLayout.JAVA_LONG_UNALIGNED, 0, number);
            }
            return bytes;
        }

        void sendTo(PipeEnd<Object> end) throws InterruptedException {
            if (inMemory) {
                try (SharedLongArray numbers = SharedArray.ofLongs(1)) {
                    numbers.set(0, number);
                    end.send(List.of(numbers, content));
                }
            } else if (content instanceof byte[] bytes && number % 2 == 0) {
                end.sendBytes(bytes);
            } else {
                end.send(content);
            }
        }

        boolean isReceivedFrom(PipeEnd<Object> end, Random dice, byte[] room)
                throws InterruptedException {
            int way = dice.nextInt(4);
            if (content instanceof byte[] bytes && !inMemory && way == 0) {
                long size = end.receiveInto(MemorySegment.ofArray(room));
                return Arrays.equals(bytes, 0, bytes.length, room, 0, (int) size);
            } else if (way == 1) { // also in the middle of a message
                Object message = null;
                while (message == null) {
                    message = end.receive(Duration.ofNanos(dice.nextInt(100_000)));
                }
                return isEqualTo(message);
            } else if (way == 2) {
                end.poll(TIME);
            }
            return isEqualTo(end.receive());
        }

        private boolean isEqualTo(Object message) {
            if (!inMemory) {
                return isContent(message);
            }
            List<?> list = (List<?>) message;
            try (SharedLongArray numbers = (SharedLongArray) list.get(0)) {
                return numbers.get(0) == number && isContent(list.get(1));
            }
        }

        private boolean isContent(Object other) {
            return content instanceof byte[] bytes
                    ? other instanceof byte[] others && Arrays.equals(bytes, others)
                    : content.equals(other);
        }
    }
}
