package io.github.procesy.cli.map;

import java.time.Duration;
import java.util.Optional;

import io.github.procesy.testing.Conditions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ItemClockTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void anItemOverItsTimeExpiresOnce() {
        ItemClock clock = new ItemClock(Optional.of(Duration.ofMillis(5)));
        assertThat(clock.expires()).isFalse();
        clock.begin();
        Conditions.await("the item expires", LONG, clock::expires);
        assertThat(clock.expires()).isFalse();
        assertThat(clock.isOverdue()).isTrue();
        assertThat(clock.wasOverdue()).isFalse();
    }

    @Test
    void theNextItemIsNotBlamedForOneThatEndedLate() {
        ItemClock clock = new ItemClock(Optional.of(Duration.ofMillis(5)));
        clock.begin();
        Conditions.await("the item expires", LONG, clock::expires);
        clock.end();
        clock.begin();
        assertThat(clock.isOverdue()).isFalse();
        assertThat(clock.wasOverdue()).isTrue();
    }

    @Test
    void aPauseDoesNotCount() {
        ItemClock clock = new ItemClock(Optional.of(Duration.ofMillis(50)));
        clock.begin();
        clock.pause();
        long began = System.nanoTime();
        Conditions.await("time passes", LONG, () -> System.nanoTime() - began > 100_000_000);
        assertThat(clock.expires()).isFalse();
        clock.resume();
        Conditions.await("the item expires", LONG, clock::expires);
    }

    @Test
    void withoutALimitNothingExpires() {
        ItemClock clock = new ItemClock(Optional.empty());
        clock.begin();
        assertThat(clock.expires()).isFalse();
        assertThat(clock.isOverdue()).isFalse();
    }
}
