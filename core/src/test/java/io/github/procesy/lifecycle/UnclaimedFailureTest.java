package io.github.procesy.lifecycle;

import java.nio.file.Path;
import java.time.Duration;

import io.github.procesy.process.ChildProcess;
import io.github.procesy.support.AnyLauncher;
import io.github.procesy.support.ParentJvm;
import io.github.procesy.testing.Conditions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A process that failed, and whose outcome nobody asked for, does not fail in silence. */
@AnyLauncher
final class UnclaimedFailureTest {
    private static final Duration MOMENT = Duration.ofSeconds(20);
    @TempDir
    private Path temporary;

    private static ChildProcess<?> fails() {
        return ChildProcess.builder().name("forgotten").start(() -> {
            throw new IllegalStateException("nobody looked");
        });
    }

    static final class Exits {
        public static void main(String[] arguments) {
            var _ = fails();
        }
    }

    static final class Closes {
        public static void main(String[] arguments) {
            try (var child = fails()) {
                Conditions.await("it has ended", MOMENT, () -> !child.isAlive());
            }
            System.out.println("closed");
        }
    }

    static final class Loses {
        public static void main(String[] arguments) throws Exception {
            lose();
            for (int i = 0; i < 100; i++) {
                System.gc(); // what is lost is found then
                Thread.sleep(20);
            }
            Runtime.getRuntime().halt(0); // so that it is not the exit that reports
        }

        private static void lose() {
            ChildProcess<?> child = fails();
            Conditions.await("it has ended", MOMENT, () -> !child.isAlive());
        }
    }

    static final class Asks {
        public static void main(String[] arguments) throws Exception {
            try (var child = fails()) {
                System.out.println("asked: " + child.join().description());
            }
        }
    }

    static final class Terminates {
        public static void main(String[] arguments) {
            try (var child = ChildProcess.builder()
                    .name("forgotten")
                    .start(() -> Thread.sleep(Long.MAX_VALUE))) {
                child.terminate();
            }
        }
    }

    private static boolean isReport(String line) {
        return line.contains("'forgotten'")
                && line.contains("threw java.lang.IllegalStateException: nobody looked")
                && line.contains("nobody has asked for its outcome");
    }

    private ParentJvm run(Class<?> program) throws Exception {
        ParentJvm parent = ParentJvm.of(program, temporary).start();
        assertThat(parent.awaitExit()).isZero();
        return parent;
    }

    @Test
    void itIsToldWhenTheJvmExits() throws Exception {
        try (var parent = run(Exits.class)) {
            assertThat(parent.printed().lines()).filteredOn(UnclaimedFailureTest::isReport)
                    .hasSize(1);
            assertThat(parent.printed().lines())
                    .anyMatch(line -> line.contains("UnclaimedFailureTest.lambda$fails"));
        }
    }

    @Test
    void itIsToldWhenTheProcessIsClosed() throws Exception {
        try (var parent = run(Closes.class)) {
            assertThat(parent.printed().lines()).filteredOn(UnclaimedFailureTest::isReport)
                    .hasSize(1);
            assertThat(parent.printed().lines().getLast()).isEqualTo("closed");
        }
    }

    @Test
    void itIsToldWhenNobodyCanAskAnyMore() throws Exception {
        try (var parent = run(Loses.class)) {
            assertThat(parent.printed().lines()).filteredOn(UnclaimedFailureTest::isReport)
                    .hasSize(1);
        }
    }

    @Test
    void whoAsksIsNotToldTwice() throws Exception {
        try (var parent = run(Asks.class)) {
            assertThat(parent.printed().lines()).hasSize(1).first().asString().startsWith("asked");
        }
    }

    @Test
    void anEndOnRequestIsNoFailure() throws Exception {
        try (var parent = run(Terminates.class)) {
            assertThat(parent.printed().lines()).isEmpty();
        }
    }
}
