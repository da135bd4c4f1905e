package io.github.procesy.pool;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

import io.github.procesy.SerializableFunction;
import io.github.procesy.child.Interrupts;
import io.github.procesy.wire.Loaders;
import io.github.procesy.wire.TaskCodec;
import io.github.procesy.wire.ValueBlock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What a worker answers to orders. */
final class WorkerLoopTest {
    private static final long FUNCTION = 7;
    private static final int PLACE = 3;

    private final List<Object> said = new ArrayList<>();
    private final Loaders loaders = new Loaders();
    private final Board board =
            new Board(MemorySegment.ofArray(new long[(int) Board.bytes(1) / Long.BYTES]), 0);
    private final WorkerLoop loop = new WorkerLoop(PLACE, new WorkerContext("", "one", 0, board),
            board, loaders, new Interrupts(), said::add, () -> {
            });

    /** The first that is said. */
    private Event answer(byte[] order) {
        said.clear();
        assertThat(loop.obey(order)).isTrue();
        return Event.read(Parcel.bytesOf(said.getFirst()), loaders);
    }

    private byte[] apply(long serial, Object item) {
        byte[] order = Order.apply(ValueBlock.encode(Order.APPLY_BYTES, new Object[] {item}, 0, 1,
                "item", loaders), FUNCTION, false, false, false);
        Order.setSerial(order, serial);
        return order;
    }

    /** The pool takes orders back one by one, and the worker goes on taking: the definition may be with the pool for a moment. */
    @Test
    void itemsWhoseFunctionIsNotKnownAreReturnedAndNotBegun() {
        SerializableFunction<Integer, Integer> next = n -> n + 1;
        byte[] definition =
                Order.define(FUNCTION, "next", TaskCodec.encode(next, loaders).bytes());

        assertThat(answer(apply(1, 5))).isEqualTo(new Event.Undefined(PLACE, 1));
        assertThat(said).hasSize(1);
        assertThat(Board.hasBegun(board.claim(), 1)).isFalse();
        assertThat(loop.obey(definition)).isTrue();
        assertThat(answer(apply(2, 5))).isInstanceOfSatisfying(Event.Part.class, part -> {
            assertThat(part.serial()).isEqualTo(2);
            assertThat(part.values()).containsExactly(6);
        });
        assertThat(loop.obey(Order.forget(FUNCTION))).isTrue();
        assertThat(answer(apply(3, 5))).isEqualTo(new Event.Undefined(PLACE, 3));
    }
}
