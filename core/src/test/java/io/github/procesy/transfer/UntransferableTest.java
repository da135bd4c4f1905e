package io.github.procesy.transfer;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import io.github.procesy.SerializableCallable;
import io.github.procesy.TransferException;
import io.github.procesy.process.ChildProcess;
import io.github.procesy.process.CurrentProcess;
import io.github.procesy.process.Outcome;
import io.github.procesy.process.ProcessFailedException;
import io.github.procesy.support.AnyLauncher;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What cannot travel fails in the call, names the way to it, and starts no process. */
@AnyLauncher
class UntransferableTest {
    private final int field = 1;

    static final class Socket {
    }

    record Job(String name, List<Object> items) implements Serializable {
    }

    record Holder(@Nullable Object held) implements Serializable {
    }

    private static void assertPath(ThrowingCallable start, String path) {
        assertThatThrownBy(start).isInstanceOfSatisfying(TransferException.class, e -> {
            assertThat(e.path()).isEqualTo(path);
            assertThat(e.typeName()).isEqualTo(Socket.class.getName());
            assertThat(e).hasMessageStartingWith("The task cannot be sent to another process: "
                    + path + " is a " + Socket.class.getName() + ", which is not Serializable. ")
                    .hasMessageContaining("java.io.Serializable")
                    .hasMessageEndingWith(".");
            assertThat(e.getStackTrace()).anyMatch(
                    frame -> frame.getClassName().startsWith(UntransferableTest.class.getName()));
        });
        assertThat(CurrentProcess.children()).isEmpty();
    }

    @Test
    void aCapturedVariable() {
        long before = 1;
        double alsoBefore = 2;
        Socket socket = new Socket();
        assertPath(() -> ChildProcess.start(() -> before + alsoBefore + socket.hashCode()),
                "task.socket");
    }

    @Test
    void theObjectAroundTheLambda() {
        assertThatThrownBy(() -> ChildProcess.start(() -> field + 1))
                .isInstanceOfSatisfying(TransferException.class, e -> {
                    assertThat(e.path()).isEqualTo("task.this");
                    assertThat(e).hasMessageContaining("captured 'this'")
                            .hasMessageContaining("local variable");
                });
    }

    @Test
    void theReceiverOfAMethodReference() {
        Socket socket = new Socket();
        assertPath(() -> ChildProcess.start(socket::hashCode), "task.receiver");
    }

    @Test
    void aNestedField() {
        Job job = new Job("x", List.of(new Holder(new Holder(new Socket()))));
        assertPath(() -> ChildProcess.start(job::name), "task.receiver.items[0].held.held");
    }

    @Test
    void anElementOfAList() {
        Job job = new Job("x", new ArrayList<>(List.of("a", "b", new Socket())));
        assertPath(() -> ChildProcess.start(() -> job.name()), "task.job.items[2]");
    }

    @Test
    void anElementOfAnArray() {
        Object[][] grid = {{"a"}, {"b", new Socket()}};
        assertPath(() -> ChildProcess.start(() -> grid.length), "task.grid[1][1]");
    }

    @Test
    void aValueOfAMap() {
        Map<String, Object> map = new HashMap<>(Map.of("good", 1, "bad", new Socket()));
        assertPath(() -> ChildProcess.start(() -> map.size()), "task.map.get(bad)");
    }

    @Test
    void throughALambdaInALambda() {
        Socket socket = new Socket();
        SerializableCallable<Integer> inner = () -> socket.hashCode();
        assertPath(() -> ChildProcess.start(() -> inner.call()), "task.inner.socket");
    }

    @Test
    void aLambdaThatIsNotSerializableIsSaidToBeOne() {
        Runnable callback = () -> {
        };
        assertThatThrownBy(() -> ChildProcess.start(() -> callback.run()))
                .isInstanceOfSatisfying(TransferException.class, e -> {
                    assertThat(e.path()).isEqualTo("task.callback");
                    assertThat(e).hasMessageContaining("lambda");
                });
    }

