package io.github.procesy.outcome;

import java.io.FileNotFoundException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

import io.github.procesy.SerializableCallable;
import io.github.procesy.process.ChildProcess;
import io.github.procesy.process.Outcome;
import io.github.procesy.process.Output;
import io.github.procesy.process.ProcessFailedException;
import io.github.procesy.support.AnyLauncher;
import io.github.procesy.testing.Hostile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@AnyLauncher
class ThrewTest {
    @Test
    void whateverIsThrownArrivesWithItsType() throws Exception {
        List<SerializableCallable<Object>> tasks = List.of(() -> {
            throw new FileNotFoundException("checked");
        }, () -> {
            throw new IllegalStateException("unchecked");
        }, () -> {
            throw new AssertionError("an error");
        }, () -> Hostile.overflowStack(0));
        List<Class<?>> types = List.of(FileNotFoundException.class, IllegalStateException.class,
                AssertionError.class, StackOverflowError.class);
        List<ChildProcess<Object>> children = new ArrayList<>();
        tasks.forEach(task -> children.add(ChildProcess.start(task)));
        for (int i = 0; i < types.size(); i++) {
            Class<?> type = types.get(i);
            assertThat(children.get(i).join()).isInstanceOfSatisfying(Outcome.Threw.class,
                    threw -> {
                        assertThat(threw.failure()).isExactlyInstanceOf(type);
                        assertThat(threw.evidence().exitCode()).isEqualTo(1);
                    });
            assertThatThrownBy(children.get(i)::result)
                    .isInstanceOf(ProcessFailedException.class)
                    .cause()
                    .isExactlyInstanceOf(type);
        }
        assertThat(children.getFirst().join().toString())
                .matches("process '[^']+' \\(pid \\d+, ThrewTest\\.\\w+\\)"
                        + " threw java.io.FileNotFoundException: checked after \\d+ ms");
    }

    @Test
    void bothStacksArePrinted() throws Exception {
        try (var child = ChildProcess.start(ThrewTest::remoteFrame)) {
            String printed = print(() -> localFrame(child));
            assertThat(printed).startsWith(ProcessFailedException.class.getName() + ": process '"
                    + child.name() + "'");
            assertThat(printed).containsSubsequence("ThrewTest.localFrame", "Caused by: "
                    + "java.lang.IllegalStateException: from there", "ThrewTest.remoteFrame",
                    "Caused by: java.io.FileNotFoundException: the root");
        }
    }

    private static void localFrame(ChildProcess<?> child) throws InterruptedException {
        child.result();
    }

    private static void remoteFrame() {
        throw new IllegalStateException("from there", new FileNotFoundException("the root"));
    }

    /** A task that prints nothing leaves nothing on stderr: the failure goes to the parent. */
    @Test
    void theFailureIsNotPrintedByTheChild() throws Exception {
        try (var child = ChildProcess.builder()
                .stderr(Output.discard())
                .start(ThrewTest::remoteFrame)) {
            assertThat(child.join().evidence().lastErrorLines()).isEmpty();
        }
    }

    @Test
    void theOutcomeIsOneLineWhateverTheMessage() throws Exception {
        try (var child = ChildProcess.start(() -> {
            throw new IllegalStateException("first line\nsecond line");
        })) {
            assertThat(child.join().toString()).contains("first line")
                    .contains("second line")
                    .doesNotContain("\n");
            assertThat(child.join().description()).doesNotContain("\n");
        }
    }

    @Test
    void nullIsAResult() throws Exception {
        try (ChildProcess<@Nullable String> child = ChildProcess.start(() -> null)) {
            assertThat(child.result()).isNull();
            assertThat(child.join()).isInstanceOfSatisfying(Outcome.Returned.class,
                    returned -> assertThat(returned.value()).isNull());
        }
    }

    private static String print(Hazard hazard) {
        try {
            hazard.run();
            throw new AssertionError("did not throw");
        } catch (Exception e) {
            StringWriter text = new StringWriter();
            e.printStackTrace(new PrintWriter(text));
            return text.toString();
        }
    }

    private interface Hazard {
        void run() throws Exception;
    }
}
