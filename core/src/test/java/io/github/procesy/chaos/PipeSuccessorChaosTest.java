package io.github.procesy.chaos;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;

import io.github.procesy.memory.SharedArray;
import io.github.procesy.memory.SharedLongArray;
import io.github.procesy.pipe.PipeClosedException;
import io.github.procesy.pipe.PipeEnd;
import io.github.procesy.pipe.SharedPipe;
import io.github.procesy.process.ChildProcess;
import io.github.procesy.support.AnyLauncher;
import io.github.procesy.testing.Conditions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One process sends through a pipe without a pause and another receives; one of them is killed at a random moment, also in the
 * middle of a message, and a new process goes on at the same end. No message is torn, doubled or out of
 * order, and of what was sent at most one is gone for each receiver that was killed. The system property
 * {@code procesy.kills} says how many are killed.
 */
@AnyLauncher
final class PipeSuccessorChaosTest {
    private static final long SEED = Long.getLong("procesy.seed", System.nanoTime());
    private static final int KILLS = Integer.getInteger("procesy.kills", 5);
    private static final Duration TIME = Duration.ofSeconds(30);
    private static final double MAX_DELAY_NANOS = 60e6;
    private static final int PIECE_BYTES = 64 << 10;
    /** Twice what there is room for. */
    private static final int MAX_BYTES = 1 << 20;
    /** Of a message: who sent it and its number, and the checksum of the rest. */
    private static final int HEADER_BYTES = 2 * Long.BYTES;

    /** What happened, in shared memory: it outlives those who write it. */
    private static final int VIOLATIONS = 0;
    private static final int LAST_VIOLATION = 1;
    private static final int RECEIVED = 2;
    /** The last message that was received. */
    private static final int LAST = 3;
    private static final int FIRST_SENDER = 8;
    private static final int MAX_MESSAGES = 1 << 18;
    private static final int BITS = 64;

    /** One word for each sender, how many it has sent, and a bit for each of its messages, whether it was received. */
    private static int countOf(int sender) {
        return FIRST_SENDER + sender * (1 + MAX_MESSAGES / BITS);
    }

    @Test
    @Timeout(7200) // a campaign takes its time; each step has a bound of its own
    void aSuccessorGoesOnWhereAnotherWasKilled() throws Exception {
        System.out.println("PipeSuccessorChaosTest: -Dprocesy.seed=" + SEED);
        Random random = new Random(SEED);
        int senders = 0;
        int killedReceivers = 0;
        try (SharedLongArray ledger = SharedArray.ofLongs(countOf(KILLS + 2));
                var pipe = SharedPipe.<byte[]>builder().oneWay(true).name("chaos").create()) {
            ledger.set(LAST, -1);
            ChildProcess<?> sender = startSender(ledger, pipe.left(), senders++);
            ChildProcess<?> receiver = startReceiver(ledger, pipe.right());
            try {
                for (int kill = 0; kill < KILLS; kill++) {
                    awaitMessages(ledger, 10);
                    LockSupport.parkNanos((long) (random.nextDouble() * MAX_DELAY_NANOS));
                    if (random.nextBoolean()) {
                        sender.kill();
                        sender.join();
                        sender = startSender(ledger, pipe.left(), senders++);
                    } else {
                        receiver.kill();
                        receiver.join();
                        killedReceivers++;
                        receiver = startReceiver(ledger, pipe.right());
                    }
                    Campaign.assertNothingWrong(ledger, VIOLATIONS, LAST_VIOLATION);
                }
                awaitMessages(ledger, 10);
                pipe.left().close();
                pipe.right().close();
                sender.kill();
                assertThat(receiver.join(TIME)).as("the receiver is told").isTrue();
                assertNothingIsMissing(ledger, senders, killedReceivers);
            } finally {
                sender.kill();
                receiver.kill();
                sender.join();
                receiver.join();
            }
            Campaign.assertNothingWrong(ledger, VIOLATIONS, LAST_VIOLATION);
        }
    }

    private static void awaitMessages(SharedLongArray ledger, long more) {
        long enough = ledger.getVolatile(RECEIVED) + more;
        Conditions.await(more + " further messages are received", TIME,
                () -> ledger.getVolatile(RECEIVED) >= enough,
                () -> ledger.getVolatile(RECEIVED) + "; violations: "
                        + ledger.getVolatile(VIOLATIONS) + ", the last "
                        + ledger.getVolatile(LAST_VIOLATION));
    }