    static final class Forbids implements Serializable {
        private static final long serialVersionUID = 1L;
        private final String secret = "secret";

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            throw new IOException("not me, nor " + secret.length());
        }
    }

    @Test
    void aWriteObjectThatFailsIsNamedWithItsClass() {
        Holder holder = new Holder(new Forbids());
        assertThatThrownBy(() -> ChildProcess.start(() -> holder.held()))
                .isInstanceOfSatisfying(TransferException.class, e -> {
                    assertThat(e.path()).isEqualTo("task.holder.held");
                    assertThat(e.typeName()).isEqualTo(Forbids.class.getName());
                    assertThat(e).hasMessageContaining("not me");
                });
    }

    static final class ThrowsError implements Serializable {
        private static final long serialVersionUID = 1L;

        private void writeObject(ObjectOutputStream out) throws IOException {
            throw new AssertionError("must not be written");
        }
    }

    @Test
    void anErrorOfAWriteObjectIsExplainedToo() {
        ThrowsError bad = new ThrowsError();
        assertThatThrownBy(() -> ChildProcess.start(() -> bad.hashCode()))
                .isInstanceOf(TransferException.class)
                .hasMessageContainingAll("task.bad", "must not be written");
    }

    record Unprintable(int number) implements Serializable {
        @Override
        public String toString() {
            throw new UnsupportedOperationException("no text");
        }
    }

    /** The search for the path may not fail where the message would have helped. */
    @Test
    void aKeyWithoutATextDoesNotSpoilTheMessage() {
        Map<Object, Object> map = new HashMap<>(
                Map.of(new Unprintable(1), "good", new Unprintable(2), new Socket()));
        assertThatThrownBy(() -> ChildProcess.start(() -> map.size()))
                .isInstanceOf(TransferException.class)
                .hasMessageContaining("Socket");
    }

    @Test
    void aListThatOnlySeemsLongDoesNotHoldTheMessageUp() {
        List<Object> many = Collections.nCopies(100_000_000, "same");
        Holder holder = new Holder(new Socket());
        long started = System.nanoTime();
        assertPath(() -> ChildProcess.start(() -> many.size() + holder.hashCode()),
                "task.holder.held");
        assertThat(Duration.ofNanos(System.nanoTime() - started))
                .isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void aChainThatIsTooDeepSaysSo() {
        RoundTripTest.Node chain = RoundTripTest.Node.chain(500_000);
        assertThatThrownBy(() -> ChildProcess.start(chain::length))
                .isInstanceOf(TransferException.class)
                .hasMessageContaining("too deep");
    }

    @Test
    void aResultThatDoesNotSerializeNamesItsPath() throws Exception {
        try (ChildProcess<Object> child = ChildProcess
                .start(() -> new Holder(List.of("a", new Socket())))) {
            assertThatThrownBy(child::result).isInstanceOf(ProcessFailedException.class)
                    .cause()
                    .isInstanceOfSatisfying(TransferException.class, e -> {
                        assertThat(e.path()).isEqualTo("result.held[1]");
                        assertThat(e).hasMessageContaining("The result cannot be sent")
                                .hasCauseInstanceOf(NotSerializableException.class);
                    });
            assertThat(child.join()).isInstanceOf(Outcome.Threw.class);
        }
    }

    static final class Explodes implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object readResolve() {
            if (CurrentProcess.parent().isEmpty()) {
                throw new AssertionError("not in the parent");
            }
            return this;
        }
    }

    /** A failure while the parent reads the result is the outcome, not the death of the child. */
    @Test
    void aResultThatCannotBeReadSaysWhy() throws Exception {
        try (ChildProcess<Object> child = ChildProcess.start(() -> new Explodes())) {
            assertThatThrownBy(child::result).isInstanceOf(ProcessFailedException.class)
                    .hasStackTraceContaining("not in the parent");
            assertThat(child.join()).isInstanceOf(Outcome.Threw.class);
        }
    }

    /** A task that cannot be read in the child fails with the reason, not with an exit code. */
    @Test
    void aTaskThatCannotBeReadSaysWhy() throws Exception {
        AtomicReference<Object> task = new AtomicReference<>(new FailsToArrive());
        try (ChildProcess<Object> child = ChildProcess.start(() -> task.get())) {
            assertThatThrownBy(child::result).isInstanceOf(ProcessFailedException.class)
                    .hasStackTraceContaining("not in the child");
        }
    }

    static final class FailsToArrive implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object readResolve() {
            throw new AssertionError("not in the child");
        }
    }
}
