package io.github.procesy.pipe;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;

import io.github.procesy.ItemCodec;
import io.github.procesy.TransferException;
import io.github.procesy.memory.SharedMemory;
import io.github.procesy.process.ChildProcess;
import io.github.procesy.queue.SharedQueue;
import io.github.procesy.support.AnyLauncher;
import io.github.procesy.support.TestThread;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is sent arrives, whole, in order, and with its boundaries. */
@AnyLauncher
final class PipeMessagesTest {
    private static final int MANY = 200;

    /** A message without Java serialization. */
    private record Point(int x, double y, String name) {
    }

    /** Writes points as text. */
    private record AsText() implements ItemCodec<Point> {
        @Override
        public byte[] encode(Point point) {
            if (point.name == null) {
                throw new IllegalArgumentException("no name");
            }
            return (point.x + " " + point.y + " " + point.name).getBytes(
                    java.nio.charset.StandardCharsets.UTF_8);
        }

        @Override
        public Point decode(byte[] bytes) {
            String[] parts = new String(bytes, java.nio.charset.StandardCharsets.UTF_8)
                    .split(" ", 3);
            return new Point(Integer.parseInt(parts[0]), Double.parseDouble(parts[1]), parts[2]);
        }
    }

    /** Does not serialize. */
    private static final class Stubborn {
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @Test
    void objectsGoBothWays() throws Exception {
        try (var pipe = SharedPipe.<Object>create()) {
            var theirs = pipe.right();
            try (var child = ChildProcess.start(() -> {
                for (Object message = theirs.receive(); !message.equals("end"); message = theirs
                        .receive()) {
                    theirs.send(message);
                }
            })) {
                var mine = pipe.left();
                for (Object message : List.of("text", "ąę", "", 1, -2L, 2.5, 'c', (byte) 3,
                        (short) 4, 5f, true, new Point(1, 2, "three"), new Point(1, 2, null),
                        List.of("a", 1), Duration.ofSeconds(3))) {
                    mine.send(message);
                    assertThat(mine.receive()).isEqualTo(message);
                }
                mine.send("end");
                child.result();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {0, 1, 7, 8, 9, 4096, 32768, 65535, 65536, 65537, 262144, 524288, 3_000_001})
    void bytesOfAnySizeKeepTheirBoundaries(int size) throws Exception {
        try (var pipe = SharedPipe.<byte[]>create()) {
            var theirs = pipe.right();
            try (var child = ChildProcess.start(() -> {
                theirs.sendBytes(bytes(size));
                theirs.sendBytes(MemorySegment.ofArray(bytes(size)));
                ByteBuffer buffer = ByteBuffer.allocateDirect(size + 2)
                        .position(1)
                        .put(bytes(size))
                        .flip()
                        .position(1);
                theirs.sendBytes(buffer);
                theirs.sendBytes(new byte[0]);
                return buffer.remaining();
            })) {
                assertThat(pipe.left().receiveBytes()).isEqualTo(bytes(size));
                ByteBuffer target = ByteBuffer.allocate(size + 3).position(2);
                assertThat(pipe.left().receiveInto(target)).isEqualTo(size);
                assertThat(target.position()).isEqualTo(size + 2);
                assertThat(target.slice(2, size)).isEqualTo(ByteBuffer.wrap(bytes(size)));
                byte[] array = new byte[size];
                assertThat(pipe.left().receiveInto(MemorySegment.ofArray(array))).isEqualTo(size);
                assertThat(array).isEqualTo(bytes(size));
                assertThat(pipe.left().receive()).isEmpty();
                assertThat(child.result()).isZero();
            }
        }
    }

    @Test
    void largeArraysAndTextsGoInPieces() throws Exception {
        try (var pipe = SharedPipe.<Object>create()) {
            var theirs = pipe.right();
            long[] longs = new Random(1).longs(300_000).toArray();
            String text = "ł".repeat(200_000);
            boolean[] flags = new boolean[100_000];
            flags[99_999] = true;
            List<Integer> list = new Random(2).ints(50_000).boxed().toList();
            try (var child = ChildProcess.start(() -> {
                for (int i = 0; i < 4; i++) {
                    theirs.send(theirs.receive());
                }
            })) {
                for (Object message : new Object[] {longs, text, flags, list}) {
                    pipe.left().send(message);
                    assertThat(pipe.left().receive()).isEqualTo(message);
                }
                child.result();
            }
        }
    }

    /** Zeros of which no page is there before it is written; {@code Arena.allocate} would write them all. */
    @SuppressWarnings("restricted")
    private static MemorySegment untouched(long size, Arena arena) {
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor ofCalloc = FunctionDescriptor.of(ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG);
        MethodHandle free = linker.downcallHandle(linker.defaultLookup().findOrThrow("free"),
                FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));
        try {
            MemorySegment zeros = (MemorySegment) linker
                    .downcallHandle(linker.defaultLookup().findOrThrow("calloc"), ofCalloc)
                    .invokeExact(1L, size);
            return zeros.reinterpret(size, arena, address -> {
                try {
                    free.invokeExact(address);
                } catch (Throwable e) {
                    throw new AssertionError(e);
                }
            });
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @Timeout(240) // some seconds, if the machine has nothing else to do
    void moreThanTwoGigabytesGoThrough() throws Exception {
        long size = (2L << 30) + 12_345;
        try (var pipe = SharedPipe.<byte[]>create(); Arena arena = Arena.ofConfined()) {
            var theirs = pipe.right();
            try (var child = ChildProcess.builder().start(() -> {
                try (Arena own = Arena.ofConfined()) {
                    MemorySegment message = untouched(size, own);
                    message.set(ValueLayout.JAVA_BYTE, size - 1, (byte) 42);
                    message.set(ValueLayout.JAVA_BYTE, 1L << 31, (byte) 43);
                    theirs.sendBytes(message);
                }
            })) {
                assertThatThrownBy(() -> pipe.left().receive())
                        .isInstanceOf(IndexOutOfBoundsException.class)
                        .hasMessageContaining("has " + size + " bytes");
                MemorySegment target = untouched(size, arena);
                assertThat(pipe.left().receiveInto(target)).isEqualTo(size);
                assertThat(target.get(ValueLayout.JAVA_BYTE, size - 1)).isEqualTo((byte) 42);
                assertThat(target.get(ValueLayout.JAVA_BYTE, 1L << 31)).isEqualTo((byte) 43);
                child.result();
            }
        }
    }

    @Test
    void manyMessagesArriveInOrder() throws Exception {
        try (var pipe = SharedPipe.<String>create()) {
            var theirs = pipe.right();
            try (var child = ChildProcess.start(() -> {
                for (int i = 0; i < MANY; i++) {
                    theirs.send(i + "x".repeat(i * i));
                }
            })) {
                for (int i = 0; i < MANY; i++) {
                    assertThat(pipe.left().receive()).isEqualTo(i + "x".repeat(i * i));
                }
                child.result();
            }
        }
    }

    @Test
    void aMessageThatIsTooLargeForTheTargetStays() throws Exception {
        try (var pipe = SharedPipe.<byte[]>create()) {
            pipe.left().sendBytes(bytes(10));
            assertThatThrownBy(() -> pipe.right().receiveInto(ByteBuffer.allocate(9)))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessageContaining("has 10 bytes, and there is room for 9");
            assertThat(pipe.right().receiveInto(ByteBuffer.allocate(10))).isEqualTo(10);
        }
    }

    @Test
    void anObjectIsNotReceivedAsBytes() throws Exception {
        try (var pipe = SharedPipe.<String>create()) {
            pipe.left().send("text");
            assertThatThrownBy(() -> pipe.right().receiveInto(ByteBuffer.allocate(9)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is an object and not bytes");
            assertThatThrownBy(() -> pipe.right().receiveBytes())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is an object and not bytes");
            assertThat(pipe.right().receive()).isEqualTo("text");
            pipe.left().send("x".repeat(300_000));
            assertThatThrownBy(() -> pipe.right().receiveBytes())
                    .isInstanceOf(IllegalStateException.class);
            assertThat(pipe.right().receive()).isEqualTo("x".repeat(300_000));
        }
    }

    @Test
    void whatCannotTravelFailsWhereItIsSentAndNothingIsSent() throws Exception {
        try (var pipe = SharedPipe.<Object>create()) {
            assertThatThrownBy(() -> pipe.left().send(new Stubborn()))
                    .isInstanceOf(TransferException.class)
                    .hasMessageContaining("Stubborn");
            assertThatThrownBy(() -> pipe.left().send(null))
                    .isInstanceOf(NullPointerException.class);
            assertThat(pipe.right().receive(Duration.ZERO)).isNull();
            assertThat(pipe.right().poll()).isFalse();
        }
    }

    @Test
    void aCodecWritesWhatItIsFor() throws Exception {
        try (var pipe = SharedPipe.<Point>builder().codec(new AsText()).create()) {
            var theirs = pipe.right();
            try (var child = ChildProcess.start(() -> {
                Point point = theirs.receive();
                theirs.send(new Point(point.x + 1, point.y, point.name));
            })) {
                pipe.left().send(new Point(1, 2.5, "p"));
                assertThat(pipe.left().receive()).isEqualTo(new Point(2, 2.5, "p"));
                child.result();
            }
            assertThatThrownBy(() -> pipe.left().send(new Point(1, 1, null)))
                    .isInstanceOf(TransferException.class)
                    .hasMessageContaining("AsText")
                    .hasRootCauseMessage("no name");
        }
    }

    @Test
    void aFilterRejectsClasses() throws Exception {
        try (var pipe = SharedPipe.<Object>builder().filter("java.time.*;!*").create()) {
            pipe.left().send(Duration.ofSeconds(1));
            pipe.left().send(new java.math.BigDecimal("1.5"));
            pipe.left().send(new Point(1, 1, "p"));
            pipe.left().send("after");
            assertThat(pipe.right().receive()).isEqualTo(Duration.ofSeconds(1));
            assertThatThrownBy(() -> pipe.right().receive()).isInstanceOf(TransferException.class)
                    .hasMessageContaining("the filter refuses java.math.BigDecimal");
            assertThatThrownBy(() -> pipe.right().receive()).isInstanceOf(TransferException.class)
                    .hasMessageContaining("Point")
                    .hasMessageContaining("REJECTED");
            assertThat(pipe.right().receive()).isEqualTo("after");
            assertThatThrownBy(() -> SharedPipe.builder().filter("!"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 300_000})
    void memoryThatCannotBeReadIsNotSentAndHarmsNobody(int size) throws Exception {
        try (var pipe = SharedPipe.<byte[]>create()) {
            MemorySegment closed;
            try (Arena arena = Arena.ofConfined()) {
                closed = arena.allocate(size);
            }
            assertThatThrownBy(() -> pipe.left().sendBytes(closed))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment mine = arena.allocate(size);
                TestThread.start(() -> pipe.left().sendBytes(mine))
                        .throwsA(WrongThreadException.class);
            }
            assertThat(pipe.right().receive(Duration.ZERO)).isNull();
            pipe.left().sendBytes(bytes(7));
            assertThat(pipe.right().receiveBytes()).isEqualTo(bytes(7));
            pipe.right().send(bytes(8));
            assertThat(pipe.left().receive()).isEqualTo(bytes(8));
        }
    }

    @Test
    void noTimeIsTheLeastTime() throws Exception {
        try (var pipe = SharedPipe.<byte[]>create()) {
            for (long seconds : new long[] {Long.MIN_VALUE, -1, 0}) {
                assertThat(pipe.left().receive(Duration.ofSeconds(seconds))).isNull();
                assertThat(pipe.left().poll(Duration.ofSeconds(seconds))).isFalse();
            }
        }
    }

    /** What fits into the pipe of a message, whose sender gives up then. */
    private static void sendBeginning(PipeEnd<byte[]> end, byte[] message) {
        TestThread sender = TestThread.start(() -> end.send(message));
        sender.until("there is no more room", sender::isAsleep)
                .interrupt()
                .throwsA(InterruptedException.class);
    }

    @Test
    void theRestOfAMessageIsNotTakenForThatOfAnother() throws Exception {
        byte[] first = bytes(8_000_000);
        byte[] second = bytes(8_000_000);
        second[second.length - 1]++;
        try (var pipe = SharedPipe.<byte[]>create();
                var ends = SharedQueue.<PipeEnd<byte[]>>create(1)) {
            ends.put(pipe.right());
            try (PipeEnd<byte[]> other = ends.take()) {
                sendBeginning(pipe.left(), first);
                assertThat(pipe.right().receive(Duration.ZERO)).isNull();
                TestThread sender = TestThread.start(() -> {
                    pipe.left().send(second);
                    pipe.left().send(bytes(9));
                });
                sender.until("there is no more room", sender::isAsleep);
                assertThat(other.receive(Duration.ZERO)).isNull();
                assertThat(pipe.right().receive()).isEqualTo(bytes(9));
                sender.ends();
            }
        }
    }

    @Test
    void aTargetThatIsClosedWhileItIsFilledLeavesTheEndUsable() throws Exception {
        try (var pipe = SharedPipe.<byte[]>create()) {
            sendBeginning(pipe.left(), bytes(8_000_000));
            SharedMemory memory = SharedMemory.create(8_000_000);
            MemorySegment target = memory.segment();
            TestThread receiver = TestThread.start(() -> pipe.right().receiveInto(target));
            receiver.until("it waits for the rest", receiver::isAsleep);
            memory.close();
            receiver.interrupt().throwsA(IllegalStateException.class);
            assertThat(pipe.right().receive(Duration.ZERO)).isNull();
            pipe.left().send(bytes(9));
            assertThat(pipe.right().receive()).isEqualTo(bytes(9));
        }
    }
}