    private static void assertNothingIsMissing(SharedLongArray ledger, int senders,
            int killedReceivers) {
        long sent = 0;
        long missing = 0;
        for (int sender = 0; sender < senders; sender++) {
            long count = ledger.getVolatile(countOf(sender));
            sent += count;
            for (long number = 0; number < count; number++) {
                if ((ledger.getVolatile(countOf(sender) + 1 + number / BITS) >>> (number % BITS)
                        & 1) == 0) {
                    missing++;
                }
            }
        }
        System.out.println("PipeSuccessorChaosTest: " + sent + " sent, "
                + ledger.getVolatile(RECEIVED) + " received, " + missing + " gone, of "
                + killedReceivers + " killed receivers and " + senders + " senders");
        assertThat(missing).as("missing messages").isLessThanOrEqualTo(killedReceivers);
    }

    // ---- what a process does

    private static ChildProcess<?> startSender(SharedLongArray ledger, PipeEnd<byte[]> end,
            int sender) {
        return ChildProcess.builder().heap(48L << 20).start(() -> send(ledger, end, sender));
    }

    private static ChildProcess<?> startReceiver(SharedLongArray ledger, PipeEnd<byte[]> end) {
        return ChildProcess.builder().heap(48L << 20).start(() -> receive(ledger, end));
    }

    private static void violation(SharedLongArray ledger, int which, Object what) {
        System.err.println("PipeSuccessorChaosTest: violation " + which + ": " + what);
        ledger.setVolatile(LAST_VIOLATION, which);
        ledger.getAndAdd(VIOLATIONS, 1);
    }

    private static void send(SharedLongArray ledger, PipeEnd<byte[]> end, int sender)
            throws InterruptedException {
        Random dice = new Random();
        try {
            for (int number = 0; number < MAX_MESSAGES; number++) {
                end.send(message((long) sender << Integer.SIZE | number, dice));
                ledger.setVolatile(countOf(sender), number + 1);
            }
        } catch (PipeClosedException e) {
            return;
        } catch (RuntimeException e) {
            violation(ledger, 1, e);
        }
    }

    private static byte[] message(long id, Random dice) {
        int bytes = switch (dice.nextInt(16)) {
            case 0, 1 -> dice.nextInt(MAX_BYTES);
            case 2, 3, 4, 5 -> dice.nextInt(4 * PIECE_BYTES);
            case 6, 7 -> PIECE_BYTES - HEADER_BYTES - 2 + dice.nextInt(5);
            default -> dice.nextInt(1000);
        };
        byte[] message = new byte[HEADER_BYTES + bytes];
        dice.nextBytes(message);
        MemorySegment segment = MemorySegment.ofArray(message);
        segment.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, id);
        segment.set(ValueLayout.JAVA_LONG_UNALIGNED, Long.BYTES, checksum(message, id));
        return message;
    }

    private static long checksum(byte[] message, long id) {
        CRC32C checksum = new CRC32C();
        checksum.update(message, HEADER_BYTES, message.length - HEADER_BYTES);
        return checksum.getValue() + id;
    }

    private static void receive(SharedLongArray ledger, PipeEnd<byte[]> end)
            throws InterruptedException {
        boolean first = true;
        try {
            while (true) {
                byte[] message = end.receive();
                long id = idOf(message);
                long last = ledger.getVolatile(LAST);
                if (id < 0) {
                    violation(ledger, 2, message.length + " bytes");
                } else if (id <= last) {
                    violation(ledger, 3, id + " after " + last);
                } else if (!first && id >>> Integer.SIZE == last >>> Integer.SIZE
                        && id != last + 1) {
                    violation(ledger, 4, id + " after " + last);
                } else {
                    first = false;
                    long bit = 1L << (id % BITS);
                    int sender = (int) (id >>> Integer.SIZE);
                    ledger.getAndUpdate(countOf(sender) + 1L + (int) id / BITS,
                            word -> word | bit);
                    ledger.setVolatile(LAST, id);
                    ledger.getAndAdd(RECEIVED, 1);
                }
            }
        } catch (PipeClosedException e) {
            return;
        } catch (RuntimeException e) {
            violation(ledger, 5, e);
        }
    }

    /** Its sender and number; -1 if it is torn. */
    private static long idOf(byte[] message) {
        if (message.length < HEADER_BYTES) {
            return -1;
        }
        MemorySegment segment = MemorySegment.ofArray(message);
        long id = segment.get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
        return segment.get(ValueLayout.JAVA_LONG_UNALIGNED, Long.BYTES) == checksum(message, id)
                ? id
                : -1;
    }
}
