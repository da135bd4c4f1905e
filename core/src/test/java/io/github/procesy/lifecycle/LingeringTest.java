package io.github.procesy.lifecycle;

import java.time.Duration;

import io.github.procesy.process.ChildProcess;
import io.github.procesy.process.Outcome;
import io.github.procesy.process.ProcessFailedException;
import io.github.procesy.testing.Hostile;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A task that has ended and left a thread behind that is no daemon. */
class LingeringTest {
    @Test
    void theResultIsThereWhileTheProcessLivesOnUntilItIsClosed() throws Exception {
        var child = ChildProcess.start(LingeringTest::leaveAThread);
        assertThat(child.result()).isEqualTo("done");
        assertThat(child.isAlive()).isTrue();
        assertThat(child.join(Duration.ofMillis(100))).isFalse();
        long asked = System.nanoTime();
        child.close();
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(7));
        assertThat(child.outcome().orElseThrow()).isInstanceOf(Outcome.Returned.class);
        assertThat(child.outcome().orElseThrow().evidence().endRequested()).isTrue();
    }

    @Test
    void aFailureIsThereToo() throws Exception {
        try (var child = ChildProcess.builder().terminateGrace(Duration.ZERO).start(() -> {
            leaveAThread();
            throw new IllegalStateException("left a thread");
        })) {
            assertThatThrownBy(child::result).isInstanceOf(ProcessFailedException.class)
                    .hasRootCauseMessage("left a thread");
            assertThat(child.isAlive()).isTrue();
        }
    }

    private static String leaveAThread() {
        Thread.ofPlatform().start(Hostile::hang);
        return "done";
    }
}
