package io.github.procesy.memory;

import io.github.procesy.process.ChildProcess;
import io.github.procesy.support.AnyLauncher;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Single variables that processes see at once. */
@AnyLauncher
final class SharedVariablesTest {
    private static final int ROUNDS = 20_000;

    @Test
    void childrenCountTogether() throws Exception {
        try (var ints = SharedInt.create(5);
                var longs = SharedLong.create(1L << 40);
                var doubles = SharedDouble.create(0.5)) {
            try (var one = ChildProcess.start(() -> count(ints, longs, doubles));
                    var two = ChildProcess.start(() -> count(ints, longs, doubles))) {
                one.result();
                two.result();
            }
            assertThat(ints.get()).isEqualTo(5 + 2 * ROUNDS);
            assertThat(longs.get()).isEqualTo((1L << 40) - 2 * ROUNDS);
            assertThat(doubles.get()).isEqualTo(0.5 + 2 * ROUNDS);
        }
    }

    private static void count(SharedInt ints, SharedLong longs, SharedDouble doubles) {
        for (int i = 0; i < ROUNDS; i++) {
            ints.incrementAndGet();
            longs.getAndDecrement();
            doubles.addAndGet(1);
        }
    }

    @Test
    void aFlagIsSeenByTheChildThatWaitsForIt() throws Exception {
        try (var go = SharedBoolean.create(false); var went = SharedBoolean.create(false)) {
            try (var child = ChildProcess.start(() -> {
                while (!go.get()) {
                    Thread.onSpinWait();
                }
                went.set(true);
            })) {
                go.set(true);
                child.result();
            }
            assertThat(went.get()).isTrue();
        }
    }

    @Test
    void aVariableIsAResult() throws Exception {
        try (var child = ChildProcess.start(() -> SharedInt.create(42));
                SharedInt value = child.result()) {
            child.join();
            assertThat(value).hasToString("42");
        }
    }

    @Test
    void theVerbsAreThoseOfAtomicVariables() {
        try (var value = SharedInt.create(1)) {
            assertThat(value.getAndSet(2)).isEqualTo(1);
            assertThat(value.getAndAdd(3)).isEqualTo(2);
            assertThat(value.addAndGet(3)).isEqualTo(8);
            assertThat(value.getAndIncrement()).isEqualTo(8);
            assertThat(value.incrementAndGet()).isEqualTo(10);
            assertThat(value.getAndDecrement()).isEqualTo(10);
            assertThat(value.decrementAndGet()).isEqualTo(8);
            assertThat(value.compareAndSet(7, 0)).isFalse();
            assertThat(value.compareAndSet(8, 20)).isTrue();
            assertThat(value.compareAndExchange(8, 0)).isEqualTo(20);
            assertThat(value.getAndUpdate(n -> n / 2)).isEqualTo(20);
            assertThat(value.updateAndGet(n -> n / 2)).isEqualTo(5);
            assertThat(value.getAndAccumulate(7, Math::max)).isEqualTo(5);
            assertThat(value.accumulateAndGet(3, Integer::sum)).isEqualTo(10);
            value.setPlain(11);
            assertThat(value.getPlain()).isEqualTo(11);
            value.setOpaque(12);
            assertThat(value.getOpaque()).isEqualTo(12);
            value.setRelease(13);
            assertThat(value.getAcquire()).isEqualTo(13);
            assertThat(value.intValue()).isEqualTo(13);
            assertThat(value.longValue()).isEqualTo(13);
            assertThat(value.doubleValue()).isEqualTo(13);
        }
        try (var flag = SharedBoolean.create(true)) {
            assertThat(flag.compareAndSet(false, true)).isFalse();
            assertThat(flag.getAndSet(false)).isTrue();
            assertThat(flag).hasToString("false");
        }
    }

    /** The weaker names, for code that was written for the atomic variables of the JDK. */
    @Test
    void theWeakVerbsAreThoseOfAtomicVariables() {
        try (var value = SharedInt.create(1); var large = SharedLong.create(1)) {
            assertThat(value.weakCompareAndSetPlain(0, 9)).isFalse();
            assertThat(value.weakCompareAndSetPlain(1, 2)).isTrue();
            assertThat(value.weakCompareAndSetVolatile(2, 3)).isTrue();
            assertThat(value.weakCompareAndSetAcquire(3, 4)).isTrue();
            assertThat(value.weakCompareAndSetRelease(4, 5)).isTrue();
            assertThat(value.compareAndExchangeAcquire(5, 6)).isEqualTo(5);
            assertThat(value.compareAndExchangeRelease(5, 7)).isEqualTo(6);
            value.lazySet(8);
            assertThat(value.get()).isEqualTo(8);
            assertThat(large.weakCompareAndSetPlain(1, 2)).isTrue();
            assertThat(large.weakCompareAndSetVolatile(2, 3)).isTrue();
            assertThat(large.weakCompareAndSetAcquire(3, 4)).isTrue();
            assertThat(large.weakCompareAndSetRelease(4, 5)).isTrue();
            assertThat(large.compareAndExchangeAcquire(5, 6)).isEqualTo(5);
            assertThat(large.compareAndExchangeRelease(6, 7)).isEqualTo(6);
            large.lazySet(8);
            assertThat(large.get()).isEqualTo(8);
        }
        try (var value = SharedDouble.create(Double.NaN); var flag = SharedBoolean.create(true)) {
            assertThat(value.weakCompareAndSetPlain(Double.NaN, 2)).isTrue();
            assertThat(value.weakCompareAndSetVolatile(2, 3)).isTrue();
            assertThat(value.weakCompareAndSetAcquire(3, 4)).isTrue();
            assertThat(value.weakCompareAndSetRelease(4, 5)).isTrue();
            assertThat(value.compareAndExchangeAcquire(5, 6)).isEqualTo(5);
            assertThat(value.compareAndExchangeRelease(6, 7)).isEqualTo(6);
            value.lazySet(8);
            assertThat(value.get()).isEqualTo(8);
            assertThat(flag.weakCompareAndSetPlain(false, true)).isFalse();
            assertThat(flag.weakCompareAndSetVolatile(true, false)).isTrue();
            assertThat(flag.weakCompareAndSetAcquire(false, true)).isTrue();
            assertThat(flag.weakCompareAndSetRelease(true, false)).isTrue();
            assertThat(flag.compareAndExchangeAcquire(false, true)).isFalse();
            assertThat(flag.compareAndExchangeRelease(false, true)).isTrue();
            flag.lazySet(false);
            assertThat(flag.get()).isFalse();
        }
    }

    @Test
    void closedVariablesAreNotUsed() {
        SharedDouble value = SharedDouble.create(1);
        value.close();
        value.close();
        assertThat(value.isClosed()).isTrue();
        assertThat(value).hasToString("SharedDouble[closed]");
        assertThatThrownBy(value::get).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> ChildProcess.start(() -> value.set(1)))
                .hasMessageContaining("closed");
    }
}
