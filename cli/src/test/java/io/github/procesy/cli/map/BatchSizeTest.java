package io.github.procesy.cli.map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BatchSizeTest {
    private static final long MICROSECOND = 1_000;
    private static final long MILLISECOND = 1_000_000;

    private final BatchSize batch = new BatchSize();

    @Test
    void growsForTinyItemsUpToALimit() {
        assertThat(batch.get()).isEqualTo(1);
        learnOf(10, MICROSECOND);
        assertThat(batch.get()).isEqualTo(256);
    }

    @Test
    void aimsAtAMillisecond() {
        learnOf(10, 100 * MICROSECOND);
        assertThat(batch.get()).isEqualTo(10);
    }

    @Test
    void staysAtOneForLongItems() {
        learnOf(5, 5 * MILLISECOND);
        assertThat(batch.get()).isEqualTo(1);
    }

    @Test
    void fallsToOneAtTheFirstLongItem() {
        learnOf(10, MICROSECOND);
        batch.learn(256, 300 * MILLISECOND, 299 * MILLISECOND);
        assertThat(batch.get()).isEqualTo(1);
    }

    private void learnOf(int times, long nanosPerItem) {
        for (int i = 0; i < times; i++) {
            batch.learn(batch.get(), batch.get() * nanosPerItem, nanosPerItem);
        }
    }
}
