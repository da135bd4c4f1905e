package io.github.procesy.lifecycle;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.github.procesy.process.ChildProcess;
import io.github.procesy.support.ParentJvm;
import io.github.procesy.testing.Hostile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class DaemonTest {
    @TempDir
    private Path temporary;

    static final class StartsAndReturns {
        public static void main(String[] arguments) {
            boolean daemon = Boolean.parseBoolean(arguments[0]);
            var child = ChildProcess.builder().daemon(daemon).start(() -> {
                if (daemon) {
                    Hostile.sleepForEver();
                }
                System.out.println("the child has ended");
            });
            System.out.println("pid " + child.pid());
        }
    }

    @Test
    void aProcessKeepsItsParentAlive() throws Exception {
        try (var parent = ParentJvm.of(StartsAndReturns.class, temporary).start("false")) {
            assertThat(parent.awaitExit()).isZero();
            assertThat(parent.printed().lines()).contains("the child has ended");
            assertThat(parent.folders()).isEmpty();
        }
    }

    @Test
    void aDaemonDoesNotAndIsKilled() throws Exception {
        try (var parent = ParentJvm.of(StartsAndReturns.class, temporary).start("true")) {
            assertThat(parent.awaitExit()).isZero();
            long pid = Long.parseLong(parent.printed().awaitAfter("pid "));
            ParentJvm.awaitGone(Duration.ofSeconds(20), List.of(pid));
            parent.awaitNoFolders(Duration.ofSeconds(20));
        }
    }
}
